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
  size = { columns: 100, rows: 40 },
): Promise<void> {
  const terminal = await openTerminal(stage, words, size);
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
      expect(await terminal.screen()).toMatch(/Final {5}[█░]+ +\d+% │ +\d+ of 30 │ .*ETA/);
      await terminal.until('exit code 0');
      expect(await terminal.screen()).toMatch(/Final {5}█+ 100% │ 30 of 30 │/);
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

  it('more than a thousand recipients are asked for by their number, below a plan of one screen', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    const rows = Array.from({ length: 1500 }, (_, index) => `+1212${2_200_000 + index},P${index}\n`);
    stage.write('a.csv', `phone,first_name\n${rows.join('')}`);
    const size = { columns: 80, rows: 24 };
    await withTerminal(
      stage,
      ['run', 'a.csv', ...ASKING],
      async (terminal) => {
        const seen = await terminal.until('type the number of recipients (1,500):');
        expect(seen).toMatch(/^Plan a-/m);
        for (const label of ['rows', 'from', 'cost', 'window', 'through', 'texts', 'longest'])
          expect(seen).toMatch(new RegExp(`^  ${label} `, 'm'));
        await terminal.press('y', 'Enter');
        await terminal.until('exit code 2');
      },
      size,
    );
    expect(await sandbox.posts()).toBe(0);
  });

  it('a terminal of 40 columns has bars, and no line of them wraps when it is made wider or narrower', async ({
    stage,
  }) => {
    await stage.openSandbox({ speed: 1 });
    stage.write('a.csv', smallFile(30));
    const size = { columns: 40, rows: 24 };
    await withTerminal(
      stage,
      ['run', 'a.csv', ...QUICK],
      async (terminal) => {
        expect(barsOf(await terminal.until(/Submitted █+ 100%/))).toHaveLength(3);
        await terminal.resize(90, 24);
        await terminal.until(/Submitted █+ 100% │ 30 of 30 │/);
        await terminal.resize(40, 24);
        const seen = await terminal.until(/Submitted █+ 100% 30\/30/);
        expect(barsOf(seen)).toHaveLength(3);
        await terminal.press('C-c');
        expect(barsOf(await terminal.until(/exit code (130|0)/))).toHaveLength(3);
      },
      size,
    );
  });

  it('outside the window a run waits, counts down, and ends at Ctrl-C with a clean screen', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', smallFile(3));
    const words = ['run', 'a.csv', ...QUICK, '--window', closedNow(), '--window-zone', 'UTC'];
    await withTerminal(stage, words, async (terminal) => {
      const seen = await terminal.until(COUNTDOWN);
      const [, first] = COUNTDOWN.exec(seen) ?? [];
      await terminal.until(new RegExp(`(?<!${String(first)}) left`));
      const other = await stage.run(['status', '--json']);
      expect(JSON.parse(other.stdout)).toMatchObject({ messages: { notSent: 3 } });
      await terminal.press('C-c');
      const end = await terminal.until('exit code 130');
      expect(end).toMatch(/^a-\w+: planned/m);
      expect(end).not.toContain('^C');
      expect(end).toContain('next      run again (exit code 130');
      expect(await terminal.isCursorVisible()).toBe(true);
    });
    expect(await sandbox.posts()).toBe(0);
  });

  it('what is written to a file has no signs of a screen, whatever the terminal', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    await withTerminal(stage, ['run', 'a.csv', ...QUICK, '-v'], async (terminal) => {
      await terminal.until('exit code 0');
      expect(await terminal.screen()).toMatch(/batches: 201, request/);
    });
    const { stderr } = await stage.run(['run', 'a.csv', ...QUICK, '--run-key', 'b', '--repeat-guard', 'off']);
    expect(stderr).not.toContain('\u001B');
    expect(stderr).toMatch(/^ {2}next +nothing to do$/m);
  });

  it('status --watch --json has a document a line, and the last one is the end', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    stage.write('a.csv', smallFile(30));
    const driver = stage.start(['run', 'a.csv', ...QUICK, '-v']);
    await driver.until(/a2p-sms\/batches: 201/);
    const { code, stdout } = await stage.run(['status', '--watch', '--json']);
    const states = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { readonly state: string }).state);
    expect(code).toBe(0);
    expect(states.length).toBeGreaterThan(1);
    // 'submitting' where the watcher was quicker than the commit of the answer that the driver has told of.
    expect(states[0]).toMatch(/^(submitting|tracking)$/);
    expect(states.indexOf('finished')).toBe(states.length - 1);
    expect((await driver.ended).code).toBe(0);
  });

  it('status --watch shows a run that another process drives, and its end', async ({ stage }) => {
    await stage.openSandbox({ speed: 60 });
    stage.write('a.csv', smallFile(30));
    const driver = stage.start(['run', 'a.csv', ...QUICK, '-v']);
    await driver.until(/a2p-sms\/batches: 201/);
    await withTerminal(stage, ['status', '--watch'], async (terminal) => {
      await terminal.until(/Submitted █+ 100% │ 30 of 30 │/);
      const seen = await terminal.until('exit code 0');
      expect(seen).toMatch(/^a-\w+: finished/m);
      expect(seen).toContain('controls  all 5 hold');
    });
    expect((await driver.ended).code).toBe(0);
  });
});

const COUNTDOWN = /waiting: outside the sending window · until .* UTC · (\d+:\d\d:\d\d) left/;

function barsOf(screen: string): string[] {
  return screen.split('\n').filter((line) => /^(Submitted|Drained|Final) +[█░]+ /.test(line));
}

/** Hours that are closed now for an hour at least, and within the law's in the east of the United States. */
function closedNow(): string {
  return new Date().getUTCHours() < 17 ? '18:00-22:00' : '13:00-16:00';
}
