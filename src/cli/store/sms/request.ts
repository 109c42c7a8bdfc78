import type { StandardSms } from '../../../core/message-store.ts';
import { listOf, type Arguments } from '../../command.ts';
import { BadValue } from '../../settings/raw.ts';
import { asDuration, asText } from '../../settings/values.ts';
import { openReader } from '../argument-reader.ts';
import { parseE164 } from '../e164.ts';

/** What one call takes (schema CreateSMSMessage): UTF-16 units. */
const MOST_TEXT = 1000;
const MINUTE_MS = 60_000;

export interface SmsRequest {
  readonly sms: StandardSms;
  readonly trackForMs: number;
}

/** @throws InputError with all that is wrong. */
export function readSmsRequest(argv: Arguments): SmsRequest {
  const reader = openReader(argv);
  const from = reader.one('from', (raw) => parseE164(asText(raw)));
  const to = reader.one('to', (raw) => parseE164(asText(raw)));
  const text = reader.one('text', (raw) => parseText(asText(raw)));
  const country = reader.one('country', (raw) => parseCountry(asText(raw)));
  const trackForMs = reader.one('track-for', (raw) => asDuration(raw, 1000, 24 * 60 * MINUTE_MS));
  if (listOf(argv, 'to').length > 1) {
    reader.refuse({ where: '--to', found: 'there are several', remedy: 'One SMS goes to one number' });
  }
  reader.finish();
  const sms = { from: from ?? '', to: to ?? '', text: text ?? '' };
  return {
    sms: country === undefined ? sms : { ...sms, country },
    trackForMs: trackForMs ?? 2 * MINUTE_MS,
  };
}

function parseText(text: string): string {
  if (text.trim() === '') throw new BadValue('an empty text', 'Write what is to be sent');
  if (text.length <= MOST_TEXT) return text;
  throw new BadValue(
    `a text of ${text.length} characters`,
    `One SMS takes ${MOST_TEXT} (an emoji counts as 2)`,
  );
}

function parseCountry(text: string): string {
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code)) return code;
  throw new BadValue(JSON.stringify(text), 'Use the two letters of a country, such as US');
}
