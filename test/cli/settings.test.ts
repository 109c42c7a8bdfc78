import { describe, expect } from 'vitest';
import { it, type Stage } from '../harness/stage.ts';
import { SENDER, smallFile } from '../harness/recipients.ts';

async function planPrice(stage: Stage, flags: readonly string[] = []): Promise<string> {
  const { stdout } = await stage.run(['plan', 'a.csv', '--json', ...flags]);
  const { cost } = JSON.parse(stdout) as { readonly cost: { readonly prices: readonly string[] } };
  return cost.prices.join();
}

describe.concurrent('settings', () => {
  it('come from flag, then environment, then NAME.yaml, then campaign.config.yaml, then the default', async ({
    stage,
  }) => {
    stage.write('a.csv', smallFile(1));
    const base = ['--from', SENDER, '--text', 'Hi'];
    expect(await planPrice(stage, base)).toBe('0.0119');
    stage.write('campaign.config.yaml', 'price: 0.04\n');
    expect(await planPrice(stage, base)).toBe('0.04');
    stage.write('a.yaml', 'price: 0.03\n');
    expect(await planPrice(stage, base)).toBe('0.03');
    stage.environment['CAMPAIGN_PRICE'] = '0.02';
    expect(await planPrice(stage, base)).toBe('0.02');
    expect(await planPrice(stage, [...base, '--price', '0.01'])).toBe('0.01');
  });

  it('hold several prices, as a list, a repeated flag, or with commas', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const base = ['--from', SENDER, '--text', 'Hi'];
    stage.write('a.yaml', 'price: [0.03, US=0.04, US@2026-01-01=0.05, US/toll-free=0.06]\n');
    expect(await planPrice(stage, base)).toBe('0.05');
    stage.environment['CAMPAIGN_PRICE'] = '0.02, US/long-code=0.07';
    expect(await planPrice(stage, base)).toBe('0.07');
    expect(await planPrice(stage, [...base, '--price', 'CA=0.01', '--price', '0.08'])).toBe('0.08');
    expect(await planPrice(stage, [...base, '--price', 'CA=0.01'])).toBe('0.0119');
  });

  it('hold one price for the same messages and day', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const { code, stderr } = await stage.run(['plan', 'a.csv', '--price', 'US=0.01', '--price', 'us=0.02']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'error: --price: "US=0.02" can not be used. ' +
        'Give one price for the same messages and day: US=0.01 is there as well\n',
    });
  });

  it('take one value a flag, so that the file may come after them', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    const flags = ['--text', 'Hi', '--from', SENDER, '--column', 'phone=phone', '--price', '0.03'];
    expect(await stage.run(['plan', ...flags, 'a.csv'])).toMatchObject({ code: 0 });
  });

  it('are told with their source on the plan', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', `from: ${SENDER}\ntext: Hi\nprice: 0.03\n`);
    const { stdout } = await stage.run(['plan', 'a.csv']);
    expect(stdout).toContain('at 0.03 a segment (a.yaml:3 price)');
  });

  it('keep the plus of a number that YAML would make a number of', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', `from: ${SENDER}\ntext: 2026\n`);
    const { code, stdout } = await stage.run(['plan', 'a.csv']);
    expect({ code, hasSender: stdout.includes(SENDER), hasText: stdout.includes('"2026"') }).toEqual({
      code: 0,
      hasSender: true,
      hasText: true,
    });
  });

  it('are refused all at once, each with file and line, what was found and what is wanted', async ({
    stage,
  }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', 'form: +16505550100\nbatchSize: many\nfrom:\n  - 0123\n');
    stage.write('campaign.config.yaml', '# ours\nmaxInvald: 3%\ntrackFor: soon\n');
    stage.environment['CAMPAIGN_PRICE'] = 'dear';
    const { code, stdout, stderr } = await stage.run([
      'run',
      'a.csv',
      '--min-delivered',
      '200',
      '--settle-after',
      '0s',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n').sort()).toEqual([
      'error: --min-delivered: "200" can not be used. Use a percentage such as 95%, from 0% to 100%',
      'error: --settle-after: "0s" can not be used. Use a time such as 90s, 30m, 24h or 7d, from 1s to 60d',
      'error: CAMPAIGN_PRICE: "dear" can not be used. ' +
        'Use an amount from 0 to 999999.999999999 such as 0.0119, for some messages US=0.0119, ' +
        'toll-free=0.01 or CA/toll-free=0.0159, from a day on US@2026-05-30=0.0119',
      'error: a.yaml:1: unknown key "form". Did you mean "from"?',
      'error: a.yaml:2 batchSize: "many" can not be used. Use a whole number from 1 to 10000',
      'error: a.yaml:3 from: "0123" can not be used. Use a full number such as +16505550100',
      'error: campaign.config.yaml:2: unknown key "maxInvald". Did you mean "maxInvalid"?',
      'error: campaign.config.yaml:3 trackFor: "soon" can not be used. Use a time such as 90s, 30m, 24h or 7d, from 1s to 60d',
    ]);
    expect(stage.files()).toEqual(['a.csv', 'a.yaml', 'campaign.config.yaml']);
  });

  it.for(['1000000', '-1'])(
    'say from what to what an amount may be that is %s',
    async (amount, { stage }) => {
      stage.write('a.csv', smallFile(1));
      const { code, stderr } = await stage.run([
        'plan',
        'a.csv',
        `--max-cost=${amount}`,
        `--price=${amount}`,
      ]);
      expect(code).toBe(2);
      expect(stderr).toContain(
        `--max-cost: "${amount}" can not be used. Use an amount from 0 to 999999.999999999, such as 0.0119\n`,
      );
      expect(stderr).toContain(
        `--price: "${amount}" can not be used. Use an amount from 0 to 999999.999999999 `,
      );
    },
  );

  it('name the place of an excluded run that is not there', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', `from: ${SENDER}\ntext: Hi\nexcludeRun: nope\n`);
    const inFile = await stage.run(['plan', 'a.csv']);
    expect([inFile.code, inFile.stderr]).toEqual([
      2,
      expect.stringContaining('error: a.yaml:3 excludeRun: there is no run "nope"'),
    ]);
    expect((await stage.run(['plan', 'a.csv', '--exclude-run', 'nope'])).stderr).toContain(
      'error: --exclude-run: there is no run "nope"',
    );
    stage.environment['CAMPAIGN_EXCLUDE_RUN'] = 'nope';
    expect((await stage.run(['plan', 'a.csv'])).stderr).toContain(
      'error: CAMPAIGN_EXCLUDE_RUN: there is no run "nope"',
    );
  });

  it('tell every rule of a state that can not be used', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', 'stateRules: { XX: federal, FL: late, PA: federal, TX: 25:00-26:00 }\n');
    const { code, stderr } = await stage.run(['plan', 'a.csv']);
    expect(code).toBe(2);
    expect(stderr.match(/^error: a\.yaml:1 stateRules: .*$/gm)).toMatchObject([
      expect.stringContaining('there is no state "XX"'),
      expect.stringContaining('late'),
      expect.stringContaining('25:00-26:00'),
    ]);
  });

  it('name several states in a variable, with semicolons', async ({ stage }) => {
    stage.write('fl.csv', 'phone\n+13055550199\n');
    stage.write('pa.csv', 'phone\n+14125550199\n');
    const words = ['--from', SENDER, '--text', 'Hi', '--window', 'law'];
    stage.environment['CAMPAIGN_STATE_RULES'] = 'FL=Mon-Fri 10:00-12:00, Sat 10:00-11:00; PA=10:30-12:00;';
    expect((await stage.run(['plan', 'fl.csv', ...words])).stdout).toContain(
      'Fri 10:00-12:00, Sat 10:00-11:00',
    );
    expect((await stage.run(['plan', 'pa.csv', ...words])).stdout).toContain('10:30-12:00');
    stage.environment['CAMPAIGN_STATE_RULES'] = 'FL=federal;XX=federal';
    expect((await stage.run(['plan', 'pa.csv', ...words])).stderr).toContain(
      'CAMPAIGN_STATE_RULES: there is no state "XX"',
    );
  });

  it('refuse a rate or a cap of a number that does not send, but where all campaigns have it', async ({
    stage,
  }) => {
    stage.write('a.csv', smallFile(1));
    const words = ['plan', 'a.csv', '--from', SENDER, '--text', 'Hi'];
    const limits = ['--rate', '+14155550199=5', '--daily-cap', '+14155550198=9', '--rate', `${SENDER}=7`];
    const { code, stderr } = await stage.run([...words, ...limits]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: --rate: +14155550199=5 is about a number that this campaign doesn't send from. " +
        `Its senders: ${SENDER}\n` +
        "error: --daily-cap: +14155550198=9 is about a number that this campaign doesn't send from. " +
        `Its senders: ${SENDER}\n`,
    });
    stage.write('campaign.config.yaml', "rate: ['+14155550199=5']\n");
    stage.environment['CAMPAIGN_DAILY_CAP'] = '+14155550198=9';
    expect((await stage.run(words)).code).toBe(0);
  });

  it('name the line that is not YAML', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('a.yaml', 'text: Hi\nfrom: "+16505550100\n');
    const { code, stderr } = await stage.run(['plan', 'a.csv']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: a\.yaml:\d+: not readable as YAML/);
  });

  it('are never a secret: credentials are no keys and no flags', async ({ stage }) => {
    stage.write('a.csv', smallFile(1));
    stage.write('campaign.config.yaml', 'userJwt: hush-hush\n');
    for (const words of [['--jwt=hush-hush'], ['--jwt', 'hush-hush'], []]) {
      const { code, stderr } = await stage.run(['plan', 'a.csv', ...words]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/unknown (option "--jwt"|key "userJwt")/);
      expect(stderr).not.toContain('hush');
    }
  });
});
