import { describe, expect } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { it } from '../harness/stage.ts';

const NAMES = COMMANDS.map((entry) => entry.usage.split(' ')[0] ?? '');

describe('help', () => {
  it('lists the commands and the exit codes', async ({ stage }) => {
    const { code, stdout, stderr } = await stage.run(['--help']);
    await expect(stdout).toMatchFileSnapshot('goldens/campaign.txt');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is what the program says without a word', async ({ stage }) => {
    const { code, stdout } = await stage.run([]);
    await expect(stdout).toMatchFileSnapshot('goldens/campaign.txt');
    expect(code).toBe(0);
  });

  for (const name of NAMES) {
    it(`of ${name} names every option`, async ({ stage }) => {
      const { code, stdout, stderr } = await stage.run([name, '--help']);
      await expect(stdout).toMatchFileSnapshot(`goldens/${name}.txt`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stage.files()).toEqual([]);
    });
  }
});
