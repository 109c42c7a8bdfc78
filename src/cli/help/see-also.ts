import type { Argv } from 'yargs';
import { EXIT_MEANINGS } from '../../core/exit-code.ts';

/** Where a command is told at length, by its name or by that of its group. */
export const SEE_ALSO: Readonly<Record<string, readonly string[]>> = {
  run: ['docs/campaign-file.md', 'docs/csv.md', 'docs/going-live.md', 'docs/terminal.md'],
  plan: ['docs/campaign-file.md', 'docs/csv.md', 'docs/approval.md'],
  resume: ['docs/exit-codes.md', 'docs/in-doubt.md'],
  track: ['docs/reports.md'],
  status: ['docs/terminal.md', 'docs/reports.md'],
  runs: ['docs/ledger.md'],
  report: ['docs/reports.md'],
  pause: ['docs/rehearsal.md'],
  cancel: ['docs/rehearsal.md'],
  reconcile: ['docs/in-doubt.md'],
  retry: ['docs/retry-and-test.md', 'docs/sms-codes.md'],
  test: ['docs/retry-and-test.md', 'docs/going-live.md'],
  'opt-outs': ['docs/opt-outs.md'],
  purge: ['docs/privacy.md'],
  schedule: ['docs/cron.md', 'docs/exit-codes.md'],
  numbers: ['docs/going-live.md'],
  store: ['docs/message-stores.md', 'docs/message-store-of-an-extension.md', 'docs/sms-codes.md'],
  doctor: ['docs/doctor.md'],
  init: ['docs/campaign-file.md', 'docs/csv.md'],
  sandbox: ['docs/sandbox.md', 'docs/rehearsal.md'],
  completion: ['docs/completion.md'],
};

/** Those whose exit code a script branches on: they tell what it means. */
const TELLS_EXIT_CODES = ['run', 'resume', 'retry', 'track'];

/** Adds what stands at the end of a command's help. */
export function addClosing(program: Argv, name: string): Argv {
  const pages = SEE_ALSO[name] ?? [];
  const withCodes = TELLS_EXIT_CODES.includes(name) ? program.epilogue(`${formatExitCodes()}\n`) : program;
  return pages.length === 0 ? withCodes : withCodes.epilogue(`See also: ${pages.join(', ')}`);
}

export function formatExitCodes(): string {
  const lines = EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return `Exit codes:\n${lines.join('\n')}`;
}
