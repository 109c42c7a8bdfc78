import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Terms } from '../../../../src/cli/approval/approval.ts';
import { flagsOf, readTerms } from '../../../../src/cli/approval/terms.ts';
import { requestCampaign } from '../../../../src/cli/campaign-options.ts';
import type { Context } from '../../../../src/cli/context.ts';
import type { CampaignOptionName } from '../../../../src/cli/settings/options.ts';
import type { RawValue } from '../../../../src/cli/settings/raw.ts';
import { findWorkspace } from '../../../../src/cli/settings/workspace.ts';
import type { World } from '../../../../src/core/run.ts';
import { T0 } from '../../../fakes/clock.ts';
import { useDirectories } from '../../../fakes/workspace.ts';
import { SENDER } from './approvals.ts';

type Flags = Partial<Record<CampaignOptionName, RawValue>>;

const newDirectory = useDirectories();
const NOTHING = { files: [], runs: [] };
const BEFORE_MAY_30 = Date.UTC(2026, 4, 29, 12);
const AFTER_MAY_30 = Date.UTC(2026, 4, 30, 12);
let directory = '';

beforeEach(() => {
  directory = newDirectory();
  write('campaigns/a.csv', 'phone\n+12015550199\n');
});

function write(file: string, content: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), content);
}

function contextAt(cwd: string, environment: Record<string, string> = {}): Context {
  return { io: { cwd, environment }, workspace: findWorkspace(directory, {}, directory) } as Context;
}

async function termsOf(
  flags: Flags,
  more: { world?: World; now?: number; cwd?: string } = {},
): Promise<Terms> {
  const { world = 'live', now = T0, cwd = directory } = more;
  const context = contextAt(cwd);
  const request = requestCampaign(context, join(directory, 'campaigns/a.csv'), { from: SENDER, ...flags });
  return readTerms(context, request, world, NOTHING, now);
}

async function valueOf(name: CampaignOptionName, flags: Flags, more = {}): Promise<string | undefined> {
  return (await termsOf(flags, more)).options[name]?.value;
}

describe('an option of a plan', () => {
  it('has its value, its source and how it was written', async () => {
    write('campaigns/a.yaml', 'batchSize: 0500\ntext: Hi\n');
    const { options } = await termsOf({ price: ['0.0130'] });
    expect(options['batchSize']).toEqual({
      value: '500',
      source: 'campaigns/a.yaml:1 batchSize',
      raw: '0500',
    });
    expect(options['price']).toEqual({ value: '0.013', source: '--price', raw: ['0.0130'] });
    expect(options['maxInvalid']).toEqual({ value: '5%', source: 'default', raw: null });
  });

  it('is left out where it decides nothing and nobody gave it', async () => {
    const { options } = await termsOf({ text: 'Hi', settleAfter: '90m' });
    expect(options['settleAfter']).toEqual({ value: '90m', source: '--settle-after', raw: '90m' });
    expect(Object.keys(options)).not.toContain('trackFor');
    expect(Object.keys(options)).not.toContain('exclude');
  });

  it('that is given as the default is has the same value as without a word', async () => {
    const words: Flags = {
      ...{ price: '0.0085', window: 'law', rate: '60', queueAhead: '1h', maxSpam: '5%', repeatGuard: '7d' },
      ...{ batchSize: '1000', windowZone: 'recipient', optOutScope: 'all', smartPunctuation: 'false' },
    };
    const [said, silent] = [(await termsOf(words)).options, (await termsOf({})).options];
    for (const name of Object.keys(words))
      expect([name, said[name]?.value]).toEqual([name, silent[name]?.value]);
  });

  it.each<[CampaignOptionName, RawValue, string]>([
    ['from', ['+16505550100', '+18885550100'], '+16505550100, +18885550100'],
    ['runKey', 'none', '"none"'],
    ['delimiter', 'tab', 'tab'],
    ['window', 'Mon-Fri 9:00-18:00', 'Mon-Fri 09:00-18:00'],
    ['window', 'false', 'none'],
    ['stateRules', { TX: 'federal', FL: '09:00-19:00' }, 'FL=09:00-19:00, TX=federal'],
    ['rate', ['75'], '75'],
    ['dailyCap', 'long-code=5000', '5000'],
    ['queueAhead', 'off', 'off'],
    ['repeatGuard', 'off', 'off'],
    ['maxCost', '12.5', '12.50'],
    ['maxInvalid', '7', '7'],
    ['minDelivered', '95%', '95%'],
  ])('%s %j is %s', async (name, raw, value) => {
    expect(await valueOf(name, { [name]: raw })).toBe(value);
  });

  it('is what it is in the world that the plan is for', async () => {
    expect(await valueOf('window', {})).toBe('law');
    expect(await valueOf('window', {}, { world: 'sandbox' })).toBe('none');
    expect(await valueOf('queueAhead', {})).toBe('60m');
    expect(await valueOf('queueAhead', {}, { world: 'sandbox' })).toBe('off');
  });

  it('that is a price is the price of the day, country by country where they differ', async () => {
    expect(await valueOf('price', {}, { now: BEFORE_MAY_30 })).toBe('0.0085');
    expect(await valueOf('price', {}, { now: AFTER_MAY_30 })).toBe('0.0119');
    const rules = ['0.01', 'CA/toll-free@2026-05-30=0.02'];
    const from = '+18885550100';
    expect(await valueOf('price', { from, price: rules }, { now: BEFORE_MAY_30 })).toBe('0.01');
    expect(await valueOf('price', { from, price: rules }, { now: AFTER_MAY_30 })).toBe(
      `CA from ${from}=0.02, US from ${from}=0.01`,
    );
  });
});

describe('the text of a plan', () => {
  it('is the same from a flag and from a file, whose own hash is kept beside it', async () => {
    write('texts/hi.txt', 'Hi\n');
    const [flag, file] = [await termsOf({ text: 'Hi' }), await termsOf({ textFile: 'texts/hi.txt' })];
    expect(file.texts.template?.sha256).toBe(flag.texts.template?.sha256);
    expect(flag.texts.file).toBeNull();
    expect(file.texts.file?.path).toBe('texts/hi.txt');
    expect(file.texts.file?.sha256).not.toBe(file.texts.template?.sha256);
  });
});

describe('the flags of a plan', () => {
  it('are what was given as a flag, and nothing else', async () => {
    write('campaigns/a.yaml', 'batchSize: 50\n');
    const { options } = await termsOf({ text: 'Hi', wait: 'false' });
    expect(flagsOf(contextAt(directory), options)).toEqual({ from: SENDER, text: 'Hi', wait: 'false' });
  });

  it('name the same files from any directory', async () => {
    write('texts/hi.txt', 'Hi');
    write('lists/stop.csv', 'phone\n');
    const cwd = join(directory, 'texts');
    const { options } = await termsOf({ textFile: 'hi.txt', exclude: ['../lists/stop.csv'] }, { cwd });
    expect(options['textFile']?.raw).toBe('texts/hi.txt');
    expect(flagsOf(contextAt(directory), options)).toMatchObject({
      textFile: 'texts/hi.txt',
      exclude: ['lists/stop.csv'],
    });
    expect(flagsOf(contextAt(join(directory, 'lists')), options)).toMatchObject({
      textFile: '../texts/hi.txt',
      exclude: ['stop.csv'],
    });
  });
});
