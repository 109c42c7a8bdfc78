import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openStage, type Stage } from '../harness/open-stage.ts';
import type { Ended, Launch } from '../harness/program.ts';
import { endProgram } from '../harness/program.ts';
import type { SandboxProcess } from '../harness/sandbox-process.ts';
import { TEMPLATE } from './draw-file.ts';
import type { Ending, Life } from './life.ts';

/** So fast that every late receipt is there before a `Sent` counts as settled. */
const SPEED = 50_000;
/** A start that takes longer hangs: no wait of a life is half as long. */
const LIMIT_MS = 90_000;
const LATER = pathToFileURL(join(import.meta.dirname, '..', 'harness', 'later.mjs')).href;

/** A workspace and a provider, and the hands that start and kill things there. */
export interface Workshop {
  readonly stage: Stage;
  sandbox(): SandboxProcess;
  /** Starts the program, and ends it as it should; the code is what a shell sees. */
  start(words: readonly string[], ending: Ending): Promise<Ended>;
  /** Lets time pass for both sides: they are started anew. */
  rest(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** The words of the first start; the same words resume. */
export function runWords({ senders, batchSize, policy }: Life): string[] {
  return [
    ...['run', 'list.csv', ...senders.flatMap((from) => ['--from', from]), '--text', TEMPLATE, '--yes'],
    ...['--batch-size', String(batchSize), '--max-invalid', '100%', '--in-doubt', policy],
    ...['--in-doubt-grace', GRACE, ...WATCHING],
  ];
}

/** Long enough for what is accepted late (`draw-faults.ts`), also when its submitter was killed. */
const GRACE = '4s';
export const WATCHING = ['--request-timeout', '1s', '--settle-after', '1s', '--track-for', '480h'] as const;

export async function openWorkshop(
  { file, seed, senders }: Life,
  faults: readonly string[],
  program?: string,
): Promise<Workshop> {
  const { stage, close } = openStage(program === undefined ? {} : { program });
  stage.write('list.csv', file.csv);
  const world = { seed: String(seed), speed: SPEED, faults };
  let sandbox = await stage.openSandbox(world);
  let laterMs = 0;
  for (const from of file.optedOut) for (const to of senders) await sandbox.reply(from, to, 'STOP');
  return {
    stage,
    sandbox: () => sandbox,
    start: (words, ending) => start(stage, sandbox, words, ending),
    rest: async (ms) => {
      if (ms === 0) return;
      laterMs += ms;
      const environment = { NODE_OPTIONS: `--import ${LATER}`, LATER_MS: String(laterMs) };
      await sandbox.stop();
      sandbox = await stage.openSandbox({ ...world, port: sandbox.port, environment });
      Object.assign(stage.environment, environment);
    },
    close,
  };
}

async function start(
  stage: Stage,
  sandbox: SandboxProcess,
  words: readonly string[],
  ending: Ending,
): Promise<Ended> {
  const running = stage.start(words, wrap(ending));
  const watch = { isHanging: false };
  const giveUp = (): void => {
    watch.isHanging = true;
    void endProgram(running);
  };
  const limit = setTimeout(giveUp, LIMIT_MS);
  const kill = (): void => void running.child.kill(ending.kind === 'signal' ? ending.signal : 'SIGKILL');
  const death = ending.kind === 'signal' ? setTimeout(kill, ending.afterMs) : undefined;
  // What waits in vain is given up when the sandbox goes.
  if (ending.kind === 'taken') sandbox.untilBatches(ending.batches).then(kill, () => undefined);
  try {
    const ended = await running.ended;
    if (watch.isHanging)
      throw new Error(`${words[0] ?? ''} did not end within ${LIMIT_MS} ms:\n${ended.stderr}`);
    return ended;
  } finally {
    clearTimeout(limit);
    clearTimeout(death);
  }
}

function wrap(ending: Ending): Partial<Launch> {
  if (ending.kind !== 'failpoint') return {};
  const { call, nth } = ending;
  const inject = `inject=${call}:signal=SIGKILL:when=${nth}`;
  return {
    wrapper: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject],
  };
}
