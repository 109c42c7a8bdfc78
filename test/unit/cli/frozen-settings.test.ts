import { describe, expect, it } from 'vitest';
import type { CampaignRequest } from '../../../src/cli/campaign-options.ts';
import type { Context } from '../../../src/cli/context.ts';
import { FROZEN_RETRY_OPTIONS, tellFrozen, warnOfFrozen } from '../../../src/cli/frozen-settings.ts';
import { resolveOptions } from '../../../src/cli/settings/resolve.ts';
import { tellPlanned } from '../../../src/core/run.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { aRun, SENDER } from '../../fakes/records.ts';

const OTHERWISE: Readonly<Record<(typeof FROZEN_RETRY_OPTIONS)[number], string>> = {
  exclude: 'never.csv',
  excludeRun: 'may',
  column: 'phone=Mobile',
  defaultCountry: 'US',
  batchSize: '7',
  price: '0.02',
  window: '10:00-12:00',
  windowZone: 'America/New_York',
  stateRules: 'FL=federal',
};

function requestOf(flags: Readonly<Record<string, string | string[]>>): CampaignRequest {
  const { values, sources, raws } = resolveOptions({
    flags: { ...flags, from: [SENDER] },
    environment: {},
    files: [],
  });
  return { options: values, sources, raws, name: 'spring', template: null } as unknown as CampaignRequest;
}

async function warningsOf(detail: string, request: CampaignRequest): Promise<string[]> {
  const said: string[] = [];
  const context = { clock: openFakeClock(), warn: (text: string) => said.push(text) } as unknown as Context;
  const entry = { at: T0, epoch: 1, batch: null, who: null, kind: 'planned', detail };
  const ledger = { journal: () => Promise.resolve([entry]) };
  await warnOfFrozen(context, ledger, aRun(), FROZEN_RETRY_OPTIONS, request);
  return said;
}

describe('a retry that goes on', () => {
  const frozen = tellFrozen(FROZEN_RETRY_OPTIONS, requestOf({}), 'live', T0);

  it.each(Object.entries(OTHERWISE))('tells that another %s is not used', async (name, value) => {
    const [warning, ...rest] = await warningsOf(tellPlanned(2, frozen), requestOf({ [name]: value }));
    const flag = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    expect(warning).toMatch(
      new RegExp(`^spring-0123456789 was planned with ${name} .*; ${flag} .* is not used`),
    );
    expect(rest).toEqual([]);
  });

  it('says nothing of what it does not say, nor of a plan that kept nothing', async () => {
    expect(await warningsOf(tellPlanned(2, frozen), requestOf({}))).toEqual([]);
    expect(await warningsOf('2 recipients', requestOf({ batchSize: '7' }))).toEqual([]);
  });
});
