import { closeSync, mkdirSync, openSync, statSync, symlinkSync, truncateSync, writeSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openLedger } from '../../../src/ledger/open.ts';
import { openDatabase } from '../../../src/ledger/driver.ts';
import { openFakeClock } from '../../fakes/clock.ts';
import { freezeRun } from '../../fakes/frozen-run.ts';
import { phones } from '../../fakes/frozen-run.ts';
import { openOffice, type Office } from './doctor-office.ts';

const PAGE = 4096;
const QUICK = ['--from', '+16505550100', '--text', 'Hi', '--yes'];

/** A ledger with a run in it that nobody drives. */
async function makeLedger(office: Office): Promise<void> {
  const ledger = openLedger(office.path('.campaign'), 'campaign run may.csv', openFakeClock());
  await freezeRun(ledger, { members: [{ phones: phones(500) }] });
  await ledger.close();
}

function alter(office: Office, sql: string): void {
  const database = openDatabase(office.path('.campaign/ledger.db'));
  database.exec(sql);
  database.close();
}

describe('doctor, on the workspace', () => {
  it('is at home in an empty one, and makes nothing there before it signs in', async () => {
    const office = openOffice();
    const { of } = await office.examine();
    expect(['node', 'workspace', 'disk', 'ledger'].map((name) => of(name).result)).toEqual(
      Array.from({ length: 4 }, () => 'ok'),
    );
    expect(of('node').seen).toMatch(/^Node\.js \d+\.\d+\.\d+, SQLite 3\.\d+\.\d+$/);
    expect(statSync(office.path('.campaign'), { throwIfNoEntry: false })).toBeUndefined();
  });

  it('that is not there is refused as by every command: exit 2', async () => {
    const office = openOffice();
    const { code, stderr } = await office.run(['doctor', '--workspace', 'nowhere']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('nowhere is not a directory')]);
  });

  it('fails where reports or state can not be made: exit 2', async () => {
    for (const name of ['reports', '.campaign', 'campaigns']) {
      const office = openOffice();
      office.write(name, 'a file');
      const { code, of } = await office.examine();
      expect({ code, ...of('workspace') }).toMatchObject({
        code: 2,
        result: 'failed',
        seen: `${office.path(name)} is not a directory`,
      });
    }
  });

  it('warns of state that other users can read, with the command that closes it', async () => {
    const office = openOffice();
    office.write('.campaign/token.json', '{}');
    office.chmod('.campaign', 0o755);
    office.chmod('.campaign/token.json', 0o644);
    const { result, seen, remedy } = (await office.examine(['--sandbox'])).of('workspace');
    expect({ result, remedy }).toEqual({
      result: 'warning',
      remedy: `chmod -R go= ${office.path('.campaign')}`,
    });
    expect(seen).toContain(`${office.path('.campaign')} and 1 more: open to other users`);
    office.chmod('.campaign', 0o700);
    office.chmod('.campaign/token.json', 0o600);
    expect((await office.examine(['--sandbox'])).of('workspace').result).toBe('ok');
  });

  it('does not follow a link to tell whose modes they are', async () => {
    const office = openOffice();
    mkdirSync(office.path('.campaign'), { mode: 0o700 });
    symlinkSync('/', office.path('.campaign/elsewhere'));
    expect((await office.examine()).of('workspace').result).toBe('ok');
  });

  it('fails over settings that would stop every campaign, and warns of those that stop their own', async () => {
    const office = openOffice();
    office.write('campaigns/may.yaml', 'form: +16505550100\n');
    const own = await office.examine(['--sandbox']);
    expect({ code: own.code, ...own.of('workspace') }).toMatchObject({
      code: 0,
      result: 'warning',
      seen: 'campaigns/may.yaml:1: unknown key "form"',
      remedy: 'Did you mean "from"?',
    });
    office.write('campaign.config.yaml', 'batchSize: many\n');
    const all = await office.examine(['--sandbox']);
    expect({ code: all.code, ...all.of('workspace') }).toMatchObject({
      code: 2,
      result: 'failed',
      seen: 'campaign.config.yaml:1 batchSize: "many" can not be used',
    });
  });
});

describe('doctor, on the ledger', () => {
  it('counts what waits for somebody, with the command to type', async () => {
    const office = openOffice();
    await makeLedger(office);
    // This process made it and is alive: as if that had been on another machine.
    alter(office, "UPDATE epoch SET host = 'elsewhere'");
    const idle = await office.examine(['--sandbox']);
    expect({ code: idle.code, ...idle.of('ledger') }).toMatchObject({ code: 0, result: 'warning' });
    expect(idle.of('ledger').seen).toMatch(/^\S+ is not finished$/);
    expect(idle.of('ledger').remedy).toMatch(/^campaign resume \S+$/);
    alter(office, 'UPDATE run SET paused_at = 1');
    expect((await office.examine(['--sandbox'])).of('ledger').seen).toMatch(/ is paused$/);
  });

  it.each([
    [
      'of another program',
      'is not a ledger of this program',
      (office: Office) => alter(office, 'PRAGMA application_id = 7'),
    ],
    [
      'of a newer program',
      'schema version 99',
      (office: Office) => alter(office, 'PRAGMA user_version = 99'),
    ],
    ['torn in a page of recipients', 'damaged', (office: Office) => tear(office)],
    ['cut short', 'damaged', (office: Office) => cut(office)],
    ['gone', 'gone or empty', (office: Office) => office.remove('.campaign/ledger.db')],
    ['emptied', 'gone or empty', (office: Office) => office.write('.campaign/ledger.db', '')],
    ['an older copy', 'is an older copy', (office: Office) => alter(office, 'DELETE FROM epoch')],
  ])('that is %s: exit 12, and nothing after it is looked at', async (_, words, harm) => {
    const office = openOffice();
    await makeLedger(office);
    harm(office);
    const found = await office.examine();
    expect({ code: found.code, ok: found.ok, result: found.of('ledger').result }).toEqual({
      code: 12,
      ok: false,
      result: 'failed',
    });
    expect(found.of('ledger').seen).toContain(words);
    expect(found.checks.slice(4).map(({ result }) => result)).toEqual(
      Array.from({ length: 9 }, () => 'skipped'),
    );
  });

  it('is looked at beside the process that writes it, which goes on undisturbed', async () => {
    const office = openOffice();
    const ledger = openLedger(office.path('.campaign'), 'campaign run may.csv', openFakeClock());
    const run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
    const { code, of } = await office.examine(['--sandbox']);
    expect({ code, result: of('ledger').result }).toEqual({ code: 0, result: 'ok' });
    expect(of('ledger').seen).toMatch(
      new RegExp(`1 not finished; in use by \`campaign run may.csv\` \\(process ${process.pid}, since `),
    );
    await expect(ledger.updateTracking(run.id, { ...run.tracking, trackForMs: 1 })).resolves.toBeUndefined();
    await ledger.close();
  });

  it('is byte for byte as before, and no epoch is taken', async () => {
    const office = openOffice();
    await makeLedger(office);
    alter(office, 'PRAGMA wal_checkpoint(TRUNCATE)');
    const before = office.read('.campaign/ledger.db');
    await office.examine(['--sandbox']);
    expect(office.read('.campaign/ledger.db') === before).toBe(true);
  });
});

describe('the first cause', () => {
  it('wins over everything that is wrong after it', async () => {
    const office = openOffice();
    await makeLedger(office);
    alter(office, 'PRAGMA user_version = 99');
    office.environment['RC_SERVER_URL'] = 'http://10.0.0.1';
    office.environment['RC_USER_JWT'] = 'alone';
    const { code, checks } = await office.examine();
    expect(code).toBe(12);
    expect(checks.filter(({ result }) => result === 'failed').map(({ name }) => name)).toEqual(['ledger']);
    office.write('campaign.config.yaml', 'nonsense: 1\n');
    const earlier = await office.examine();
    expect(earlier.code).toBe(2);
    expect(earlier.of('ledger').seen).toBe('not looked at, because workspace failed');
  });

  it('is the same in words: one line a check, and what to do below it', async () => {
    const { code, stdout, stderr } = await openOffice().run(['doctor']);
    const lines = stdout.trimEnd().split('\n');
    expect({ code, stderr }).toEqual({ code: 7, stderr: '' });
    expect(lines.map((line) => line.split(/ +/).slice(0, 2).join(' '))).toEqual([
      'ok node',
      'ok workspace',
      'ok disk',
      'ok ledger',
      'ok schedules',
      'skipped clock',
      'failed credentials',
      ' ->',
      'skipped token',
      'skipped scopes',
      'skipped sender',
      'skipped registration',
      'skipped rate',
      'skipped opt-outs',
    ]);
    // eslint-disable-next-line no-control-regex -- control signs are what is looked for
    expect(stdout).toMatch(/^[\x0a\x20-\x7e]*$/);
  });
});

describe('a campaign', () => {
  it('starts after doctor has looked', async () => {
    const office = openOffice();
    office.write('a.csv', 'phone\n+12125550199\n');
    expect((await office.examine(['--sandbox'])).code).toBe(0);
    const { code, stderr } = await office.run(['run', 'a.csv', ...QUICK, '--sandbox', '--no-wait']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('campaign track')]);
  });
});

function cut(office: Office): void {
  alter(office, 'PRAGMA wal_checkpoint(TRUNCATE)');
  truncateSync(office.path('.campaign/ledger.db'), 8192);
}

/** In the last page, which holds recipients: only reading every page finds it. */
function tear(office: Office): void {
  alter(office, 'PRAGMA wal_checkpoint(TRUNCATE)');
  const path = office.path('.campaign/ledger.db');
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(PAGE, 7), 0, PAGE, statSync(path).size - PAGE);
  closeSync(descriptor);
}
