import { describe, expect } from 'vitest';
import { it } from '../harness/stage.ts';
import { SENDER, smallFile } from '../harness/recipients.ts';

describe.concurrent('a word that is not known', () => {
  it('is named with the nearest command', async ({ stage }) => {
    const { code, stdout, stderr } = await stage.run(['reprot']);
    expect(stderr).toBe('error: campaign: unknown command "reprot". Did you mean "report"?\n');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('is named with the nearest flag, each of them', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const { code, stderr } = await stage.run(['plan', 'a.csv', '--batchsize=3', '--max-invald=1%', '-x']);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'error: campaign plan: unknown option "--batchsize". Did you mean --batch-size?',
      'error: campaign plan: unknown option "--max-invald". Did you mean --max-invalid?',
      'error: campaign plan: unknown option "-x". See --help',
    ]);
    expect(code).toBe(2);
    expect(stage.files()).toEqual(['a.csv']);
  });

  it('behind a command that takes no more is refused', async ({ stage }) => {
    const { code, stderr } = await stage.run(['runs', 'spring']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'error: campaign runs: unexpected argument "spring". See --help\n',
    });
  });
});

describe.concurrent('a command without what it needs', () => {
  it('says which argument is missing', async ({ stage }) => {
    const run = await stage.run(['run']);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/^error: campaign run: .*FILE/i);
    expect((await stage.run(['init'])).stderr).toMatch(/^error: campaign init: .*NAME/i);
  });

  it('says that the file is not there', async ({ stage }) => {
    const { code, stderr } = await stage.run(['plan', 'none.csv', '--from', SENDER]);
    expect(code).toBe(2);
    expect(stderr).toContain('error: none.csv: no such file in ');
  });

  it('says that the workspace is not there', async ({ stage }) => {
    const { code, stderr } = await stage.run(['runs', '--workspace', 'nowhere']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: --workspace: .*nowhere is not a directory\./);
  });

  it('asks for a sender, and for a text', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const noSender = await stage.run(['plan', 'a.csv', '--text', 'Hi']);
    expect(noSender).toMatchObject({ code: 2, stdout: '' });
    expect(noSender.stderr).toMatch(/^error: --from: no sender is given\./);
    const noText = await stage.run(['plan', 'a.csv', '--from', SENDER]);
    expect(noText).toMatchObject({ code: 2, stdout: '' });
    expect(noText.stderr).toMatch(/there is no text to send/);
  });
});

describe.concurrent('a run that is not known', () => {
  it('is refused with the nearest one, by every command that takes a run', async ({ stage }) => {
    for (const command of ['status', 'report', 'track']) {
      const { code, stderr } = await stage.run([command, 'spring']);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining('error: RUN: there is no run "spring", and no other') as string,
      });
    }
    expect(stage.files()).toEqual([]);
  });

  it('does not make resume fail when nothing is unfinished', async ({ stage }) => {
    expect(await stage.run(['resume'])).toEqual({ code: 0, stdout: '', stderr: 'nothing is unfinished\n' });
    expect(stage.files()).toEqual([]);
  });
});
