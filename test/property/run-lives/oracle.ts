import { TAKEN_STATES } from '../../../src/core/batch.ts';
import type { RecipientRecord } from '../../../src/core/ledger.ts';
import { formatMoney } from '../../../src/core/money.ts';
import { PRICE } from '../../fakes/world.ts';
import type { Aftermath } from './scenario.ts';

/** What is wrong with an aftermath, a sentence each. Only the provider's own list says who was texted. */
export async function judgeWorld(aftermath: Aftermath): Promise<string[]> {
  const { ledger, run } = aftermath;
  const records: RecipientRecord[] = [];
  for await (const record of ledger.recipientRecords(run.id)) records.push(record);
  const faults = [
    ...judgeTexts(aftermath),
    ...judgeEnd(aftermath),
    ...judgeRecords(aftermath, records),
    ...(await judgeRejections(aftermath, records)),
    ...judgeSums(aftermath),
    ...(await judgeBatches(aftermath, records)),
  ];
  await ledger.close();
  return faults;
}

function judgeTexts({ world }: Aftermath): string[] {
  const texted = world.taken.flatMap((batch) => batch.messages.map((message) => message.to));
  return texted.filter((to, index) => texted.indexOf(to) !== index).map((to) => `${to} was texted twice`);
}

function judgeEnd({ end, run, summary }: Aftermath): string[] {
  const faults: string[] = [];
  if (end !== 'finished' && end !== 'in-doubt') faults.push(`it never ends: ${end}`);
  if (end === 'finished' && run.state !== 'finished') faults.push('it says finished and is not');
  if (end === 'finished' && summary.messages.inDoubt > 0) faults.push('it finished with batches in doubt');
  if (end === 'finished' && summary.messages.notSent > 0) faults.push('it finished with people left out');
  if (end === 'in-doubt' && summary.messages.inDoubt === 0) faults.push('it is in doubt about nothing');
  return faults;
}

function judgeRecords({ run, world }: Aftermath, records: readonly RecipientRecord[]): string[] {
  const places = new Set(records.map((record) => `${record.batch}/${record.position}`));
  const faults: string[] = [];
  if (records.length !== run.recipients)
    faults.push(`${records.length} records of ${run.recipients} recipients`);
  if (places.size !== records.length) faults.push('a recipient stands in two places');
  const texted = new Set(world.taken.flatMap((batch) => batch.messages.map((message) => message.to)));
  for (const { phone, messageId, batchState } of records) {
    if (messageId !== null && !texted.has(phone)) faults.push(`${phone} has a message that was never sent`);
    const isClosed = batchState === 'settled';
    if (isClosed && texted.has(phone) && messageId === null)
      faults.push(`${phone} was texted and has no message`);
    const isUnsent = batchState === 'planned' || batchState === 'refused';
    if (isUnsent && texted.has(phone)) faults.push(`${phone} was texted and counts as not sent`);
  }
  return faults;
}

/** The reason of a rejection is known where the reply came, and lost where the batch was found again. */
async function judgeRejections(
  { ledger, run, world, end }: Aftermath,
  records: readonly RecipientRecord[],
): Promise<string[]> {
  const rejected = new Set(world.taken.flatMap((batch) => batch.rejected.map((rejection) => rejection.to)));
  const found = (await ledger.journal(run.id)).filter((entry) => entry.kind === 'found');
  const foundBatches = new Set(found.map((entry) => entry.batch));
  const faults: string[] = [];
  for (const { phone, batch, batchState, messageId, rejection } of records) {
    if (rejection !== null && messageId !== null) faults.push(`${phone} is rejected and has a message`);
    if (rejection !== null && !rejected.has(phone)) faults.push(`${phone} counts as rejected and was not`);
    if (!rejected.has(phone) || !TAKEN_STATES.includes(batchState)) continue;
    const reason = foundBatches.has(batch) ? null : 'SMS-UP-410';
    const isKnown = rejection !== null && rejection.errorCode === reason;
    if (!isKnown && (end === 'finished' || reason !== null))
      faults.push(`the rejection of ${phone} is not kept`);
  }
  return faults;
}

function judgeSums({ summary, end, world, run }: Aftermath): string[] {
  const faults = summary.controls
    .filter((control) => !control.ok && !(end === 'in-doubt' && control.name === 'statuses'))
    .map((control) => `control ${control.name}: ${control.expected} is not ${control.actual}`);
  const { accepted, rejectedByProvider, inDoubt, notSent } = summary.messages;
  if (accepted + rejectedByProvider + inDoubt + notSent !== run.recipients)
    faults.push('the sums do not add up');
  if (end !== 'finished') return faults;
  const priced = world.taken
    .flatMap((batch) => batch.messages)
    .filter((message) => !isSendingFailed(message.to)).length;
  const cost = formatMoney(PRICE * BigInt(priced));
  if (summary.cost.actual !== cost) faults.push(`it cost ${cost}, the summary says ${summary.cost.actual}`);
  return faults;
}

/** The fate of the fake world for numbers that end so. */
function isSendingFailed(to: string): boolean {
  return to.endsWith('3');
}

async function judgeBatches(
  { ledger, run, world, putBack }: Aftermath,
  records: readonly RecipientRecord[],
): Promise<string[]> {
  const faults = putBack.map((number) => `batch ${number} was put back although it was taken`);
  for await (const { number, state, batchId } of ledger.batchRecords(run.id)) {
    const phones = records.filter((record) => record.batch === number).map((record) => record.phone);
    const taken = world.taken.filter((batch) =>
      batch.messages.some((message) => phones.includes(message.to)),
    );
    const [one] = taken;
    if (TAKEN_STATES.includes(state) && one !== undefined && one.id !== batchId) {
      faults.push(`batch ${number} is linked to ${batchId} and is ${one.id}`);
    }
    if (state === 'submitting') faults.push(`batch ${number} is left submitting`);
    if (state === 'duplicated') faults.push(`batch ${number} counts as duplicated`);
    if (state === 'in_doubt' && one !== undefined)
      faults.push(`batch ${number} is ${one.id} and was not found`);
  }
  return faults;
}
