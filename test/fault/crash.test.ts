import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect } from 'vitest';
import { buildMessyFile, createRandom, MESSY_TEMPLATE } from '../harness/messy-file.ts';
import { brokenControls, readReports, type Reports, type Row } from '../harness/reports.ts';
import { SENDER } from '../harness/recipients.ts';
import { it, openStage, type Stage } from '../harness/stage.ts';

const SEED = 7_411;
const file = buildMessyFile(10_000, SEED);
const RUN = [
  ...['run', 'list.csv', '--from', SENDER, '--text', MESSY_TEMPLATE, '--default-country', 'US'],
  ...['--max-invalid', '10%', '--yes', '--settle-after', '2s'],
];
/** So fast that every late receipt is there before a `Sent` counts as settled. */
const SPEED = 50_000;

/** Starts the run and kills it as soon as `moment` has come; the next start must cope. */
async function killAt(stage: Stage, moment: () => Promise<unknown>): Promise<void> {
  const running = stage.start(RUN);
  await Promise.race([moment(), running.ended]);
  running.child.kill('SIGKILL');
  await running.ended;
}

/** All that a report says but for its instants and its calls, which no two runs share. */
function withoutTimes({ summary, batches, messages, rejected }: Reports): unknown {
  const strip = (rows: readonly Row[]): Row[] =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !column.endsWith('_at'))));
  const untimed = JSON.parse(
    JSON.stringify(summary, (key, value: unknown) => (/(_at|At|^apiCalls)$/.test(key) ? undefined : value)),
  ) as unknown;
  return { summary: untimed, batches: strip(batches), messages: strip(messages), rejected };
}

describe.concurrent(`a run of 10,000 rows that is killed again and again (seed ${SEED})`, () => {
  it('ends with the same reports as one that is not, and everybody is texted once', async ({ stage }) => {
    stage.write('list.csv', file.csv);
    const random = createRandom(SEED);
    // The answer comes late, so that a kill lands between the provider's acceptance and our knowing of it.
    const sandbox = await stage.openSandbox({
      speed: SPEED,
      faults: ['POST /a2p-sms/batches: delay 300ms after'],
    });
    for (let life = 0; life < 3; life += 1) await killAt(stage, () => delay(100 + random() * 500));
    for (const accepted of [1, 4, 8]) await killAt(stage, () => sandbox.untilBatches(accepted));
    await sandbox.clearFaults();
    await killAt(stage, () => sandbox.untilBatches(10).then(() => delay(random() * 3000)));
    for (let life = 0; life < 2; life += 1) await killAt(stage, () => delay(300 + random() * 3000));
    // The last kill may have come just after the end.
    expect([0, 10]).toContain((await stage.run(RUN)).code);
    const survived = readReports(stage, 'list');
    expect(brokenControls(survived.summary)).toEqual([]);
    const sent = (await sandbox.messages()).map((message) => message.to).sort();
    expect(sent).toEqual(
      file.rows
        .filter((row) => row.fate === 'recipient')
        .map((row) => row.phone)
        .sort(),
    );
    expect(await sandbox.posts()).toBe(10);

    const reference = await undisturbed();
    expect(withoutTimes(survived)).toEqual(reference);
  });

  async function undisturbed(): Promise<unknown> {
    const { stage, close } = openStage();
    try {
      stage.write('list.csv', file.csv);
      await stage.openSandbox({ speed: SPEED });
      expect((await stage.run(RUN)).code).toBe(0);
      return withoutTimes(readReports(stage, 'list'));
    } finally {
      await close();
    }
  }
});
