import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/core/ledger.ts';
import type { Run } from '../../src/core/run.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { buildSummary } from '../../src/report/summary.ts';
import { openScreen, type Exclusion, type ScreeningRules } from '../../src/run/screening.ts';
import { DAY, openFakeClock, T0 } from '../fakes/clock.ts';
import { freezeRun, phones, toColumns } from '../fakes/frozen-run.ts';
import { aRemoteBatch, aRemoteMessage, OTHER_SENDER, SENDER } from '../fakes/records.ts';
import { useDirectories } from '../fakes/workspace.ts';

const SEED = 20261128;
const newDirectory = useDirectories();
const EVERYBODY = phones(10);
const TEXTS = ['Hello', 'Goodbye', 'Sale'] as const;
const WHO = 'ann@desk';

const subset = fc.uniqueArray(fc.constantFrom(...EVERYBODY), { minLength: 1, maxLength: EVERYBODY.length });
const aPast = fc.record({
  people: subset,
  text: fc.constantFrom(...TEXTS),
  from: fc.constantFrom(SENDER, OTHER_SENDER),
  world: fc.constantFrom('loopback' as const, 'live' as const),
  day: fc.nat(200),
  status: fc.constantFrom('Delivered', 'DeliveryFailed', 'Queued'),
});
type Past = typeof aPast extends fc.Arbitrary<infer T> ? T : never;
const aScene = fc.record({
  past: fc.array(aPast, { minLength: 1, maxLength: 4 }),
  optedOut: fc.uniqueArray(fc.constantFrom(...EVERYBODY), { maxLength: 3 }),
  purgedOn: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 3 }),
  people: subset,
  text: fc.constantFrom(...TEXTS),
  minDaysBetween: fc.option(fc.integer({ min: 1, max: 300 })),
  guardDays: fc.option(fc.integer({ min: 1, max: 300 })),
  excluded: fc.uniqueArray(fc.nat(3), { maxLength: 2 }),
});

/** A run that was offered, answered and followed to its end on a day. */
async function live(ledger: Ledger, past: Past, index: number): Promise<Run> {
  const { people, text, from, world, day, status } = past;
  const at = T0 + day * DAY;
  const name = `spring-${index}`;
  const run = await freezeRun(ledger, {
    name,
    world,
    template: { pieces: [text] },
    members: [{ phones: people, from }],
  });
  await ledger.offer(run.id, 1, { at, bodySha256: 'c', isResend: false });
  const record = { at, status: 201, errorCode: null, requestId: null };
  await ledger.recordOutcome(
    run.id,
    1,
    { to: 'accepted', batch: aRemoteBatch({ id: name }), rejected: [] },
    record,
  );
  const messages = people.map((phone) =>
    aRemoteMessage({
      id: `${name}-${phone % 100}`,
      to: `+${phone}`,
      status,
      cost: BigInt(phone % 100),
      updatedAt: at,
    }),
  );
  await ledger.recordMessages(run.id, 1, messages);
  await ledger.recordLook(run.id, 1, { at, isIdle: false, isMissing: false });
  await ledger.settle(run.id, 1, at, 'final');
  await ledger.finish(run.id, at);
  return run;
}

describe('a purge', () => {
  it('changes no decision about who is texted from where, and no sum, whenever it comes', async () => {
    let purged = 0;
    await fc.assert(
      fc.asyncProperty(aScene, async (scene) => {
        const ledger = openLedger(newDirectory(), 'campaign purge', openFakeClock());
        try {
          const runs: Run[] = [];
          for (const [index, past] of scene.past.entries()) runs.push(await live(ledger, past, index));
          const entries = scene.optedOut.map(
            (phone) => ({ phone, from: 0, world: 'any', source: 'x' }) as const,
          );
          await ledger.addOptOuts(entries, { at: T0, who: WHO });
          const before = await decide(ledger, runs, scene);
          const sums = await sumsOf(ledger, runs);
          for (const day of scene.purgedOn) {
            const now = T0 + (day + 30) * DAY;
            const { due } = await ledger.purgeSurvey(T0 + day * DAY, now);
            for (const run of due) await ledger.purgeRun(run.id, { at: now, who: WHO });
            await ledger.purgeLeftovers(T0 + day * DAY, { at: now, who: WHO });
            purged += due.length;
            expect(await decide(ledger, runs, scene)).toEqual(before);
            expect(await sumsOf(ledger, runs)).toEqual(sums);
          }
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: 60, seed: SEED },
    );
    expect(purged).toBeGreaterThan(20);
  });
});

type Scene = typeof aScene extends fc.Arbitrary<infer T> ? T : never;

async function decide(ledger: Ledger, runs: readonly Run[], scene: Scene): Promise<unknown> {
  const rules: ScreeningRules = {
    ...{
      world: 'loopback',
      campaign: 'spring',
      runKey: null,
      optOutScope: 'all',
      senders: [SENDER, OTHER_SENDER],
    },
    template: { pieces: [scene.text] },
    minDaysBetween: scene.minDaysBetween,
    repeatGuardMs: scene.guardDays === null ? null : scene.guardDays * DAY,
    exclusions: await exclusionsOf(
      ledger,
      scene.excluded.flatMap((index) => runs[index] ?? []),
    ),
  };
  const screen = await openScreen(ledger, rules, T0 + 250 * DAY);
  const { refusals, senders } = await screen.look(toColumns({ phones: scene.people }));
  return scene.people.map((phone, index) => ({
    phone,
    from: senders.get(index) ?? null,
    refusal: screen.optOutOf(phone, SENDER) ?? refusals.get(index) ?? null,
  }));
}

/** As cli/exclusions.ts makes them of runs. */
async function exclusionsOf(ledger: Ledger, excluded: readonly Run[]): Promise<Exclusion[]> {
  const names = new Set(excluded.map(({ name }) => name));
  const now = (await ledger.listRuns()).filter(({ name }) => names.has(name));
  return now.map(({ id, name, purgedAt }) => ({
    reason: name,
    phones: ledger.phonesOf(id),
    ...(purgedAt === null ? {} : { among: (asked: readonly number[]) => ledger.recipientsAmong(id, asked) }),
  }));
}

async function sumsOf(ledger: Ledger, runs: readonly Run[]): Promise<unknown> {
  const summaries = [];
  for (const { name } of runs) {
    const run = await ledger.findRun(name);
    if (run !== null)
      summaries.push({ ...(await buildSummary(ledger, run)), spend: await ledger.readSpend(run.id) });
  }
  return summaries;
}
