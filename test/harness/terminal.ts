import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { PROGRAM } from './program.ts';
import type { Stage } from './open-stage.ts';

const execute = promisify(execFile);

/** The program on a real terminal: a pane of tmux, with a server of its own. */
export interface Terminal {
  /** What a person sees now. */
  screen(): Promise<string>;
  /** Resolves with the screen once it holds the words. */
  until(words: string | RegExp): Promise<string>;
  /** Keys as tmux names them: `y`, `Enter`, `C-c`. */
  press(...keys: string[]): Promise<void>;
  /** Makes it as wide and as high as that. */
  resize(columns: number, rows: number): Promise<void>;
  isCursorVisible(): Promise<boolean>;
  close(): Promise<void>;
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

const USUAL: Size = { columns: 100, rows: 40 };

/** Starts `campaign` on a terminal, of 100 × 40 by default. Once it ends, the screen shows `exit code N`. */
export function openTerminal(stage: Stage, words: readonly string[], size = USUAL): Promise<Terminal> {
  const variables = Object.entries(stage.environment).map(([name, value]) => `${name}=${value}`);
  const command = ['env', ...variables, process.execPath, PROGRAM, ...words].map(quoteForShell).join(' ');
  // The shell gets Ctrl-C too, and lives on to tell the exit code.
  return openPane(stage, `trap : INT; ${command}; echo "exit code $?"; exec cat`, size);
}

/** Starts a script of sh on a terminal. */
export async function openPane(stage: Stage, script: string, { columns, rows } = USUAL): Promise<Terminal> {
  const server = `campaign-${randomUUID()}`;
  const tmux = async (...rest: string[]): Promise<string> => {
    const environment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TMUX_TMPDIR: stage.directory };
    const { stdout } = await execute('tmux', ['-L', server, '-f', '/dev/null', ...rest], {
      env: environment,
    });
    return stdout;
  };
  await tmux(
    'new-session',
    '-d',
    '-x',
    String(columns),
    '-y',
    String(rows),
    '-c',
    stage.directory,
    'sh',
    '-c',
    script,
  );
  const screen = (): Promise<string> => tmux('capture-pane', '-p');
  return {
    screen,
    until: (words) =>
      vi.waitFor(
        async () => {
          const seen = await screen();
          if (typeof words === 'string' ? seen.includes(words) : words.test(seen)) return seen;
          throw new Error(`the screen does not show ${String(words)}:\n${seen.trimEnd()}`);
        },
        { interval: 50, timeout: 30_000 },
      ),
    press: async (...keys) => {
      await tmux('send-keys', ...keys);
    },
    resize: async (wide, high) => {
      await tmux('resize-window', '-x', String(wide), '-y', String(high));
    },
    isCursorVisible: async () => (await tmux('display-message', '-p', '#{cursor_flag}')).trim() === '1',
    close: async () => {
      await tmux('kill-server');
    },
  };
}

function quoteForShell(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
