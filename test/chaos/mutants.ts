import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pLimit from 'p-limit';
import { drawLife, type Life } from './life.ts';
import { MUTANTS, type Mutant } from './mutant-list.ts';
import { playLife } from './play.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const HELP = `usage: node test/chaos/mutants.mjs [--only WORDS] [--lives N] [--seed S] [--jobs N] [--program DIST/main.js]

Breaks a copy of the built program on purpose, one rule at a time, and tells which check sees it. A mutant that is not
caught, or a patch that no longer applies, is a failure.`;

interface Caught {
  readonly by: string;
  /** Lives that were played until then; null for a test. */
  readonly lives: number | null;
}

/** Tries every mutant. Gives the exit code: 1 when one gets away. */
export async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      lives: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: '6' },
      program: { type: 'string', default: join(ROOT, 'dist', 'main.js') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const hunt = { lives: Number(values.lives), seed: Number(values.seed), jobs: Number(values.jobs) };
  let escaped = 0;
  console.log('| mutant | caught by | lives until then |\n| --- | --- | --- |');
  for (const mutant of MUTANTS.filter(({ name }) => name.includes(values.only))) {
    const caught = await tryMutant(mutant, dirname(resolve(values.program)), hunt);
    if (caught === null) escaped += 1;
    const [by, lives] = [caught?.by ?? `NOT CAUGHT in ${hunt.lives} lives`, caught?.lives ?? '–'];
    console.log(`| ${mutant.name} | ${by.replaceAll('|', '/')} | ${lives} |`);
  }
  return escaped === 0 ? 0 : 1;
}

interface Hunt {
  readonly lives: number;
  readonly seed: number;
  readonly jobs: number;
}

/** A hunt, and the program as it is: a life that fails there as well says nothing of the mutant. */
interface LivesHunt extends Hunt {
  readonly sound: string;
}

async function tryMutant(mutant: Mutant, dist: string, hunt: Hunt): Promise<Caught | null> {
  const directory = mkdtempSync(join(tmpdir(), 'campaign-mutant-'));
  try {
    cpSync(dist, join(directory, 'dist'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(directory, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
    for (const patch of mutant.patches) applyPatch(mutant.name, join(directory, 'dist'), patch);
    const program = join(directory, 'dist', 'main.js');
    if (mutant.test !== null) return tryTest(mutant.test, program);
    return await huntByLives(mutant.canShow, program, { ...hunt, sound: join(dist, 'main.js') });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function applyPatch(
  name: string,
  dist: string,
  { file, find, replace, times = 1 }: Mutant['patches'][number],
): void {
  const path = join(dist, file);
  const parts = readFileSync(path, 'utf8').split(find);
  if (parts.length - 1 !== times) {
    throw new Error(
      `the mutant "${name}" no longer applies: ${file} holds ${parts.length - 1} times, not ${times}:\n${find}`,
    );
  }
  writeFileSync(path, parts.join(replace));
}

/** A test of the suite, run against the mutant: it has to pass on the program as it is, which CI sees. */
function tryTest(test: NonNullable<Mutant['test']>, program: string): Caught | null {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  try {
    execFileSync(process.execPath, [vitest, 'run', test.file, '-t', test.title], {
      cwd: ROOT,
      env: { ...process.env, CAMPAIGN_PROGRAM: program },
      stdio: 'ignore',
    });
    return null;
  } catch {
    return { by: `${test.file}, "${test.title}"`, lives: null };
  }
}

/** Plays lives that could show the fault until one does. */
async function huntByLives(
  canShow: (life: Life) => boolean,
  program: string,
  { lives, seed, jobs, sound }: LivesHunt,
): Promise<Caught | null> {
  const limit = pLimit(jobs);
  const found: { by: string; order: number }[] = [];
  const drawn = drawSome(canShow, seed, lives);
  await Promise.all(
    drawn.map((life, index) =>
      limit(async () => {
        if (found.length > 0) return;
        const [fault] = await faultsOf(life, program);
        if (fault === undefined || (await faultsOf(life, sound)).length > 0) return;
        found.push({ by: `seed ${life.seed}: ${fault}`, order: index + 1 });
      }),
    ),
  );
  const first = found.sort((one, other) => one.order - other.order)[0];
  return first === undefined ? null : { by: first.by, lives: first.order };
}

function drawSome(canShow: (life: Life) => boolean, seed: number, count: number): Life[] {
  const lives: Life[] = [];
  for (let next = seed; lives.length < count; next += 1) {
    const life = drawLife(next);
    if (canShow(life)) lives.push(life);
  }
  return lives;
}

/** A life that hangs, as on a machine that is too busy, proves nothing: no fault. */
async function faultsOf(life: Life, program: string): Promise<readonly string[]> {
  try {
    return (await playLife(life, { program })).faults;
  } catch (error) {
    console.error(`seed ${life.seed} proves nothing: ${String(error).split('\n')[0] ?? ''}`);
    return [];
  }
}
