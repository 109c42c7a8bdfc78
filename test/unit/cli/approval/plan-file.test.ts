import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findPlanTarget, readPlanFile, writePlanFile } from '../../../../src/cli/approval/plan-file.ts';
import { hashPlan } from '../../../../src/cli/approval/plan-hash.ts';
import type { Io } from '../../../../src/cli/io.ts';
import { useDirectories } from '../../../fakes/workspace.ts';
import { approval, FIGURES } from './approvals.ts';

const newDirectory = useDirectories();
let directory = '';
let context: { readonly io: Io };

beforeEach(() => {
  directory = newDirectory();
  context = { io: { cwd: directory } as Io };
});

function write(name: string, content: string): void {
  writeFileSync(join(directory, name), content);
}

function savePlan(): Promise<string> {
  return writePlanFile(findPlanTarget(context, 'plan.json'), FIGURES, approval());
}

function readPlan(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(directory, 'plan.json'), 'utf8')) as Record<string, unknown>;
}

describe('a plan on disk', () => {
  it('is read back as it was approved, with the figures beside it, private to its owner', async () => {
    const hash = await savePlan();
    expect(await readPlanFile(context, 'plan.json')).toEqual({
      shownAs: 'plan.json',
      approval: approval(),
      hash,
    });
    expect(readPlan()).toMatchObject({ ...FIGURES, hash });
    expect(statSync(join(directory, 'plan.json')).mode & 0o777).toBe(0o600);
  });

  it('may be written again in other spaces and another order', async () => {
    await savePlan();
    write('plan.json', JSON.stringify(Object.fromEntries(Object.entries(readPlan()).reverse())));
    expect((await readPlanFile(context, 'plan.json')).approval).toEqual(approval());
  });

  it.each([
    ['a figure', { recipients: 4 }],
    ['the sender', { approval: { ...approval(), options: {} } }],
    ['what is held back', { approval: { ...approval(), heldBack: '5' } }],
    ['a field that nobody knows', { more: true }],
    ['the hash', { hash: '0'.repeat(64) }],
  ])('is refused once somebody changed %s', async (_what, change) => {
    await savePlan();
    write('plan.json', JSON.stringify({ ...readPlan(), ...change }));
    await expect(readPlanFile(context, 'plan.json')).rejects.toThrow(
      /^plan\.json: the plan was changed by hand: its hash does not fit what it says\./,
    );
  });

  it('of another version is refused, also where its hash fits', async () => {
    await savePlan();
    const other = { ...readPlan(), approval: { ...approval(), more: true } };
    write('plan.json', JSON.stringify({ ...other, hash: hashPlan(other) }));
    await expect(readPlanFile(context, 'plan.json')).rejects.toThrow(/made by another version of campaign/);
  });

  it('is told from everything else', async () => {
    write('a.csv', 'phone\n+12015550199\n');
    write('null.json', 'null');
    write('figures.json', JSON.stringify(FIGURES));
    await expect(readPlanFile(context, 'none.json')).rejects.toThrow(/^none\.json: no such file\./);
    await expect(readPlanFile(context, 'a.csv')).rejects.toThrow(/^a\.csv: this is no plan\./);
    await expect(readPlanFile(context, 'null.json')).rejects.toThrow(/^null\.json: this is no plan\./);
    await expect(readPlanFile(context, 'figures.json')).rejects.toThrow(
      /^figures\.json: this plan is for reading only\./,
    );
  });
});

describe('the place for a plan', () => {
  it('may hold a plan, which is replaced', async () => {
    await savePlan();
    await writePlanFile(findPlanTarget(context, 'plan.json'), FIGURES, approval({ recipients: 9 }));
    expect((await readPlanFile(context, 'plan.json')).approval.recipients).toBe(9);
  });

  it('may hold nothing else', () => {
    write('a.csv', 'phone\n');
    write('package.json', '{"name":"x"}');
    mkdirSync(join(directory, 'plans'));
    for (const name of ['a.csv', 'package.json', 'plans']) {
      expect(() => findPlanTarget(context, name)).toThrow(`--out: ${name} is there already and is no plan.`);
    }
  });

  it('is named where it can not be written', async () => {
    mkdirSync(join(directory, 'file'));
    write('file/x', '');
    await expect(
      writePlanFile(findPlanTarget(context, 'file/x/plan.json'), FIGURES, approval()),
    ).rejects.toThrow(/^file\/x\/plan\.json: this file can not be written \(E[A-Z]+\)\. Make room/);
  });
});
