import { describe, expect, it } from 'vitest';
import { isDeciding } from '../../../src/cli/approval/terms.ts';
import { CAMPAIGN_OPTIONS } from '../../../src/cli/settings/options.ts';
import { approval, FIGURES } from '../cli/approval/approvals.ts';
import { readColumn, readPage } from './markdown.ts';

const PAGE = 'docs/approval.md';

describe('a plan on disk', () => {
  it('stands in docs/approval.md with every figure, in its order', () => {
    expect(readColumn(PAGE, ['figure', 'what'], 'figure')).toEqual([
      ...Object.keys(FIGURES),
      'approval',
      'hash',
    ]);
  });

  it('stands there with every part of its approval', () => {
    expect(readColumn(PAGE, ['in approval', 'what'], 'in approval')).toEqual(Object.keys(approval()));
  });

  it('may differ in the options that the page names, and in no others', () => {
    const sentence = /may differ, and what is said now wins:([\s\S]*?)\./.exec(readPage(PAGE))?.[1] ?? '';
    const told = [...sentence.matchAll(/`(\w+)`/g)].map((match) => match[1]);
    const compared = ['text', 'textFile', 'exclude', 'excludeRun'];
    const free = Object.keys(CAMPAIGN_OPTIONS).filter(
      (name) => !isDeciding(name) && !compared.includes(name),
    );
    expect(told.sort()).toEqual(free.sort());
  });
});
