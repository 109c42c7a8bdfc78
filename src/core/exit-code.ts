/** The process's exit codes: an interface for cron lines and scripts. Codes may be added, none is reused. */
export const EXIT = {
  ok: 0,
  defect: 1,
  input: 2,
  belowMinimum: 3,
  notFinished: 4,
  inDoubt: 5,
  limit: 6,
  refused: 7,
  outsideWindow: 8,
  control: 9,
  nothingToDo: 10,
  locked: 11,
  ledger: 12,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each code means and what to do, for `--help` and the docs. */
export const EXIT_MEANINGS: readonly (readonly [code: ExitCode, meaning: string, action: string])[] = [
  [EXIT.ok, 'did what was asked', 'nothing'],
  [EXIT.defect, 'a defect of the program', 'report it'],
  [EXIT.input, 'usage, configuration or input', 'fix it and run again'],
  [EXIT.belowMinimum, 'finished, but below --min-delivered', 'look at the report'],
  [
    EXIT.notFinished,
    'not finished for now (provider unreachable, still tracking at the deadline)',
    'run again',
  ],
  [EXIT.inDoubt, 'a person must decide: a batch is in doubt', '`campaign reconcile`'],
  [EXIT.limit, 'stopped by a limit', 'raise it or wait'],
  [EXIT.refused, 'credentials, permissions or the sender refused', 'fix it with the provider, run again'],
  [EXIT.outsideWindow, 'outside the sending window', 'run again inside it'],
  [EXIT.control, 'finished, but a control of the report does not hold', 'look at summary.json'],
  [EXIT.nothingToDo, 'nothing to do: already sent', 'nothing'],
  [EXIT.locked, 'locked by another process', 'wait for it'],
  [EXIT.ledger, 'the ledger is damaged or from a newer version', 'restore it or upgrade'],
  [EXIT.interrupted, 'interrupted by Ctrl-C; everything is on disk', 'run again'],
  [EXIT.terminated, 'terminated; everything is on disk', 'run again'],
];
