/** What can stand at a place of the command line: words that are known, something to look up, or nothing to tell. */
export type ValueKind =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'campaign-file' | 'run' | 'sender' | 'none' };

const FILE: ValueKind = { kind: 'file' };
const RUN: ValueKind = { kind: 'run' };
const NONE: ValueKind = { kind: 'none' };

function words(...known: readonly string[]): ValueKind {
  return { kind: 'words', words: known };
}

/** What an option takes, by its flag without the dashes; of those whose choices yargs knows, nothing stands here. */
const OF_OPTION: Readonly<Record<string, ValueKind>> = {
  from: { kind: 'sender' },
  'text-file': FILE,
  'default-country': words('US', 'CA'),
  delimiter: words(',', ';', '|', 'tab'),
  encoding: words('utf-8', 'utf-16le', 'utf-16be', 'windows-1252'),
  window: words('law', 'none', '09:00-20:00'),
  'window-zone': words(
    'recipient',
    'America/New_York',
    'America/Chicago',
    'America/Denver',
    'America/Los_Angeles',
  ),
  exclude: FILE,
  'exclude-run': RUN,
  'repeat-guard': words('off', '7d'),
  'opt-out-scope': words('all', 'sender'),
  'queue-ahead': words('off', '1h'),
  'in-doubt': words('hold', 'resend'),
  workspace: FILE,
  plan: FILE,
  out: FILE,
};

/** What an argument is, by its name in the command's usage: `<file>`, `[run]`. */
const OF_ARGUMENT: Readonly<Record<string, ValueKind>> = {
  file: { kind: 'campaign-file' },
  run: RUN,
  shell: words('bash', 'zsh', 'fish'),
};

/** @param name the flag without its dashes */
export function valueOfOption(name: string): ValueKind {
  return OF_OPTION[name] ?? NONE;
}

/** @param name as the usage has it, without brackets */
export function valueOfArgument(name: string): ValueKind {
  return OF_ARGUMENT[name] ?? NONE;
}
