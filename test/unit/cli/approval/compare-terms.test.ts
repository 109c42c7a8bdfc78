import { describe, expect, it } from 'vitest';
import type { Approval } from '../../../../src/cli/approval/approval.ts';
import { compareTerms } from '../../../../src/cli/approval/compare-terms.ts';
import { formatProblem } from '../../../../src/core/error.ts';
import { approval, option } from './approvals.ts';

function differences(now: Partial<Approval>, plan: Partial<Approval> = {}): string[] {
  return compareTerms(approval(plan), approval(now)).map(formatProblem);
}

function withOption(name: string, value: string, source: string): Partial<Approval> {
  return { options: { ...approval().options, [name]: option(value, source) } };
}

describe('what is asked for now', () => {
  it('is the plan where nothing differs', () => {
    expect(differences({})).toEqual([]);
  });

  it('may come from another source, as long as it is the same', () => {
    expect(differences(withOption('price', '0.0119', 'CAMPAIGN_PRICE'))).toEqual([]);
  });

  it('differs by an option, which is named with both values and both sources', () => {
    expect(differences(withOption('price', '0.013', 'campaign.config.yaml:3 price'))).toEqual([
      'price: the plan has 0.0119 (default), now it is 0.013 (campaign.config.yaml:3 price).',
    ]);
  });

  it('differs by what a default is in another version', () => {
    expect(differences(withOption('price', '0.02', 'default'))).toEqual([
      'price: the plan has 0.0119 (default), now it is 0.02 (default).',
    ]);
  });

  it('differs by an option that only one version knows, unless nobody gave it', () => {
    expect(differences(withOption('fresh', 'none', 'default'))).toEqual([]);
    expect(differences({}, withOption('old', '3', '--old'))).toEqual([
      'old: the plan has 3 (--old), now it is none (default).',
    ]);
  });

  it.each(['settleAfter', 'trackFor', 'minDelivered', 'inDoubt', 'inDoubtGrace', 'requestTimeout', 'wait'])(
    'may watch otherwise: %s',
    (name) => {
      expect(differences(withOption(name, 'other', '--other'))).toEqual([]);
    },
  );

  it('differs by the file', () => {
    expect(differences({ file: { path: 'campaigns/spring.csv', sha256: 'e'.repeat(64) } })).toEqual([
      'campaigns/spring.csv: the plan has campaigns/spring.csv with SHA-256 ffffffffffff…, ' +
        'now it is campaigns/spring.csv with SHA-256 eeeeeeeeeeee….',
    ]);
  });

  it('differs by the text, which is not told', () => {
    const template = { text: 'Secret', sha256: 'b'.repeat(64), source: 'spring.txt' };
    const [line = '', ...more] = differences({ texts: { template, file: null } });
    expect(more).toEqual([]);
    expect(line).toBe(
      'text: the plan has one with SHA-256 aaaaaaaaaaaa… (--text), now it is one with SHA-256 bbbbbbbbbbbb… (spring.txt).',
    );
  });

  it('is the same where the same text stands elsewhere', () => {
    const template = { text: 'Hi', sha256: 'a'.repeat(64), source: 'hi.txt' };
    const file = { path: 'hi.txt', sha256: 'c'.repeat(64) };
    expect(
      differences({ texts: { template, file }, ...withOption('textFile', 'hi.txt', '--text-file') }),
    ).toEqual([]);
  });

  it('differs by what excluded files hold, not by their names', () => {
    const plan = { excluded: { files: [{ path: 'stop.csv', sha256: '1'.repeat(64) }], runs: [] } };
    const renamed = { excluded: { files: [{ path: 'no.csv', sha256: '1'.repeat(64) }], runs: [] } };
    const changed = { excluded: { files: [{ path: 'stop.csv', sha256: '2'.repeat(64) }], runs: [] } };
    expect(differences(renamed, plan)).toEqual([]);
    expect(differences(changed, plan)).toEqual([
      'exclude: the plan has stop.csv with SHA-256 111111111111…, now it is stop.csv with SHA-256 222222222222….',
    ]);
    expect(differences({}, plan)).toEqual([
      'exclude: the plan has stop.csv with SHA-256 111111111111…, now it is none.',
    ]);
  });

  it('differs by the runs that are excluded', () => {
    expect(differences({ excluded: { files: [], runs: ['may-0123456789'] } })).toEqual([
      'excludeRun: the plan has none, now it is may-0123456789.',
    ]);
  });

  it('keeps a value on one line, whatever it holds', () => {
    expect(differences(withOption('runKey', 'a\nb', '--run-key'))).toEqual([
      'runKey: the plan has none (default), now it is "a\\nb" (--run-key).',
    ]);
  });
});
