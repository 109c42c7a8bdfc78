import type { JournalEntry } from '../../../src/core/journal.ts';
import { SECOND } from '../../fakes/clock.ts';
import type { TakenBatch } from '../../fakes/world.ts';
import type { Aftermath } from './scenario.ts';

/** Between the last look before a resend and its POST there is little but the commit. */
const LOOK_MS = 5 * SECOND;
/** Messages come into the provider's list one after another, so much apart. */
const LIST_EVERY_MS = 7 * SECOND;

/**
 * Who was texted twice, and whether that may be: only by an offer that was made again, whose batch was taken or shown
 * later than anyone waited for; and never in silence.
 */
export async function judgeTwice(aftermath: Aftermath): Promise<string[]> {
  const journal = await aftermath.ledger.journal(aftermath.run.id);
  const faults: string[] = [];
  for await (const { number, state, batchIds } of aftermath.ledger.batchRecords(aftermath.run.id)) {
    // A batch of which everybody was rejected texted nobody, and can not be told from one that was not taken.
    const taken = takenOf(aftermath, number).filter(({ messages }) => messages.length > 0);
    const notes = journal.filter((entry) => entry.batch === number);
    const say = (words: string): void => void faults.push(`batch ${number}: ${words}`);
    judgeResends(aftermath, notes).forEach(say);
    if (state === 'duplicated' && taken.length < 2) say('is called twice there, and is not');
    if (taken.length < 2) continue;
    judgeExcuse(aftermath, taken, notes).forEach(say);
    // Nobody looks any more for a batch that a person gave up.
    if (state === 'abandoned') continue;
    judgeTold(aftermath, number, taken).forEach(say);
    if (state !== 'duplicated' && isLookedBackAt(aftermath, taken))
      say('was taken twice, and nobody is told');
    // Two are an alarm; a third one that comes later still is not looked for.
    const isKnown = batchIds.length > 1 && batchIds.every((id) => taken.some((one) => one.id === id));
    if (state === 'duplicated' && !isKnown)
      say(`is ${taken.length} times there, and known as ${batchIds.join()}`);
  }
  return faults;
}

/** The provider's batches that hold a recipient of ours. */
export function takenOf({ world, members }: Aftermath, number: number): readonly TakenBatch[] {
  const phones = new Set(members[number - 1]?.phones.map((phone) => `+${phone}`));
  return world.taken.filter((batch) =>
    [...batch.messages, ...batch.rejected].some(({ to }) => phones.has(to ?? '')),
  );
}

/** Each offer after a doubt follows a clean look that found nothing, in the same process, with nothing in between. */
function judgeResends({ scenario }: Aftermath, notes: readonly JournalEntry[]): string[] {
  const faults: string[] = [];
  notes.forEach((entry, index) => {
    if (entry.kind !== 'presumed-absent') return;
    const before = notes[index - 1];
    if (before?.kind !== 'not-found' || before.epoch !== entry.epoch)
      faults.push('was offered again unlooked');
    const since = notes.slice(
      notes.findLastIndex((one, at) => at < index && one.kind === 'in-doubt'),
      index,
    );
    const isDecided = since.some((one) => one.kind === 'decided-resend');
    const looks = since.filter((one) => one.kind === 'not-found');
    const waitedMs = (looks.at(-1)?.at ?? 0) - (since[0]?.at ?? 0);
    const isDue = scenario.policy === 'resend' && looks.length >= 5 && waitedMs >= scenario.graceMs;
    if (!isDecided && !isDue) faults.push(`was offered again after ${looks.length} looks in ${waitedMs} ms`);
  });
  return faults;
}

function judgeExcuse(
  { scenario, world }: Aftermath,
  taken: readonly TakenBatch[],
  notes: readonly JournalEntry[],
): string[] {
  const faults: string[] = [];
  const resends = notes.filter((entry) => entry.kind === 'presumed-absent').length;
  if (resends < taken.length - 1) faults.push('was taken twice without being offered again');
  const isDecided = notes.some((entry) => entry.kind === 'decided-resend');
  const hasJumped = scenario.lives.some((life) => life.acts.some(({ what }) => typeof what === 'object'));
  const byOffer = [...world.taken].filter((one) => taken.includes(one));
  byOffer.slice(1).forEach((again, index) => {
    for (const earlier of byOffer.slice(0, index + 1)) {
      // A batch in the list whose messages do not show yet keeps the policy from a resend, not a person.
      const leastLagMs = Math.min(scenario.batchLagMs, scenario.messageLagMs);
      const shownAt = earlier.takenAt + (isDecided ? scenario.messageLagMs : leastLagMs);
      if (shownAt + LOOK_MS < again.offeredAt)
        faults.push(`was offered again although ${earlier.id} was to be seen`);
      const isLate = shownAt >= earlier.offeredAt + scenario.graceMs;
      if (!isLate && !isDecided && !hasJumped)
        faults.push(`was taken twice within the grace, as ${earlier.id}`);
    }
  });
  return faults;
}

/** A run does not end in silence over a twin that could be seen by then. */
function judgeTold(aftermath: Aftermath, number: number, taken: readonly TakenBatch[]): string[] {
  const { end, endedAt, toldTwice } = aftermath;
  const isOver = end === 'finished' || end === 'cancelled' || end === 'duplicated';
  const couldBeSeen = taken.every((batch) => shownWholeAt(aftermath, batch) + LOOK_MS * 2 < endedAt);
  return isOver && couldBeSeen && !toldTwice.has(number) ? [`was taken twice, and the run is ${end}`] : [];
}

/** Whether somebody looked once more when everything of it could be seen. */
function isLookedBackAt(aftermath: Aftermath, taken: readonly TakenBatch[]): boolean {
  if (aftermath.end === 'in-doubt') return false;
  return taken.every((batch) => shownWholeAt(aftermath, batch) < aftermath.lookedBackAt);
}

function shownWholeAt({ scenario }: Aftermath, { takenAt, messages }: TakenBatch): number {
  return takenAt + Math.max(scenario.batchLagMs, scenario.messageLagMs + messages.length * LIST_EVERY_MS);
}
