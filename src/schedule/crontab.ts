/** The command that a workspace's block calls: absolute paths, since cron has next to no environment. */
export interface TickCommand {
  readonly workspace: string;
  readonly node: string;
  readonly program: string;
}

/** What can't stand in a crontab, in words; null when all can. */
export function findUnwritable({ workspace, node, program }: TickCommand): string | null {
  // A line break ends the entry, and cron takes a backslash before % for its own.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  return [workspace, node, program].find((path) => /[\u0000-\u001f\u007f\\]/.test(path)) ?? null;
}

/**
 * The lines of a workspace: every minute, what is due is started, each schedule by the clock of its own zone (Debian's cron
 * knows no CRON_TZ).
 */
export function formatBlock(command: TickCommand): string {
  const { workspace, node, program } = command;
  const line = `${quote(node)} ${quote(program)} schedule tick --quiet --workspace ${quote(workspace)}`;
  return [
    beginOf(workspace),
    '# Starts what is due by the schedules of this workspace. Written by `campaign schedule install`.',
    `* * * * * ${line.replaceAll('%', '\\%')}`,
    endOf(workspace),
    '',
  ].join('\n');
}

/** What became of a crontab: its new text, or what has to be mended in it by hand first. */
export type Edited = { readonly text: string } | { readonly problem: string; readonly line: number };

/**
 * Puts a workspace's block into a crontab, in the place of its old one, else at the end; null takes it out. Every other
 * line stays as it is, byte for byte.
 *
 * @param crontab of any encoding, a character a byte.
 * @param block the same, with a line break at its end.
 */
export function editCrontab(crontab: string, workspace: string, block: string | null): Edited {
  const lines = crontab.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const [begins, ends] = [toBytes(beginOf(workspace)), toBytes(endOf(workspace))];
  const kept: string[] = [];
  let place: number | null = null;
  let openedAt: number | null = null;
  for (const [index, line] of lines.entries()) {
    const plain = line.replace(/\r?\n$/, '').trimEnd();
    if (openedAt === null && plain === begins) {
      openedAt = index;
      place ??= kept.length;
    } else if (openedAt !== null && plain === ends) {
      openedAt = null;
    } else if (plain === begins || plain === ends) {
      return { problem: `${JSON.stringify(plain)} stands alone`, line: index + 1 };
    } else if (openedAt === null) {
      kept.push(line);
    }
  }
  if (openedAt !== null) return { problem: `${JSON.stringify(begins)} has no end`, line: openedAt + 1 };
  if (block === null) return { text: kept.join('') };
  const at = place ?? kept.length;
  const before = kept.slice(0, at).join('');
  const isBroken = before !== '' && !before.endsWith('\n');
  return { text: `${before}${isBroken ? '\n' : ''}${block}${kept.slice(at).join('')}` };
}

/** What stands in a crontab for a workspace. */
export interface InstalledBlock {
  /** Whether it is, byte for byte, what `command` would be installed as. */
  readonly isCurrent: boolean;
  /** What its line calls; null where somebody changed it beyond recognition. */
  readonly calls: { readonly node: string; readonly program: string } | null;
}

/**
 * Looks for a workspace's block in a crontab, and changes nothing.
 *
 * @param crontab of any encoding, a character a byte.
 * @returns null when it has none.
 */
export function findBlock(crontab: string, command: TickCommand): InstalledBlock | null {
  const [begins, ends] = [beginOf(command.workspace), endOf(command.workspace)].map(toBytes);
  const lines = crontab.split('\n').map((line) => line.trimEnd());
  const from = lines.indexOf(begins ?? '');
  const to = lines.indexOf(ends ?? '', from);
  if (from < 0 || to < 0) return null;
  const block = `${lines.slice(from, to + 1).join('\n')}\n`;
  return { isCurrent: block === toBytes(formatBlock(command)), calls: readCalls(block) };
}

/** One word as `quote` writes it. */
const WORD = String.raw`('(?:[^']|'\\'')*'|[^\s']+)`;
const CALLS = new RegExp(String.raw`^\* \* \* \* \* ${WORD} ${WORD} schedule tick `, 'm');

function readCalls(block: string): InstalledBlock['calls'] {
  const [, node, program] = CALLS.exec(block.replaceAll('\\%', '%')) ?? [];
  return node === undefined || program === undefined
    ? null
    : { node: unquote(node), program: unquote(program) };
}

function unquote(word: string): string {
  const plain = word.startsWith("'") ? word.slice(1, -1).replaceAll(`'\\''`, "'") : word;
  return new TextDecoder().decode(Uint8Array.from(plain, (character) => character.charCodeAt(0)));
}

/** Text as UTF-8, a character a byte: how a crontab is held. */
export function toBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function beginOf(workspace: string): string {
  return `# BEGIN campaign ${workspace}`;
}

function endOf(workspace: string): string {
  return `# END campaign ${workspace}`;
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
