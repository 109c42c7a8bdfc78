import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/cli/clock.ts';
import { reportFailure } from '../../../src/cli/failure.ts';
import { findNodeProblem } from '../../../src/cli/node-version.ts';
import { ROOT } from '../docs/markdown.ts';

function tell(error: unknown): { readonly code: number; readonly said: string } {
  let said = '';
  const code = reportFailure(
    error,
    {
      stdout: { write: () => true },
      stderr: new Writable({
        write: (chunk, _encoding, done) => {
          said += String(chunk);
          done();
        },
      }),
      ...{ stdin: process.stdin, environment: {}, cwd: '/', clock: systemClock },
      interrupt: new AbortController().signal,
    },
    false,
  );
  return { code, said };
}

describe('a file that this user may not use', () => {
  it.each(['EACCES', 'EPERM', 'EROFS'])('is told with its path and a remedy, not as a defect: %s', (code) => {
    const error = Object.assign(new Error(code), { code, path: '/srv/sms/campaigns', syscall: 'mkdir' });
    const told = tell(error);
    expect(told.code).toBe(2);
    expect(told.said).toMatch(/^error: \/srv\/sms\/campaigns: .*\(mkdir\)\. Correct the permissions/);
  });

  it('is no other error of the system', () => {
    expect(tell(Object.assign(new Error('odd'), { code: 'EINVAL', path: '/x' })).code).toBe(1);
  });
});

describe('the version of Node.js', () => {
  it('is refused below the one that package.json asks for, with what to do', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      readonly engines: { readonly node: string };
    };
    const least = engines.node.replace('>=', '');
    for (const old of ['14.21.3', '18.20.8', '20.18.3']) {
      expect(findNodeProblem(old)).toContain(`${old} is too old, campaign needs ${least} or later`);
    }
    for (const fine of [`${least}.0`, '20.20.2', '22.0.0', '24.11.1'])
      expect(findNodeProblem(fine)).toBeNull();
  });
});
