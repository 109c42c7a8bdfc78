import { describe, expect } from 'vitest';
import { nameOf } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { it } from '../harness/stage.ts';

/** Every command, and every action of one: `opt-outs pull`. */
const NAMES = COMMANDS.flatMap((entry) => [
  nameOf(entry),
  ...(entry.actions ?? []).map((action) => `${nameOf(entry)} ${nameOf(action)}`),
]);

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
      const { code, stdout, stderr } = await stage.run([...name.split(' '), '--help']);
      await expect(stdout).toMatchFileSnapshot(`goldens/${name.replace(' ', '-')}.txt`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stage.files()).toEqual([]);
    });
  }
});
