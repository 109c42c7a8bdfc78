import { spawn } from 'node:child_process';
import { InputError } from '../../core/error.ts';

const NO_CRON =
  'Install cron (Debian: apt-get install cron), or start what is due without it: `campaign schedule run`, or a systemd timer';

/**
 * The user's crontab, a character a byte; empty where there is none.
 *
 * @throws InputError when there is no `crontab`, or it refuses this user.
 */
export async function readCrontab(environment: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await crontab(['-l'], '', environment);
  if (code === 0) return stdout;
  if (/no crontab for/i.test(stderr)) return '';
  throw refused('crontab -l', stderr);
}

/** Replaces the user's crontab; an empty one is taken away. */
export async function writeCrontab(text: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const words = text === '' ? ['-r'] : ['-'];
  const { code, stderr } = await crontab(words, text, environment);
  if (code !== 0) throw refused(`crontab ${words.join(' ')}`, stderr);
}

function refused(where: string, stderr: string): InputError {
  const found = stderr.trim() === '' ? 'it failed without a word' : stderr.trim();
  return new InputError([{ where, found, remedy: 'Nothing was changed' }]);
}

function crontab(
  words: readonly string[],
  input: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    // Its own words are read: in the language that they are looked for in.
    const child = spawn('crontab', words, { env: { ...environment, LC_ALL: 'C' } });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('latin1').on('data', (text: string) => (output[name] += text));
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT';
      const found = isMissing ? 'there is no such command' : error.message;
      reject(new InputError([{ where: 'crontab', found, remedy: isMissing ? NO_CRON : '' }]));
    });
    child.on('close', (code) => resolve({ code: code ?? 1, ...output }));
    // One that refuses to start reads nothing: its end says why.
    child.stdin.on('error', () => undefined).end(input, 'latin1');
  });
}
