import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/cli/clock.ts';
import { createChecks, type Probes } from '../../../src/cli/doctor/checks.ts';
import { toFailure } from '../../../src/cli/doctor/failure-finding.ts';
import { mergeFindings, ok, warning, type Finding } from '../../../src/cli/doctor/finding.ts';
import { judgeClock } from '../../../src/cli/doctor/judge/clock.ts';
import { judgeDisk } from '../../../src/cli/doctor/judge/disk.ts';
import { judgeRuntime } from '../../../src/cli/doctor/judge/runtime.ts';
import { judgeScopes } from '../../../src/cli/doctor/judge/scopes.ts';
import { judgeSenders } from '../../../src/cli/doctor/judge/senders.ts';
import { judgeToken, type Reached } from '../../../src/cli/doctor/judge/token.ts';
import { judgeWorkspace, type WorkspaceFacts } from '../../../src/cli/doctor/judge/workspace.ts';
import { exitOf, runChecks } from '../../../src/cli/doctor/run-checks.ts';
import { reportFailure } from '../../../src/cli/failure.ts';
import {
  DefectError,
  InputError,
  LedgerError,
  ProviderError,
  type LedgerFailure,
  type ProviderFailure,
} from '../../../src/core/error.ts';
import type { SenderNumber } from '../../../src/core/provider.ts';
import type { Disk } from '../../../src/ledger/disk.ts';
import { examineDisk } from '../../../src/ledger/examine.ts';
import { readColumn } from '../docs/markdown.ts';

const MIB = 1024 * 1024;
const EXT4 = 0xef53;
const FUSE = 0x65735546;
const NFS = 0x6969;

function lookAtDisk(stateMib: number, reportsMib = stateMib, type = EXT4): Finding {
  const disk: Disk = {
    freeBytes: (directory) => (directory.endsWith('reports') ? reportsMib : stateMib) * MIB,
    fileSystemType: () => type,
  };
  return judgeDisk(examineDisk('/srv/sms/.campaign', '/srv/reports', disk));
}

describe('the disk', () => {
  it('fails with exit 4 below the room that a submit asks for, and says how much is there', () => {
    expect(lookAtDisk(63)).toEqual({
      result: 'failed',
      exit: 4,
      seen: 'only 63 MiB are free in /srv/sms/.campaign, and 64 MiB are needed',
      remedy: 'Make room there',
    });
    expect(lookAtDisk(64)).toEqual(ok('64 MiB free for the ledger in /srv/sms/.campaign'));
  });

  it('warns where only the reports have no room, because they can be made again', () => {
    const found = lookAtDisk(500, 3);
    expect(found).toMatchObject({
      result: 'warning',
      seen: expect.stringContaining('/srv/reports') as string,
    });
  });

  it('is refused on a network, and doubted where nobody knows', () => {
    let refused: unknown;
    try {
      lookAtDisk(500, 500, NFS);
    } catch (error) {
      refused = toFailure(error);
    }
    expect(refused).toMatchObject({
      result: 'failed',
      exit: 2,
      seen: expect.stringContaining('NFS') as string,
    });
    const doubted = lookAtDisk(500, 500, FUSE);
    expect(doubted).toMatchObject({
      result: 'warning',
      seen: expect.stringMatching(/^\/srv.* is on FUSE/) as string,
    });
  });
});

describe('the runtime', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    readonly engines: { readonly node: string };
  };

  it('is one that package.json allows', () => {
    const wanted = manifest.engines.node;
    expect(wanted).toMatch(/^>=\d+(\.\d+){0,2}$/);
    expect(judgeRuntime({ node: process.versions.node, wanted, sqlite: '3.51.3' }).result).toBe('ok');
  });

  it.each([
    ['20.19.0', 'ok'],
    ['20.18.9', 'failed'],
    ['18.20.0', 'failed'],
    ['22.0.0', 'ok'],
  ])('%s against >=20.19 is %s', (node, result) => {
    expect(judgeRuntime({ node, wanted: '>=20.19', sqlite: '3.51.3' }).result).toBe(result);
  });
});

describe('the workspace', () => {
  const WELL: WorkspaceFacts = {
    ...{
      directory: '/srv/our sms',
      itself: 'usable',
      campaigns: 'usable',
      reports: 'usable',
      state: 'usable',
    },
    ...{ openToOthers: [], commonProblems: [], campaignProblems: [] },
  };

  it.each([
    ['reports', { reports: 'read-only' }, 'failed'],
    ['.campaign', { state: 'read-only' }, 'failed'],
    ['.campaign', { state: 'unreadable' }, 'failed'],
    ['campaigns', { campaigns: 'unreadable' }, 'failed'],
    ['campaigns', { campaigns: 'read-only' }, 'ok'],
    ['itself, when all is made', { itself: 'read-only' }, 'ok'],
    ['itself, when reports/ is still to be made', { itself: 'read-only', reports: 'absent' }, 'failed'],
  ] as const)('%s: %o is %s', (_, change, result) => {
    const found = judgeWorkspace({ ...WELL, ...change });
    expect(found).toMatchObject(result === 'failed' ? { result, exit: 2 } : { result });
  });

  it('gives commands that a shell takes', () => {
    const found = judgeWorkspace({ ...WELL, openToOthers: ['/srv/our sms/.campaign'] });
    expect(found).toMatchObject({ remedy: "chmod -R go= '/srv/our sms/.campaign'" });
  });
});

describe('the clock', () => {
  it.each([
    [null, 'skipped', 'no answer'],
    [0, 'ok', 'within a second'],
    [-90_000, 'ok', '90 s ahead of'],
    [300_000, 'ok', '5 min behind'],
    [300_001, 'warning', '5 min behind'],
    [-2 * 86_400_000, 'warning', '48.0 h ahead of'],
  ] as const)('%s ms off is %s', (skewMs, result, words) => {
    expect(judgeClock(skewMs)).toMatchObject({ result, seen: expect.stringContaining(words) as string });
  });
});

const IDENTITY = {
  ...{ server: 'https://platform.ringcentral.com', ownerId: '42', tokenExpiresAt: 600_000 },
  scopes: ['ReadAccounts', 'A2PSMS'],
};
const REACHED: Reached = {
  ...{ skewMs: 0, identity: IDENTITY, isCached: false, numbers: [], error: null },
  ...{ registrations: { known: new Map(), problems: [] }, optOuts: { records: 0, isWhole: true } },
};

function refusal(failure: ProviderFailure): ProviderError {
  return new ProviderError(`GET phone-number: ${failure}`, { failure, call: 'GET phone-number' });
}

describe('the token and the permissions', () => {
  it('tell a permission that is missing from a token that is refused', () => {
    const forbidden = { ...REACHED, numbers: null, error: refusal('forbidden') };
    expect([judgeToken(forbidden, 0).result, judgeScopes(forbidden)]).toEqual([
      'ok',
      expect.objectContaining({ result: 'failed', exit: 7, seen: 'GET phone-number: forbidden' }),
    ]);
    const refused = { ...REACHED, numbers: null, error: refusal('unauthorized') };
    expect(judgeToken(refused, 0)).toMatchObject({ result: 'failed', exit: 7 });
    const silent = { ...REACHED, numbers: null, error: refusal('rate-limited') };
    expect(judgeToken(silent, 0)).toMatchObject({ result: 'failed', exit: 4 });
  });

  it('are not guessed at where the provider names none', () => {
    expect(judgeScopes({ ...REACHED, identity: { ...IDENTITY, scopes: [] } }).result).toBe('warning');
  });

  it('say how long the token still serves', () => {
    expect(judgeToken(REACHED, 0)).toMatchObject({
      seen: expect.stringMatching(/in 10 min \(1970-01-01 00:10Z\)$/) as string,
    });
  });
});

describe('the senders', () => {
  const number = (parts: Partial<SenderNumber>): SenderNumber => ({
    ...{
      id: '1',
      phone: '+16505550100',
      isA2p: true,
      isTollFree: false,
      status: 'Normal',
      label: null,
      features: [],
    },
    ...parts,
  });

  it('fail where no number may send', () => {
    expect(judgeSenders([number({ isA2p: false })], [])).toMatchObject({ result: 'failed', exit: 7 });
  });

  it('warn of a number that is not in use yet', () => {
    const found = judgeSenders([number({}), number({ phone: '+16505550101', status: 'Pending' })], []);
    expect(found).toMatchObject({
      result: 'warning',
      seen: '+16505550101 is Pending at RingCentral, not Normal',
    });
  });
});

const PROVIDER_FAILURES = {
  ...{ unreachable: 0, 'rate-limited': 0, unauthorized: 0, forbidden: 0, refused: 0, unreadable: 0 },
} satisfies Record<ProviderFailure, 0>;
const LEDGER_FAILURES = { damaged: 0, foreign: 0, newer: 0, locked: 0, disk: 0 } satisfies Record<
  LedgerFailure,
  0
>;

describe('an expected error', () => {
  const errors = [
    ...Object.keys(PROVIDER_FAILURES).map((failure) => refusal(failure as ProviderFailure)),
    ...Object.keys(LEDGER_FAILURES).map((failure) => new LedgerError(failure as LedgerFailure, failure)),
    new InputError([{ where: 'RC_SERVER_URL', found: 'odd', remedy: 'Mend it' }]),
  ];

  it.each(errors)('has the exit code that other commands have for it: $message', (error) => {
    const io = {
      ...{
        stdout: { write: () => true },
        stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
      },
      ...{ stdin: process.stdin, environment: {}, cwd: '/', clock: systemClock },
      interrupt: new AbortController().signal,
    };
    expect(toFailure(error)).toMatchObject({ result: 'failed', exit: reportFailure(error, io, false) });
  });

  it('is not made of a defect: that is thrown on', () => {
    expect(() => toFailure(new DefectError('odd'))).toThrow('odd');
  });
});

describe('the checks', () => {
  const never = (): never => {
    throw new DefectError('nobody should look there');
  };
  const probes: Probes = {
    ...{ now: () => 0, runtime: never, settings: never, workspace: never, disk: never, ledger: never },
    ...{ credentials: never, provider: never, rate: never, optOuts: never, schedules: never },
  };

  it('look at nothing after the first that fails', async () => {
    const runtime = () => Promise.resolve({ node: '18.0.0', wanted: '>=20.19', sqlite: '3.51.3' });
    const found = await runChecks(createChecks({ ...probes, runtime }));
    expect(found.map(({ finding }) => finding.result)).toEqual([
      'failed',
      ...Array.from({ length: 12 }, () => 'skipped'),
    ]);
    expect(exitOf(found)).toBe(2);
  });

  it('stand in docs/doctor.md, all of them and in their order', () => {
    const told = readColumn('docs/doctor.md', ['check', 'looks at', 'exit code when it fails'], 'check');
    expect(told).toEqual(createChecks(probes).map(({ name }) => name));
  });

  it('let a defect through', async () => {
    await expect(runChecks(createChecks(probes))).rejects.toThrow('nobody should look there');
  });

  it('tell all warnings of one check together, each once', () => {
    const found = mergeFindings([warning('a', 'mend'), ok('-'), warning('b', 'mend')], 'well');
    expect(found).toEqual(warning('a; b', 'mend'));
  });
});
