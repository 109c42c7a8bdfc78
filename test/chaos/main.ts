import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { traceRun } from './failpoints.ts';
import { drawLife } from './life.ts';
import { playLife, type LifeEnd } from './play.ts';
import { survive } from './survive.ts';

const HELP = `usage: npm run chaos -- [--lives N] [--seed S] [--jobs N] [--keep DIR] [--program DIST/main.js]

Plays N random lives of the built program against a sandbox, from seed S on, and asks the oracle about each.
  --lives N      how many (default 20)
  --seed S       the first seed (default: of the clock); the same seed is the same life
  --jobs N       how many at once (default 6)
  --keep DIR     keeps the workspace and the story of every life that fails
  --program P    another build's main.js
  --failpoints   instead of lives: kills one small run at every system call in turn, again and again
  --verbose      tells the story of every life`;

/** Plays lives as the words ask for. Gives the exit code: 1 when a life failed. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      lives: { type: 'string', default: '20' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      jobs: { type: 'string', default: '6' },
      keep: { type: 'string' },
      program: { type: 'string' },
      failpoints: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const jobs = toCount('--jobs', values.jobs);
  if (values.failpoints) return sweep(jobs, values.program);
  const first = toCount('--seed', values.seed);
  const seeds = Array.from({ length: toCount('--lives', values.lives) }, (_, index) => first + index);
  const limit = pLimit(jobs);
  const startedAt = performance.now();
  const ends = await Promise.all(
    seeds.map((seed) =>
      limit(async () => {
        const end = await playSeed(seed, values.program, values.keep);
        tell(end, values.verbose);
        return end;
      }),
    ),
  );
  const failed = ends.filter((end) => end.faults.length > 0);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(`${ends.length} lives from seed ${first} on, ${failed.length} failed, ${seconds} s`);
  if (failed.length > 0)
    console.log(`keep in test/chaos/seeds.json: ${failed.map((end) => end.seed).join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** Every call of the program that reaches the disk or the network, where the tests only take the telling ones. */
async function sweep(jobs: number, program?: string): Promise<number> {
  const { points } = await traceRun(program);
  const { files } = await survive(null, 'hold', null, program);
  const limit = pLimit(jobs);
  const ends = await Promise.all(
    points.map((point) =>
      limit(async () => {
        const { wasKilled, held, faults } = await survive(point, 'hold', files, program);
        const doubt = held.length > 0 ? `, batch ${held.join()} was held` : '';
        const end =
          faults.length > 0 ? `FAILED: ${faults.join('; ')}` : `ok${wasKilled ? '' : ', not reached'}`;
        console.log(`${point.call} ${point.nth}, ${point.what}: ${end}${doubt}`);
        return faults.length === 0;
      }),
    ),
  );
  const failed = ends.filter((isGood) => !isGood).length;
  console.log(`${ends.length} failpoints, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function playSeed(seed: number, program?: string, keep?: string): Promise<LifeEnd> {
  const keepIt = (end: LifeEnd, workspace: string): void => {
    if (keep === undefined) return;
    const directory = join(keep, `seed-${seed}`);
    mkdirSync(directory, { recursive: true });
    cpSync(workspace, join(directory, 'workspace'), { recursive: true });
    writeFileSync(join(directory, 'story.txt'), `${[...end.faults, ...end.story].join('\n\n')}\n`);
  };
  try {
    return await playLife(drawLife(seed), { program, onFault: keepIt });
  } catch (error) {
    const fault = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { seed, faults: [fault], story: [] };
  }
}

function tell({ seed, faults, story }: LifeEnd, isVerbose: boolean): void {
  if (isVerbose) console.log(story.join('\n'));
  if (faults.length === 0) return console.log(`life ${seed} ok`);
  console.log(`life ${seed} FAILED; again: npm run chaos -- --lives 1 --seed ${seed} --verbose`);
  for (const fault of faults) console.log(`  ${fault}`);
}

function toCount(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new Error(`${flag} ${text}: give a whole number`);
}
