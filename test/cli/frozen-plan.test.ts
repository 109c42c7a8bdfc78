import { describe, expect } from 'vitest';
import { FROZEN_OPTIONS } from '../../src/cli/frozen-settings.ts';
import { QUICK, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

/** Another value for each option that a plan is made with once and for all, and how the two are told. */
const OTHERWISE: Readonly<Record<(typeof FROZEN_OPTIONS)[number], readonly [before: string, now: string]>> = {
  batchSize: ['2', '7'],
  maxInvalid: ['5%', '50%'],
  price: ['0.0119', '0.02'],
  window: ['none', 'law'],
  windowZone: ['recipient', 'America/New_York'],
  stateRules: ['none', 'FL=federal'],
  repeatGuard: ['7d', 'off'],
  optOutScope: ['all', 'sender'],
};

const PLANNED = ['run', 'a.csv', ...QUICK, '--batch-size', '2'];

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** A run that a limit holds up: it is planned, and not finished. */
async function holdUp(stage: Stage): Promise<void> {
  stage.write('a.csv', smallFile(4));
  const { code } = await stage.run([...PLANNED, '--max-cost', '0.05', '--no-wait']);
  expect(code).toBe(0);
}

/** The warnings of a frozen plan, without the run's name. */
function unused(stderr: string): string[] {
  return stderr.split('\n').flatMap((line) => {
    const [, words] = /^a-[0-9a-f]{10} was planned with (.*)$/.exec(line) ?? [];
    return words === undefined ? [] : [words];
  });
}

describe('a run that goes on', () => {
  it('tells by name each option that the frozen plan leaves unused, even with --quiet', async ({ stage }) => {
    await stage.openSandbox({ speed: 1 });
    await holdUp(stage);
    const flags = FROZEN_OPTIONS.flatMap((name) => [flagOf(name), OTHERWISE[name][1]]);
    const { stderr } = await stage.run(['run', 'a.csv', ...QUICK, ...flags, '--no-wait', '--quiet']);
    expect(unused(stderr)).toEqual(
      FROZEN_OPTIONS.map((name) => {
        const [before, now] = OTHERWISE[name];
        return `${name} ${before}; ${flagOf(name)} ${now} is not used: the plan is frozen`;
      }),
    );
  });

  it('says nothing of what is as it was planned, not said, or may change', async ({ stage }) => {
    await stage.openSandbox({ speed: 1 });
    await holdUp(stage);
    // `none` is told of rules of which none was given.
    const sayable = FROZEN_OPTIONS.filter((name) => name !== 'batchSize' && name !== 'stateRules');
    const same = sayable.flatMap((name) => [flagOf(name), OTHERWISE[name][0]]);
    const changed = ['--max-cost', '9', '--max-messages', '50', '--rate', '75', '--track-for', '1h'];
    const { stderr } = await stage.run([...PLANNED, ...same, ...changed, '--no-wait']);
    expect(stderr).toContain('resuming a-');
    expect(unused(stderr)).toEqual([]);
  });

  it('names the file that says otherwise', async ({ stage }) => {
    await stage.openSandbox({ speed: 1 });
    await holdUp(stage);
    stage.write('a.yaml', 'price: 0.03\n');
    const { stderr } = await stage.run([...PLANNED, '--no-wait']);
    expect(unused(stderr)).toEqual(['price 0.0119; a.yaml:1 price 0.03 is not used: the plan is frozen']);
  });
});
