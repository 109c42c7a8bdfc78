import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  judgeSchedules,
  type ScheduleFacts,
  type SchedulesFacts,
} from '../../../src/cli/doctor/judge/schedules.ts';
import { openOffice, type Office } from './doctor-office.ts';

const WELL: ScheduleFacts = { name: 'weekly', problems: [], missed: null, wasTried: false };
const CURRENT = { kind: 'installed', isCurrent: true, gone: [] } as const;
const ABSENT = { kind: 'absent' } as const;

function judge(facts: Partial<SchedulesFacts>, ...schedules: readonly Partial<ScheduleFacts>[]) {
  const all = schedules.map((each) => ({ ...WELL, ...each }));
  return judgeSchedules({ schedules: all, crontab: CURRENT, isCronRunning: true, ...facts });
}

describe('what is scheduled', () => {
  it('is well where cron runs and has the lines, and where there is no schedule', () => {
    expect(judge({}, WELL)).toEqual({ result: 'ok', seen: '1 (weekly), started by cron' });
    expect(judge({ crontab: null }).result).toBe('ok');
    expect(judge({ isCronRunning: null }, WELL).result).toBe('ok');
  });

  it('is started by nothing before it was installed, until a tick of something else has left its mark', () => {
    expect(judge({ crontab: ABSENT }, WELL)).toMatchObject({
      result: 'warning',
      seen: 'nothing of this workspace is in your crontab',
      remedy: expect.stringMatching(/^campaign schedule install; .*systemd timer/) as string,
    });
    expect(judge({ crontab: ABSENT, isCronRunning: false }, { wasTried: true })).toEqual({
      result: 'ok',
      seen: '1 (weekly), started by another than your crontab',
    });
    expect(judge({ crontab: ABSENT }, { wasTried: true, missed: 0 }).seen).toBe(
      'nothing of this workspace is in your crontab; weekly was due 1970-01-01 00:00Z, and nothing started it',
    );
  });

  it('is not well where the lines call what is gone, another program, or where no cron runs', () => {
    const gone = { ...CURRENT, isCurrent: false, gone: ['/opt/node-20/bin/node'] };
    expect(judge({ crontab: gone }, { wasTried: true })).toEqual({
      result: 'warning',
      seen: 'your crontab starts /opt/node-20/bin/node, which is not there',
      remedy: 'campaign schedule install',
    });
    expect(judge({ crontab: { ...CURRENT, isCurrent: false } }, WELL).seen).toMatch(
      /another Node or program/,
    );
    expect(judge({ isCronRunning: false }, WELL)).toMatchObject({
      seen: expect.stringMatching(/^no cron runs on this machine/) as string,
      remedy: expect.stringContaining('service cron start') as string,
    });
  });

  it('was missed is told where nothing else tells why', () => {
    expect(judge({}, { missed: 0 })).toMatchObject({
      seen: 'weekly was due 1970-01-01 00:00Z, and nothing started it',
      remedy: expect.stringMatching(/^Start it now: campaign schedule tick/) as string,
    });
    expect(judge({ isCronRunning: false }, { missed: 0 }).seen).not.toContain('was due');
    const problem = { where: 'a.csv', found: 'there is no such file', remedy: 'Put it back' };
    expect(judge({}, { missed: 0, problems: [problem] }).seen).toBe(
      'weekly can not begin: a.csv: there is no such file',
    );
  });

  it('is told with each campaign that could not begin, and why', () => {
    const problem = { where: 'a.csv', found: 'there is no such file', remedy: 'Put it back' };
    expect(judge({}, { problems: [problem] }, { name: 'daily' })).toEqual({
      result: 'warning',
      seen: 'weekly can not begin: a.csv: there is no such file',
      remedy: 'Put it back',
    });
  });
});

/** A `crontab` that keeps its file in the workspace; its processes see no other programs. */
function giveCrontab(office: Office): void {
  const tab = office.path('tab');
  office.write('tab', '');
  office.write('bin/crontab', `#!/bin/sh\ncase $1 in -l) cat '${tab}';; -) cat > '${tab}';; esac\n`);
  chmodSync(office.path('bin/crontab'), 0o755);
  office.environment['PATH'] = `${office.path('bin')}:/usr/bin:/bin`;
}

const ADD = ['schedule', 'add', 'weekly', 'a.csv', '--cron', '0 9 * * MON', '--zone', 'UTC', '--sandbox'];

async function addSchedule(office: Office): Promise<void> {
  office.write('a.csv', 'phone\n+12125550199\n');
  office.write('a.yaml', 'from: "+16505550100"\n');
  expect(await office.run([...ADD, '--text', 'Hi'])).toMatchObject({ code: 0 });
}

describe('doctor, on schedules', () => {
  const look = async (office: Office) => {
    const { code, of } = await office.examine(['--sandbox']);
    return { code, ...of('schedules') };
  };

  it('has nothing to say where there is none, and asks no crontab', async () => {
    const office = openOffice();
    office.environment['PATH'] = office.directory;
    expect(await look(office)).toMatchObject({ result: 'ok', seen: 'none: nothing is sent by the clock' });
  });

  it('tells what would keep them from starting, each until it is mended, and none of it stops a campaign', async () => {
    const office = openOffice();
    giveCrontab(office);
    await addSchedule(office);
    expect(await look(office)).toMatchObject({
      code: 0,
      result: 'warning',
      seen: 'nothing of this workspace is in your crontab',
    });
    expect(await office.run(['schedule', 'install', '--yes'])).toMatchObject({ code: 0 });
    const installed = office.read('tab');
    // Of this run of the tests: the built program is not beside its sources, and cron may or may not run here.
    expect((await look(office)).seen).toMatch(/^your crontab starts .*main\.js, which is not there/);
    office.write('tab', installed.replace(process.execPath, '/opt/gone/node'));
    expect(await look(office)).toMatchObject({
      seen: expect.stringMatching(/^your crontab starts \/opt\/gone\/node, which is not there/) as string,
      remedy: expect.stringMatching(/^campaign schedule install/) as string,
    });
    office.remove('a.csv');
    expect((await look(office)).seen).toMatch(/; weekly can not begin: a\.csv: /);
  });

  it('tells of an occurrence that nothing started, once it is late', async () => {
    const office = openOffice();
    giveCrontab(office);
    await addSchedule(office);
    const file = office.read('.campaign/schedules.json');
    const monday = '2026-11-02T00:00:00.000Z';
    office.write('.campaign/schedules.json', file.replace(/"addedAt": ".*?"/, `"addedAt": "${monday}"`));
    expect((await look(office)).seen).toMatch(
      /; weekly was due \d{4}-\d\d-\d\d 09:00Z, and nothing started it$/,
    );
  });

  it('tells of a list that can not be read, and goes on with what comes after', async () => {
    const office = openOffice();
    office.write('.campaign/schedules.json', '{"schema": "another/1"}');
    const { code, of } = await office.examine(['--sandbox']);
    expect({ code, ...of('schedules') }).toMatchObject({ code: 0, result: 'warning' });
    expect(of('schedules').seen).toContain('this file can not be used');
    expect(of('sender').result).toBe('ok');
  });
});
