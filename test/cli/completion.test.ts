import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect } from 'vitest';
import { PROGRAM } from '../harness/program.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';
import { openPane } from '../harness/terminal.ts';

/** Lets a shell find the built program as `campaign`, and the script for it as `.bin/completion`. */
async function prepareShell(stage: Stage, command: string): Promise<Record<string, string>> {
  const bin = join(stage.directory, '.bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'campaign'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(join(bin, 'campaign'), 0o755);
  writeFileSync(join(bin, 'completion'), (await stage.run(['completion', command])).stdout);
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: stage.directory };
}

/** What a shell says to a script. */
async function runShell(
  stage: Stage,
  [command = '', ...rest]: readonly string[],
  script: string,
): Promise<string[]> {
  const env = { ...(await prepareShell(stage, command)), TERM: 'dumb' };
  const { stdout } = await promisify(execFile)(command, [...rest, '-c', script], {
    cwd: stage.directory,
    env,
  });
  return stdout.split('\n').filter(Boolean);
}

/** What bash puts into COMPREPLY at the end of the words. */
function askBash(stage: Stage, ...words: readonly string[]): Promise<string[]> {
  const script = `source .bin/completion
COMP_WORDS=(campaign ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}
$(complete -p campaign | sed 's/.*-F \\([^ ]*\\).*/\\1/'); printf '%s\\n' "\${COMPREPLY[@]}"`;
  return runShell(stage, ['bash', '--norc'], script);
}

/** What fish offers for a line. */
function askFish(stage: Stage, line: string): Promise<string[]> {
  const script = `source .bin/completion; complete -C '${line}'`;
  return runShell(stage, ['fish', '--no-config'], script);
}

/** What zsh hands to its own machinery for a line: names with descriptions, and whether it adds files. */
function askZsh(stage: Stage, ...words: readonly string[]): Promise<string[]> {
  const script = `compdef() { : }
_describe() { print -l -- "\${(@P)2}" }
_files() { print -- FILES }
source .bin/completion
words=(campaign ${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length + 1}
_campaign || true`;
  return runShell(stage, ['zsh', '-f'], script);
}

/** A zsh as a person has it, with its own completion system: types a line and the Tab key, and tells what it becomes. */
async function typeInZsh(
  stage: Stage,
  lines: readonly (readonly [line: string, until: RegExp])[],
): Promise<void> {
  const environment = await prepareShell(stage, 'zsh');
  stage.write(
    '.zsh/.zshrc',
    "PS1='%% '; unsetopt beep; autoload -Uz compinit && compinit -D -u\nsource .bin/completion\n",
  );
  const variables = Object.entries({ ...environment, ZDOTDIR: join(stage.directory, '.zsh') });
  const words = variables.map(([name, value]) => `'${name}=${value}'`).join(' ');
  const terminal = await openPane(stage, `exec env ${words} zsh -d -i`);
  try {
    for (const [line, until] of lines) {
      await terminal.until(/^%$/m);
      await terminal.press('-l', line);
      await terminal.press('Tab');
      await terminal.until(until);
      await terminal.press('C-c');
      await terminal.press('C-l');
    }
  } finally {
    await terminal.close();
  }
}

async function makeRuns(stage: Stage): Promise<string> {
  await stage.openSandbox();
  stage.write('campaigns/may sale.csv', smallFile(2));
  const ended = await stage.run(['run', 'campaigns/may sale.csv', ...QUICK, '--json']);
  return (JSON.parse(ended.stdout) as { readonly run: string }).run;
}

/** Without what SQLite keeps beside a ledger that is open, for any reader. */
function lasting(stage: Stage): string[] {
  return stage.files().filter((file) => !/^\.bin\/|-(?:shm|wal)$/.test(file));
}

describe.concurrent('completion', () => {
  it('offers commands, actions, flags and the values of options in bash', async ({ stage }) => {
    expect(await askBash(stage, 'ru')).toEqual(['run', 'runs']);
    expect(await askBash(stage, 'opt-outs', 'p')).toEqual(['pull', 'push']);
    expect(await askBash(stage, 'run', 'x.csv', '--max-c')).toEqual(['--max-cost']);
    expect(await askBash(stage, 'run', 'x.csv', '--no-')).toEqual(['--no-color', '--no-wait']);
    expect(await askBash(stage, 'run', '--in-doubt', '')).toEqual(['hold', 'resend']);
    // Bash hands over `--in-doubt=re` as three words.
    expect(await askBash(stage, 'run', '--in-doubt', '=', 're')).toEqual(['resend']);
    expect(await askBash(stage, 'completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await askBash(stage, 'sandbox', 'x', 'y', 'z')).toEqual([]);
  });

  it('offers the campaigns of the workspace first, else the files that the shell sees', async ({ stage }) => {
    stage.write('campaigns/may sale.csv', 'phone\n');
    stage.write('other.csv', 'phone\n');
    expect(await askBash(stage, 'run', '')).toEqual(['campaigns/may\\ sale.csv']);
    expect(await askBash(stage, 'run', 'oth')).toEqual(['other.csv']);
    expect(await askBash(stage, 'run', 'x.csv', '--exclude', 'oth')).toEqual(['other.csv']);
    expect(await askZsh(stage, 'run', 'oth')).toEqual(['FILES']);
    expect(await askFish(stage, 'campaign run oth')).toEqual([expect.stringMatching(/^other\.csv/)]);
  });

  it('offers the runs that a command can do something with, from another directory too', async ({
    stage,
  }) => {
    const run = await makeRuns(stage);
    const before = lasting(stage);
    expect(await askBash(stage, 'report', '')).toEqual([run]);
    expect(await askBash(stage, 'report', 'may')).toEqual([run]);
    expect(await askBash(stage, 'pause', '')).toEqual([]);
    expect(await askBash(stage, '--workspace', stage.directory, 'status', '')).toEqual([run]);
    expect(await askBash(stage, 'run', '--from', '+1')).toEqual(['+16505550100']);
    expect(lasting(stage)).toEqual(before);
  });

  it('says in zsh and fish what each of them is', async ({ stage }) => {
    const run = await makeRuns(stage);
    const told = 'All runs of the workspace';
    expect(await askZsh(stage, 'runs')).toEqual([`runs:${told}`]);
    expect((await askZsh(stage, 'status', ''))[0]).toMatch(
      new RegExp(`^${run}:finished, planned .*, 2 recipients$`),
    );
    expect(await askZsh(stage, 'run', 'x.csv', '--in-doubt=h')).toEqual(['--in-doubt=hold:']);
    expect(await askFish(stage, 'campaign runs')).toEqual([`runs\t${told}`]);
    expect((await askFish(stage, 'campaign status '))[0]).toMatch(new RegExp(`^${run}\tfinished, `));
    expect(await askFish(stage, 'campaign run x.csv --in-doubt=h')).toEqual(['--in-doubt=hold']);
    expect(await askFish(stage, 'campaign ')).toContain(`runs\t${told}`);
  });

  it('is what a real zsh makes of a line and the Tab key', async ({ stage }) => {
    const run = await makeRuns(stage);
    stage.write('other.csv', 'phone\n');
    await typeInZsh(stage, [
      // Two that fit are listed, each with what it is.
      ['campaign run', /^% campaign run\nrun +-- .*\nruns +-- All runs of the workspace/m],
      ['campaign sched', /^% campaign schedule$/m],
      ['campaign status ', new RegExp(`^% campaign status ${run}$`, 'm')],
      ['campaign run cam', /^% campaign run campaigns\/may\\ sale\.csv$/m],
      ['campaign run oth', /^% campaign run other\.csv$/m],
      ['campaign run other.csv --max-c', /^% campaign run other\.csv --max-cost$/m],
      ['campaign run other.csv --in-doubt=h', /^% campaign run other\.csv --in-doubt=hold$/m],
      ['campaign run other.csv --from +1', /^% campaign run other\.csv --from \+16505550100$/m],
    ]);
  });

  it('says nothing where the workspace or the ledger is not usable', async ({ stage }) => {
    stage.write('.campaign/ledger.db', 'this is no database');
    expect(await askBash(stage, 'status', '')).toEqual([]);
    expect(await askBash(stage, '--workspace', '/nowhere', 'status', '')).toEqual([]);
    expect(await askBash(stage, 'nonsense', '')).toEqual([]);
  });

  it('takes the shell from SHELL, and refuses one that it has no script for', async ({ stage }) => {
    stage.environment['SHELL'] = '/usr/bin/fish';
    expect((await stage.run(['completion'])).stdout).toContain('complete -c campaign');
    stage.environment['SHELL'] = '/bin/tcsh';
    expect((await stage.run(['completion'])).stderr).toBe(
      'error: SHELL: "tcsh" is no shell that can be completed. Name one of bash, zsh, fish\n',
    );
    expect((await stage.run(['completion', 'bsh'])).stderr).toContain(
      'Did you mean `campaign completion bash`?',
    );
  });
});
