import { join } from 'node:path';
import { openStage, type Stage } from '../harness/open-stage.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { readReports } from '../harness/reports.ts';

/** Where the program is killed: as it makes a system call for the n-th time, or the first time on a path. */
export interface Failpoint {
  readonly call: string;
  readonly nth: number;
  /** Relative to the workspace; null for any. */
  readonly path: string | null;
  /** What it is about to do there, for people. */
  readonly what: string;
}

/** Of the campaign that is killed. */
export const RECIPIENTS = 6;
export const FAILPOINT_FILE = smallFile(RECIPIENTS);
/** Three batches of two. */
export const FAILPOINT_RUN = [
  'run',
  'a.csv',
  ...QUICK,
  '--batch-size',
  '2',
  '--in-doubt-grace',
  '1s',
] as const;

const CALLS = ['connect', 'fsync', 'fdatasync', 'pwrite64', 'rename', 'write', 'writev'] as const;
const OFFER = 'POST /restapi/v1.0/account/~/a2p-sms/batches';

export interface Trace {
  /** Every call of the first thread, in order. The others only write reports. */
  readonly points: readonly Failpoint[];
  /** The files of the reports, relative to the workspace. */
  readonly reports: readonly string[];
}

/** Runs the campaign once under strace, without a kill, and tells every call at which it could be killed. */
export async function traceRun(program?: string): Promise<Trace> {
  const { stage, close } = openStage(program === undefined ? {} : { program });
  try {
    await stage.openSandbox();
    stage.write('a.csv', FAILPOINT_FILE);
    const wrapper = [
      'strace',
      '-f',

      '-qq',
      '-y',
      '-s',
      '80',
      '-e',
      `trace=${CALLS.join()}`,
      '-o',
      'trace.txt',
    ];
    const { code, stderr } = await stage.run(FAILPOINT_RUN, { wrapper });
    if (code !== 0) throw new Error(`the run without a kill ended with ${code}:\n${stderr}`);
    const { directory } = readReports(stage, 'a');
    return { points: readPoints(stage), reports: stage.files().filter((file) => file.startsWith(directory)) };
  } finally {
    await close();
  }
}

function readPoints(stage: Stage): Failpoint[] {
  const seen = new Map<string, number>();
  const points: Failpoint[] = [];
  let first = '';
  for (const line of stage.read('trace.txt').split('\n')) {
    const [, pid = '', call = '', rest = ''] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    first ||= pid;
    if (call === '' || pid !== first) continue;
    const nth = (seen.get(call) ?? 0) + 1;
    seen.set(call, nth);
    points.push({ call, nth, path: null, what: describe(call, rest.replaceAll(`${stage.directory}/`, '')) });
  }
  return points;
}

/** What a call is about: the request it writes, the file, or nothing that can be named. */
function describe(call: string, rest: string): string {
  const request = /"((?:GET|POST) [^ ?]+)/.exec(rest)?.[1];
  const file = /^\d+<([^>:]+)>/.exec(rest)?.[1] ?? /"([^"]+)"\)/.exec(rest)?.[1];
  return request ?? file ?? (call === 'connect' ? 'the provider' : 'something else');
}

/**
 * The syncs, connections and requests of each batch, each offer, the first write after each offer, and every file of the
 * reports. Of what is done many times over between two offers, such as a sync of the log, the first and the last.
 */
export function chooseFailpoints({ points, reports }: Trace): Failpoint[] {
  const chosen = thin(
    points.filter(({ call }) => ['fsync', 'fdatasync', 'connect', 'writev'].includes(call)),
  );
  const offers = points.flatMap((point, index) => (isOffer(point) ? [index] : []));
  const answers = offers.flatMap(
    (offer) => points.slice(offer).find(({ call, what }) => call === 'pwrite64' && isLog(what)) ?? [],
  );
  const renames = reports.map((path) => ({ call: 'rename', nth: 1, path, what: path }));
  return [...chosen, ...answers, ...renames];
}

function thin(points: readonly Failpoint[]): Failpoint[] {
  const kinds = new Map<string, Failpoint[]>();
  let offers = 0;
  for (const point of points) {
    const kind = `${offers} ${point.call} ${point.what}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), point]);
    if (isOffer(point)) offers += 1;
  }
  return points.filter((point) =>
    [...kinds.values()].some((same) => same[0] === point || same.at(-1) === point),
  );
}

/** Whether the program is about to write the request of a submit. */
export function isOffer({ what }: Failpoint): boolean {
  return what === OFFER;
}

function isLog(what: string): boolean {
  return what.endsWith('ledger.db-wal');
}

/** What starts the program so that it is killed there. */
export function killerOf({ call, nth, path }: Failpoint, stage: Stage): string[] {
  const only = path === null ? [] : ['-P', join(stage.directory, path)];
  const inject = `inject=${call}:signal=SIGKILL:when=${nth}`;
  return ['strace', '-f', '-qq', '-o', '/dev/null', ...only, '-e', `trace=${call}`, '-e', inject];
}
