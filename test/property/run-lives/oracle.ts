import { TAKEN_STATES } from '../../../src/core/batch.ts';
import type { RecipientRecord } from '../../../src/core/ledger.ts';
import { formatMoney } from '../../../src/core/money.ts';
import { PRICE } from '../../fakes/world.ts';
import type { Aftermath } from './scenario.ts';
import { judgeTwice, takenOf } from './twice.ts';

/** What is wrong with an aftermath, a sentence each. Only the provider's own list says who was texted. */
export async function judgeWorld(aftermath: Aftermath): Promise<string[]> {
  const { ledger, run, faults } = aftermath;
  const records: RecipientRecord[] = [];
  for await (const record of ledger.recipientRecords(run.id)) records.push(record);
  const found = [
    ...faults,
    ...judgeEnd(aftermath),
    ...(await judgeTwice(aftermath)),
    ...judgeRecords(aftermath, records),
    ...(await judgeRejections(aftermath, records)),
    ...judgeSums(aftermath, records),
    ...(await judgeBatches(aftermath)),
  ];
  await ledger.close();
  return found;
}

function judgeEnd({ end, summary, toldTwice }: Aftermath): string[] {
  const faults: string[] = [];
  const { inDoubt, assumedSent, notSent } = summary.messages;
  const ends = ['finished', 'cancelled', 'in-doubt', 'duplicated'];
  if (!ends.includes(end)) faults.push(`it never ends: ${end}`);
  if (end === 'finished' && inDoubt > assumedSent) faults.push('it finished with batches in doubt');
  if (end === 'finished' && notSent > 0) faults.push('it finished with people left out');
  if (end === 'in-doubt' && inDoubt === assumedSent) faults.push('it is in doubt about nothing');
  if (end === 'duplicated' && toldTwice.size === 0)
    faults.push('it says that a batch is there twice, and which?');
  return faults;
}

function judgeRecords({ run, world }: Aftermath, records: readonly RecipientRecord[]): string[] {
  const places = new Set(records.map((record) => `${record.batch}/${record.position}`));
  const faults: string[] = [];
  if (places.size !== run.recipients) faults.push(`${places.size} places of ${run.recipients} recipients`);
  const twins = records.length - places.size;
  const known = records.filter((record) => record.batchState === 'duplicated').length;
  if (twins > known) faults.push('a recipient stands in two places');
  const texted = world.taken.flatMap((batch) => batch.messages.map((message) => message.to));
  for (const { phone, messageId, batchState } of records) {
    const isTexted = texted.includes(phone);
    if (messageId !== null && !isTexted) faults.push(`${phone} has a message that was never sent`);
    if (batchState === 'settled' && isTexted && messageId === null)
      faults.push(`${phone} was texted and has no message`);
    const isUnsent = batchState === 'planned' || batchState === 'refused';
    if (isUnsent && isTexted) faults.push(`${phone} was texted and counts as not sent`);
  }
  return faults;
}

/** The reason of a rejection is known where the reply came, and lost where the batch was found again. */
async function judgeRejections(
  { ledger, run, world, end }: Aftermath,
  records: readonly RecipientRecord[],
): Promise<string[]> {
  const rejected = new Set(world.taken.flatMap((batch) => batch.rejected.map((rejection) => rejection.to)));
  const kinds = ['found', 'decided-adopt'];
  const found = (await ledger.journal(run.id)).filter((entry) => kinds.includes(entry.kind));
  const foundBatches = new Set(found.map((entry) => entry.batch));
  const faults: string[] = [];
  for (const { phone, batch, batchState, messageId, rejection } of records) {
    if (rejection !== null && messageId !== null) faults.push(`${phone} is rejected and has a message`);
    if (rejection !== null && !rejected.has(phone)) faults.push(`${phone} counts as rejected and was not`);
    const isKnowable = TAKEN_STATES.includes(batchState) && batchState !== 'duplicated';
    if (!rejected.has(phone) || !isKnowable) continue;
    const reason = foundBatches.has(batch) ? null : 'SMS-UP-410';
    const isKnown = rejection !== null && rejection.errorCode === reason;
    if (!isKnown && (end === 'finished' || reason !== null))
      faults.push(`the rejection of ${phone} is not kept`);
  }
  return faults;
}

function judgeSums(aftermath: Aftermath, records: readonly RecipientRecord[]): string[] {
  const { summary, end, run, scenario } = aftermath;
  const faults = summary.controls
    .filter((control) => !control.ok)
    .map((control) => `control ${control.name}: ${control.expected} is not ${control.actual}`);
  const { accepted, rejectedByProvider, inDoubt, notSent } = summary.messages;
  if (accepted + rejectedByProvider + inDoubt + notSent !== run.recipients)
    faults.push('the sums do not add up');
  // A clock that jumps ends the tracking early; what was given up, and a third copy, is not followed.
  const hasJumped = scenario.lives.some((life) => life.acts.some(({ what }) => typeof what === 'object'));
  const isThrice = scenario.batches.some((_, index) => takenOf(aftermath, index + 1).length > 2);
  if (end === 'in-doubt' || hasJumped || isThrice) return faults;
  const given = new Set(
    records.filter(({ batchState }) => !TAKEN_STATES.includes(batchState)).map((record) => record.batch),
  );
  const priced = scenario.batches
    .flatMap((_, index) => (given.has(index + 1) ? [] : takenOf(aftermath, index + 1)))
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

async function judgeBatches(aftermath: Aftermath): Promise<string[]> {
  const { ledger, run, end } = aftermath;
  const faults: string[] = [];
  for await (const { number, state, batchId } of ledger.batchRecords(run.id)) {
    const taken = takenOf(aftermath, number);
    if (TAKEN_STATES.includes(state) && !taken.some(({ id }) => id === batchId)) {
      faults.push(`batch ${number} is linked to ${batchId} and is ${taken.map(({ id }) => id).join()}`);
    }
    if (state === 'submitting') faults.push(`batch ${number} is left submitting`);
    const isToBeSeen = taken.some(({ messages }) => messages.length > 0);
    if (state === 'in_doubt' && isToBeSeen && end !== 'in-doubt')
      faults.push(`batch ${number} is ${taken.map(({ id }) => id).join()} and was not found`);
  }
  return faults;
}
