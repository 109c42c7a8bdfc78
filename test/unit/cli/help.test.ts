import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../src/cli/command.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { OPTION_GROUPS } from '../../../src/cli/help/option-groups.ts';
import { SEE_ALSO } from '../../../src/cli/help/see-also.ts';
import { CAMPAIGN_OPTIONS } from '../../../src/cli/settings/options.ts';
import { ROOT } from '../docs/markdown.ts';

describe('help', () => {
  it('shows every option of a campaign under one heading', () => {
    expect(Object.values(OPTION_GROUPS).flat().sort()).toEqual(Object.keys(CAMPAIGN_OPTIONS).sort());
  });

  it('sends readers of every command to pages that are there', () => {
    expect(Object.keys(SEE_ALSO).sort()).toEqual(COMMANDS.map(nameOf).sort());
    const pages = Object.values(SEE_ALSO).flat();
    expect(pages.filter((page) => !existsSync(join(ROOT, page)))).toEqual([]);
  });
});
