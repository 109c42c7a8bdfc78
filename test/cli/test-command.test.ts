import { describe, expect } from 'vitest';
import { QUICK, SENDER } from '../harness/recipients.ts';
import { readReports } from '../harness/reports.ts';
import { it, type Stage } from '../harness/stage.ts';

const OWN = '+12125550199';
const FILE = `phone,first_name\n12,Eve\n+12015550199,Ada\n${OWN},Owner\n`;
const LAX = ['--max-invalid', '1'] as const;

/** `campaign test a.csv` to one's own number, quick and without a question. */
function testIt(stage: Stage, ...more: readonly string[]) {
  return stage.run(['test', 'a.csv', ...QUICK, '--to', OWN, ...more]);
}

describe.concurrent('test', () => {
  it('sends the first valid text to the own number and to nobody else, as often as it is asked for', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', FILE);
    const { code, stderr } = await testIt(stage);
    expect(code).toBe(0);
    expect(stderr).toContain('  to        •••0199\n');
    expect(stderr).toContain('  row       a.csv:3\n');
    expect(stderr).not.toContain('Hi Ada');
    expect((await testIt(stage)).code).toBe(0);
    const messages = await sandbox.messages();
    expect(messages.map(({ to, text }) => [to, text])).toEqual([
      [OWN, 'Hi Ada'],
      [OWN, 'Hi Ada'],
    ]);
  });

  it('leaves the campaign as it was: its run is planned for everybody, the own number too', async ({
    stage,
  }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', FILE);
    await testIt(stage, '--line', '4');
    const { code } = await stage.run(['run', 'a.csv', ...QUICK, ...LAX, '--min-days-between', '30']);
    expect(code).toBe(0);
    expect(readReports(stage, 'a').summary).toMatchObject({ recipients: 2, messages: { delivered: 2 } });
    expect((await sandbox.messages()).map(({ to, text }) => [to, text])).toEqual([
      [OWN, 'Hi Owner'],
      ['+12015550199', 'Hi Ada'],
      [OWN, 'Hi Owner'],
    ]);
    // And the run leaves the test as it was: the own number was just texted, and gets it again.
    expect((await testIt(stage, '--line', '4')).code).toBe(0);
  });

  it('is in the way of nothing while it is unfinished', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', FILE);
    expect((await testIt(stage, '--no-wait')).code).toBe(0);
    expect((await testIt(stage, '--no-wait')).code).toBe(0);
    expect((await stage.run(['run', 'a.csv', ...QUICK, ...LAX, '--name', 'test-a'])).code).toBe(0);
    expect((await stage.run(['resume'])).code).toBe(0);
  });

  it('needs no hours of the law, which a campaign keeps', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', FILE);
    stage.write('a.yaml', 'window: Sun 03:00-03:30\nmaxMessages: 1\n');
    expect((await testIt(stage, '--to', '+12135550199')).code).toBe(0);
  });

  it('is refused for a number that has opted out', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', FILE);
    await sandbox.reply(OWN, SENDER, 'STOP');
    const { code, stderr } = await testIt(stage);
    expect([code, stderr]).toEqual([2, expect.stringContaining('--to: •••0199 has opted out of texts.')]);
    expect(await sandbox.posts()).toBe(0);
  });

  it('of a file without a valid row says what run says', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', 'phone,first_name\n12,Eve\n');
    const [tested, ran] = [
      await testIt(stage),
      await stage.run(['run', 'a.csv', ...QUICK, '--max-invalid', '1']),
    ];
    const told = (stderr: string): string[] =>
      stderr.split('\n').filter((line) => line.startsWith('error: a.csv'));
    expect([tested.code, ran.code]).toEqual([2, 2]);
    expect(told(tested.stderr)[0]).toBe(told(ran.stderr)[0]);
    expect(told(tested.stderr)[1]).toContain('none of 1 rows is a recipient');
  });

  it.for([
    [['--line', '2'], 'a.csv:2: invalid-phone'],
    [['--line', '9'], 'a.csv:9: no row begins on this line'],
    [['--line', 'two'], '--line: "two" is no line'],
    [['--to', '12'], '--to: "12" can not be texted (invalid-phone)'],
    [['--to', '+442079460958'], '--to: "+442079460958" can not be texted (unsupported-destination)'],
    [['--to', '+14165550199'], '--to: "+14165550199" is in Canada, which no sender reaches'],
  ] as const)('refuses %s, and says why', async ([more, words], { stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', FILE);
    const { code, stderr } = await testIt(stage, ...more);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(await sandbox.posts()).toBe(0);
  });

  it('needs a number, at most ten of them, and a yes', async ({ stage }) => {
    const sandbox = await stage.openSandbox();
    stage.write('a.csv', FILE);
    const none = await stage.run(['test', 'a.csv', ...QUICK]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--to: no number is given')]);
    const many = Array.from({ length: 11 }, (_, index) => [
      '--to',
      `+1212555010${index % 10}`.slice(0, 11) + String(index % 10),
    ]);
    const eleven = many.flatMap(([flag = '', to = ''], index) => [flag, index === 10 ? OWN : to]);
    const crowd = await stage.run(['test', 'a.csv', ...QUICK, ...eleven]);
    expect([crowd.code, crowd.stderr]).toEqual([2, expect.stringContaining('11 numbers are more than')]);
    const words = ['test', 'a.csv', ...QUICK.filter((word) => word !== '--yes'), '--to', OWN];
    const unasked = await stage.run(words);
    expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringContaining('Say --yes')]);
    expect(await sandbox.posts()).toBe(0);
  });

  it('has reports of its own, also as JSON', async ({ stage }) => {
    await stage.openSandbox();
    stage.write('a.csv', FILE);
    const { stdout } = await testIt(stage, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      campaign: 'test-a',
      recipients: 1,
      messages: { delivered: 1 },
    });
    expect(readReports(stage, 'test-a').messages).toMatchObject([{ to: OWN, line: '3' }]);
  });
});
