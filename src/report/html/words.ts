import type { RejectCode } from '../../core/recipient.ts';
import type { ControlName } from '../controls.ts';
import type { Progress } from '../progress.ts';

/** Where a run stands, for somebody who doesn't know the program. */
export const PROGRESS_WORDS: Readonly<Record<Progress, string>> = {
  planned: 'planned, nothing submitted yet',
  submitting: 'being submitted',
  paused: 'paused',
  tracking: 'submitted, waiting for receipts',
  'in-doubt': 'in doubt: a person must look',
  finished: 'finished',
  cancelled: 'cancelled',
};

/** Why a row of the file was not texted. */
export const REJECT_WORDS: Readonly<Record<RejectCode, string>> = {
  'missing-phone': 'the row has no phone number',
  'no-country-code': 'the number has no country code',
  'invalid-phone': 'this is not a phone number that can be texted',
  'excel-damaged': 'a spreadsheet has rounded the number',
  'unsupported-destination': 'a country that can not be texted',
  duplicate: 'the same number stands in an earlier row',
  'opted-out': 'this number has opted out',
  excluded: 'the campaign excludes this number',
  'contacted-recently': 'this number was texted only lately',
  'no-sending-hours': 'there are no hours in which this number may be texted',
  'missing-variable': 'a value that the text needs is missing',
  'empty-text': 'the text would be empty',
  'text-too-long': 'the text is too long',
  'column-count': 'the row has too few or too many cells',
};

/** What a control compares. */
export const CONTROL_WORDS: Readonly<Record<ControlName, string>> = {
  rows: 'rows of the file = recipients + rejected rows',
  recipients: 'planned recipients = accepted + rejected by the provider + in doubt + not sent',
  statuses: 'accepted messages = the sum over all statuses',
  cost: 'costs of the messages = costs of the batches',
  'message-ids': 'message ids that stand twice',
};
