import { TAKEN_STATES } from '../../../src/core/batch.ts';
import type { RecipientRecord } from '../../../src/core/ledger.ts';
import { formatMoney } from '../../../src/core/money.ts';
import type { TakenBatch } from '../../fakes/world.ts';
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
  { ledger, run, world, rules, putBack }: Aftermath,
  records: readonly RecipientRecord[],
): Promise<string[]> {
  const faults = putBack.map((number) => `batch ${number} was put back although it was taken`);
  const looks = await ledger.doubtfulBatches(run.id);
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
    const look = looks.find((batch) => batch.number === number);
    if (one !== undefined && look?.lookedAt != null && visibleAt(one, rules) < look.lookedAt - GRACE_MS) {
      faults.push(`batch ${number} was visible as ${one.id} and was not found`);
    }
  }
  return faults;
}

/** A look takes a few reads: what became visible during it may be missed. */
const GRACE_MS = 5000;

function visibleAt(batch: TakenBatch, rules: Aftermath['rules']): number {
  return batch.takenAt + Math.max(rules.batchLagMs, rules.messageLagMs);
}
