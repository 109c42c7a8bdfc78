import yargs from 'yargs';
import { describe, expect, it } from 'vitest';
import { sandbox } from '../../../src/cli/commands/sandbox.ts';
import { CONTROLS } from '../../../src/sandbox/control/controls.ts';
import { KNOWN_EFFECTS } from '../../../src/sandbox/faults/parse-effect.ts';
import { parseFault } from '../../../src/sandbox/faults/parse-fault.ts';
import { MAGIC_NUMBERS } from '../../../src/sandbox/magic-numbers.ts';
import { BUILT_IN_NUMBERS } from '../../../src/sandbox/owned-numbers.ts';
import { ROUTES } from '../../../src/sandbox/routes.ts';
import { readCode, readColumn, readTable } from './markdown.ts';

const PAGE = 'docs/sandbox.md';

describe('docs/sandbox.md', () => {
  it('has every magic recipient with its fate', () => {
    const told = readTable(PAGE, ['ends in', 'what becomes of it']).map(Object.values);
    expect(told).toEqual(MAGIC_NUMBERS.map(({ suffix, what }) => [suffix, what]));
  });

  it('has every fault with its arguments', () => {
    expect(readColumn(PAGE, ['fault', 'what happens'], 'fault')).toEqual([...KNOWN_EFFECTS]);
  });

  it('gives no fault that can not be parsed', () => {
    const faults = readCode(PAGE).flatMap(
      (line) => /(?:--fault '|"fault": ")([A-Z*]+ [^'"]+)['"]/.exec(line)?.[1] ?? [],
    );
    expect(faults.length).toBeGreaterThan(1);
    for (const fault of faults) expect(() => parseFault(fault)).not.toThrow();
  });

  it("has the operator's own paths", () => {
    const told = readTable(PAGE, ['call', 'what']).map((row) => row['call']);
    expect(told).toEqual(CONTROLS.map(({ method, path }) => `${method} ${path}`));
  });

  it('has every operation that is played, with its rate group', () => {
    const told = readTable(PAGE, ['call', 'rate group']).map(Object.values);
    expect(told).toEqual(ROUTES.map(({ method, path, group }) => [`${method} ${path}`, group]));
  });

  it('has the numbers that every world owns', () => {
    const told = readTable(PAGE, ['number', 'may send A2P', '']);
    expect(told.map((row) => [row['number'], row['may send A2P']])).toEqual(
      BUILT_IN_NUMBERS.map(({ phoneNumber, perMinute }) => [phoneNumber, perMinute > 0 ? 'yes' : 'no']),
    );
  });

  it('has the options of the command', () => {
    const program = sandbox.builder(yargs().help(false).version(false));
    const { key } = (
      program as unknown as { getOptions(): { key: Readonly<Record<string, unknown>> } }
    ).getOptions();
    const told = readColumn(PAGE, ['option', 'default', 'what'], 'option');
    expect(told.sort()).toEqual(
      Object.keys(key)
        .map((name) => `--${name}`)
        .sort(),
    );
  });
});
