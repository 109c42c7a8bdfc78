import { describe, expect } from 'vitest';
import { readReports } from '../harness/reports.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';
import { openTerminal, type Terminal } from '../harness/terminal.ts';

const ASKING = QUICK.filter((word) => word !== '--yes');

async function withTerminal(
  stage: Stage,
  words: readonly string[],
  work: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = await openTerminal(stage, words);
  try {
    await work(terminal);
  } finally {
    await terminal.close();
  }
}

describe.concurrent('on a terminal', () => {
  it('the plan is shown with its texts, a person is asked, and bars show how far it is', async ({
    stage,
  }) => {
    await stage.openSandbox({ speed: 60 });
    stage.write('a.csv', smallFile(30));
    await withTerminal(stage, ['run', 'a.csv', ...ASKING], async (terminal) => {
      await terminal.until('Send it? [y/N]');
      expect(await terminal.screen()).toContain('•••0199 "Hi Person 0"');
      await terminal.press('y', 'Enter');
      await terminal.until(/Submitted █+ 100% │ 30 of 30 │/);
      expect(await terminal.screen()).toMatch(/Final {4} [█░]+ \d+% │ \d+ of 30 │ ETA/);
      await terminal.until('exit code 0');
      expect(await terminal.screen()).toMatch(/Final {4} █+ 100% │ 30 of 30 │/);
      expect(await terminal.isCursorVisible()).toBe(true);
    });
  });

  it('anything but yes sends nothing', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    await withTerminal(stage, ['run', 'a.csv', ...ASKING], async (terminal) => {
      await terminal.until('Send it? [y/N]');
      await terminal.press('n', 'Enter');
      await terminal.until('exit code 2');
      expect(await terminal.screen()).toContain('not approved. Nothing was sent.');
    });
    expect(await sandbox.posts()).toBe(0);
  });

  it('a test shows its text and its price, and sends it once a person says so', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    await withTerminal(stage, ['test', 'a.csv', ...ASKING, '--to', '+12125550199'], async (terminal) => {
      await terminal.until('Send it? [y/N]');
      const screen = await terminal.screen();
      expect(screen).toMatch(/ to +•••0199\n +from +\+16505550100\n +row +a\.csv:2\n +text +"Hi Person 0"\n/);
      expect(screen).toMatch(/ segments +1\n +cost +about 0\.0119 USD\n/);
      expect(await sandbox.posts()).toBe(0);
      await terminal.press('y', 'Enter');
      await terminal.until('exit code 0');
    });
    expect((await sandbox.messages()).map(({ to }) => to)).toEqual(['+12125550199']);
  });

  it('Ctrl-C at the question sends nothing and is exit 130', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    await withTerminal(stage, ['run', 'a.csv', ...ASKING], async (terminal) => {
      await terminal.until('Send it? [y/N]');
      await terminal.press('C-c');
      await terminal.until('exit code 130');
    });
    expect(await sandbox.posts()).toBe(0);
    expect((await stage.run(['runs', '--json'])).stdout).toContain('"runs": []');
  });

  it('Ctrl-C leaves everything on disk, gives the cursor back and is exit 130', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ speed: 1 });
    stage.write('a.csv', smallFile(30));
    await withTerminal(stage, ['run', 'a.csv', ...QUICK], async (terminal) => {
      await terminal.until(/Submitted █+ 100%/);
      await terminal.press('C-c');
      await terminal.until('exit code 130');
      const screen = await terminal.screen();
      expect(screen).toMatch(/interrupted; everything is on disk\. Go on with:/);
      expect(await terminal.isCursorVisible()).toBe(true);
    });
    expect(readReports(stage, 'a').summary).toMatchObject({ state: 'tracking', messages: { accepted: 30 } });
    expect(await sandbox.posts()).toBe(1);
  });

  it('NO_COLOR and --no-color have lines instead of bars', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(5));
    stage.environment['NO_COLOR'] = '1';
    await withTerminal(stage, ['run', 'a.csv', ...QUICK], async (terminal) => {
      await terminal.until('exit code 0');
      expect(await terminal.screen()).not.toMatch(/[█░]/);
    });
    delete stage.environment['NO_COLOR'];
    stage.write('b.csv', smallFile(5).replaceAll('Person', 'Dear'));
    await withTerminal(stage, ['run', 'b.csv', ...QUICK, '--no-color'], async (terminal) => {
      await terminal.until('exit code 0');
      expect(await terminal.screen()).not.toMatch(/[█░]/);
    });
  });
});
