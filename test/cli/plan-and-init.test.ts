import { describe, expect } from 'vitest';
import { QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

describe.concurrent('plan', () => {
  it('leaves nothing behind but the rejected rows', async ({ stage }) => {
    stage.write('a.csv', `${smallFile(30)}120,Bad\n`);
    const { code, stdout } = await stage.run(['plan', 'a.csv', '--from', SENDER, '--text', 'Hi']);
    expect(code).toBe(0);
    expect(stdout).toContain('31 = 30 recipients + 1 rejected');
    const run = /^Plan (\S+)/.exec(stdout)?.[1] ?? '';
    expect(stage.files()).toEqual(['a.csv', `reports/a/${run}/rejected.csv`]);
  });

  it('names the run as it will be', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', smallFile(2));
    const { stdout } = await stage.run(['plan', 'a.csv', '--json', ...QUICK.slice(0, 4)]);
    const { run } = JSON.parse(stdout) as { readonly run: string };
    const sent = await stage.run(['run', 'a.csv', ...QUICK, '--json']);
    expect(JSON.parse(sent.stdout)).toMatchObject({ run });
    const again = await stage.run(['plan', 'a.csv', ...QUICK.slice(0, 4)]);
    expect(again.stderr).toContain(`${run} was sent already: \`campaign run\` would send nothing.`);
  });

  it('does not show whole numbers', async ({ stage }) => {
    stage.write('a.csv', smallFile(2));
    const { stdout } = await stage.run(['plan', 'a.csv', '--from', SENDER, '--text', 'Hi {{first_name}}']);
    expect(stdout).toContain('•••0199 "Hi Person 0"');
    expect(stdout).not.toMatch(/\d{3}5550199/);
  });
});

describe.concurrent('init', () => {
  it('makes a campaign that runs in the sandbox, and never writes over a file', async ({ stage }) => {
    expect((await stage.run(['init', 'spring'])).code).toBe(0);
    expect(stage.files()).toEqual(['.env.example', 'campaigns/spring.csv', 'campaigns/spring.yaml']);
    expect((await stage.run(['plan', 'campaigns/spring.csv'])).code).toBe(0);
    const words = ['run', 'campaigns/spring.csv', '--sandbox', '--yes', '--no-wait'];
    expect((await stage.run(words)).code).toBe(0);
    stage.write('campaigns/spring.yaml', 'text: mine\n');
    const { code, stderr } = await stage.run(['init', 'spring']);
    expect(code).toBe(2);
    expect(stderr).toContain('campaigns/spring.csv: the file is there already.');
    expect(stage.read('campaigns/spring.yaml')).toBe('text: mine\n');
    stage.write('campaigns/fall.yaml', 'text: mine\n');
    expect((await stage.run(['init', 'fall'])).code).toBe(2);
    expect(stage.has('campaigns/fall.csv')).toBe(false);
  });

  it('keeps state, secrets and reports out of a git repository, and says so once', async ({ stage }) => {
    stage.write('.git/HEAD', 'ref: refs/heads/main\n');
    stage.write('.gitignore', 'node_modules/\n/reports');
    expect((await stage.run(['init', 'spring'])).stderr).toContain('.gitignore now has .campaign/, .env\n');
    expect((await stage.run(['init', 'fall'])).stderr).not.toContain('.gitignore');
    expect(stage.read('.gitignore')).toBe('node_modules/\n/reports\n.campaign/\n.env\n');
  });

  it('says of each option that it offers what is true: every one of them works', async ({ stage }) => {
    await stage.run(['init', 'spring']);
    const yaml = stage.read('campaigns/spring.yaml').replaceAll(/^# (?=[a-zA-Z]+: (?!campaign))/gm, '');
    expect(yaml).toMatch(/^window: Mon-Fri 09:00-18:00$/m);
    stage.write('campaigns/spring.yaml', yaml);
    stage.write('campaigns/never.csv', 'phone\n+14155550101\n');
    const { code, stdout } = await stage.run([
      'plan',
      'campaigns/spring.csv',
      '--max-invalid',
      '1',
      '--json',
    ]);
    expect({ code, plan: JSON.parse(stdout) as unknown }).toMatchObject({ code: 0, plan: { recipients: 1 } });
  });

  it('refuses a name that is no file name', async ({ stage }) => {
    for (const name of ['../out', 'a/b', '.hidden', 'x'.repeat(65)]) {
      expect({ name, code: (await stage.run(['init', name])).code }).toEqual({ name, code: 2 });
    }
    expect(stage.files()).toEqual([]);
  });
});
