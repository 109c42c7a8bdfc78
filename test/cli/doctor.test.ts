import { describe, expect } from 'vitest';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it } from '../harness/stage.ts';

describe.concurrent('doctor', () => {
  it('looks beside a campaign that is running, sends nothing, and does not hold it up', async ({ stage }) => {
    const sandbox = await stage.openSandbox({ speed: 1 });
    stage.write('a.csv', smallFile(30));
    const running = stage.start(['run', 'a.csv', ...QUICK, '-v']);
    await running.until(/a2p-sms\/batches: 201/);
    const { code, stdout, stderr } = await stage.run(['doctor']);
    expect({ code, stderr, lines: stdout.match(/^(ok|warning) /gm)?.length }).toEqual({
      code: 0,
      stderr: '',
      lines: 13,
    });
    expect(stdout).toMatch(
      /^ok {7}ledger .*1 not finished; in use by `campaign run a\.csv` \(process \d+, since /m,
    );
    expect(running.child.exitCode).toBeNull();
    expect(await sandbox.posts()).toBe(1);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
  });

  it('is one document with --json, and no secret is in it', async ({ stage }) => {
    const { secrets } = await stage.openSandbox();
    const { code, stdout, stderr } = await stage.run(['doctor', '--json', '-v']);
    expect({ code, document: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      document: { schema: 'campaign-doctor/1', ok: true },
    });
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  it('names what to mend first, and exits as the command that would fail over it', async ({ stage }) => {
    const { code, stdout, stderr } = await stage.run(['doctor']);
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    expect(stdout).toMatch(/^failed {3}credentials +no RingCentral credentials/m);
    stage.write('campaign.config.yaml', 'form: +16505550100\n');
    expect((await stage.run(['doctor'])).code).toBe(2);
  });
});
