import { describe, expect } from 'vitest';
import { QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

const PLAIN = ['--from', SENDER, '--text', 'Hi'];

/** What a person makes wrong in the first hour, and what the program says to it: where, what, and what to do. */
describe.concurrent('a first mistake', () => {
  it('a file that is elsewhere: names the one that was meant', async ({ stage }) => {
    const nowhere = await stage.run(['plan', 'spring.csv', ...PLAIN]);
    expect({ code: nowhere.code, stderr: nowhere.stderr }).toEqual({
      code: 2,
      stderr: `error: spring.csv: no such file in ${stage.directory}. Name a CSV file with a header line; \`campaign init NAME\` makes one\n`,
    });
    stage.write('campaigns/spring.csv', smallFile(1));
    expect((await stage.run(['plan', 'campaign/spring.csv', ...PLAIN])).stderr).toContain(
      'Did you mean campaigns/spring.csv?',
    );
    expect((await stage.run(['plan', 'campaigns', ...PLAIN])).stderr).toMatch(
      /^error: campaigns: this is a directory\. .*campaigns\/spring\.csv/,
    );
  });

  it('YAML that says something else than it seems: the line, and how to write it', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    for (const [yaml, words] of [
      ['from: +16505550100\n\ttext: Hi\n', 'a.yaml:2: not readable as YAML: .* Begin lines with spaces'],
      ['text: Hi: you\n', 'a.yaml:1: not readable as YAML: .* into quotes'],
      ['text: {{first_name}} hi\n', 'a.yaml:1: not readable as YAML: .* into quotes'],
      ['from +16505550100\ntext: Hi\n', 'a.yaml:1: not readable as YAML: .* one `key: value` a line'],
      ['from: +1\nfrom: +2\n', 'a.yaml:2: not readable as YAML: .* several numbers are a list'],
      [
        'text: We are #1 today\n',
        'a.yaml:1: the text ends before "#1 today", which YAML takes for a comment',
      ],
    ] as const) {
      stage.write('a.yaml', yaml);
      const { code, stderr } = await stage.run(['plan', 'a.csv']);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(new RegExp(`^error: ${words}`)) as string,
      });
    }
  });

  it('a comment behind a quoted text is one', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', 'from: +16505550100 # ours\ntext: "We are #1" # said so often\n');
    expect((await stage.run(['plan', 'a.csv'])).stdout).toContain('"We are #1"');
  });

  it('a word of another program, and a file without its command', async ({ stage }) => {
    expect((await stage.run(['send', 'a.csv'])).stderr).toContain('Did you mean "run"?');
    expect((await stage.run(['a.csv'])).stderr).toContain('Did you mean "run a.csv"?');
  });

  it('a run that was never made here: says that there is none', async ({ stage }) => {
    const { code, stderr } = await stage.run(['status', 'spring']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: RUN: there is no run "spring", and no other in this workspace. ' +
        'Start one with `campaign run FILE`, or name the workspace that has it with --workspace\n',
    });
  });

  it('a server that does not answer: what to look at', async ({ stage }) => {
    await stage.openSandbox();
    stage.environment['RC_SERVER_URL'] = 'http://127.0.0.1:9';
    const { code, stderr } = await stage.run(['numbers']);
    expect(code).toBe(4);
    expect(stderr).toMatch(/Check the network, a proxy and RC_SERVER_URL; `campaign doctor`/);
  });

  it('credentials as Windows and shells write them are read', async ({ stage }) => {
    await stage.openSandbox();
    const lines = Object.entries(stage.environment).map(([name, value]) => `export ${name}="${value}"\r\n`);
    stage.write('.env', `\uFEFF${lines.join('')}`);
    stage.write('a.csv', smallFile(1));
    // Nothing of it comes from the environment.
    expect((await stage.run(['run', 'a.csv', ...QUICK], { environment: {} })).code).toBe(0);
  });
});
