import type { Life } from './life.ts';

/** A rule of the program, broken on purpose in its built form. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
  /** The test that must fail; null: random lives must. */
  readonly test: { readonly file: string; readonly title: string } | null;
  /** Whether a life could show it at all: it saves playing the others. */
  readonly canShow: (life: Life) => boolean;
}

interface Patch {
  /** Relative to `dist/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** How often the text must stand there; default 1. */
  readonly times?: number;
}

const any = (): boolean => true;
const hasFault = (life: Life, word: string): boolean => life.faults.some((fault) => fault.includes(word));
const hasDeath = ({ steps }: Life): boolean =>
  steps.some(({ act, ending }) => act !== 'track' && ending.kind !== 'itself');

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'retry on error, in a layer',
    patches: [
      {
        file: 'ringcentral/client.js',
        find: 'await exchange(outgoing);',
        replace: 'await exchange(outgoing).catch(() => exchange(outgoing));',
      },
    ],
    test: null,
    canShow: any,
  },
  {
    name: 'retry on error, by the verdict',
    patches: [
      {
        file: 'submit/verdict.js',
        find: "return { to: 'in_doubt', reason: answer.reason, consequence: null };",
        replace: "return { to: 'planned', reason: answer.reason, consequence: 'unreachable' };",
      },
    ],
    test: null,
    canShow: any,
  },
  {
    name: 'submit again what was in doubt',
    patches: [
      {
        file: 'ledger/run-ledger.js',
        find: 'sql.run(IN_DOUBT, KILLED, at, runId, orphan.number);',
        replace: `sql.run("UPDATE batch SET state = 'planned' WHERE run_id = ? AND number = ?", runId, orphan.number);`,
      },
    ],
    test: null,
    canShow: hasDeath,
  },
  {
    name: 'grace too short',
    patches: [
      { file: 'submit/doubt-schedule.js', find: 'LOOKS_FOR_ABSENCE = 5', replace: 'LOOKS_FOR_ABSENCE = 1' },
      {
        file: 'submit/doubt-schedule.js',
        find: 'return Math.max(askedMs, LAG_FACTOR * worstLagMs);',
        replace: 'return 0;',
      },
    ],
    test: null,
    canShow: (life) => life.policy === 'resend' && hasFault(life, 'delay 1400ms before'),
  },
  {
    name: '24 h default window',
    patches: [
      {
        file: 'submit/find-batch.js',
        find: 'const window = { dateFrom: firstOfferOf(batch, now) - DAY, dateTo: now + DAY };',
        replace: 'const window = { dateFrom: now - DAY, dateTo: now };',
      },
    ],
    test: null,
    canShow: ({ steps }) => steps[0]?.ending.kind === 'taken',
  },
  {
    name: 'a page that failed counts as a look',
    patches: [
      {
        file: 'run/perform.js',
        find: 'await findBatch(ports, view.run, batch);',
        replace:
          "await findBatch(ports, view.run, batch).catch(() => ({ kind: 'absent', batchesSeen: 0, messagesSeen: 0, differing: [], unread: [] }));",
      },
      {
        file: 'run/verify.js',
        find: 'await findBatch(ports, run, batch);',
        replace:
          "await findBatch(ports, run, batch).catch(() => ({ kind: 'absent', batchesSeen: 0, messagesSeen: 0, differing: [], unread: [] }));",
      },
      {
        file: 'submit/doubt-schedule.js',
        find: 'LOOKS_FOR_ABSENCE = 5',
        replace: 'LOOKS_FOR_ABSENCE = 1',
      },
    ],
    test: null,
    canShow: (life) => life.policy === 'resend' && life.faults.some((fault) => /^GET .*0\.2$/.test(fault)),
  },
  {
    name: 'exit 0 although in doubt',
    patches: [
      {
        file: 'cli/finish-run.js',
        find: "case 'duplicated':\n            return EXIT.inDoubt;",
        replace: "case 'duplicated':\n            return EXIT.ok;",
      },
    ],
    test: null,
    canShow: (life) => life.policy === 'hold',
  },
  {
    name: 'fsync off',
    patches: [
      { file: 'ledger/set-up.js', find: 'PRAGMA synchronous = FULL', replace: 'PRAGMA synchronous = OFF' },
    ],
    test: { file: 'test/fault/durability.test.ts', title: 'intent that is on disk' },
    canShow: any,
  },
  {
    name: 'the log names whole addresses',
    patches: [
      {
        file: 'ringcentral/client.js',
        find: 'path: outgoing.url.pathname,',
        replace: 'path: outgoing.url.href,',
      },
    ],
    test: { file: 'test/fault/log-secrets.test.ts', title: 'bad night' },
    canShow: any,
  },
];
