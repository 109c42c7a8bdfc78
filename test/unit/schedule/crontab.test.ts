import { describe, expect, it } from 'vitest';
import { editCrontab, findBlock, formatBlock, toBytes } from '../../../src/schedule/crontab.ts';

const PLAIN = { workspace: '/srv/shop', node: '/usr/bin/node', program: '/opt/campaign/dist/main.js' };

function install(command: typeof PLAIN, before = 'MAILTO=ops@example.com\n'): string {
  const edited = editCrontab(before, command.workspace, toBytes(formatBlock(command)));
  if ('problem' in edited) throw new Error(edited.problem);
  return edited.text;
}

describe('findBlock', () => {
  it.each([
    ['plain paths', PLAIN],
    [
      'spaces, quotes, percent signs and umlauts',
      { workspace: "/srv/Ärger's 5%", node: '/opt/my node/100%/node', program: "/opt/it's/über/o'clock.js" },
    ],
  ])('reads back what was installed, with %s', (_, command) => {
    const { node, program } = command;
    expect(findBlock(install(command), command)).toEqual({ isCurrent: true, calls: { node, program } });
  });

  it('tells lines that another Node, another program or a person wrote', () => {
    const old = { ...PLAIN, node: '/opt/node-20/bin/node' };
    expect(findBlock(install(old), PLAIN)).toEqual({
      isCurrent: false,
      calls: { node: old.node, program: PLAIN.program },
    });
    const edited = install(PLAIN).replace('* * * * *', '*/5 * * * * nice');
    expect(findBlock(edited, PLAIN)).toEqual({ isCurrent: false, calls: null });
  });

  it('finds nothing of another workspace, nor in an empty crontab or one whose block has no end', () => {
    expect(findBlock(install({ ...PLAIN, workspace: '/srv/shop2' }), PLAIN)).toBeNull();
    expect(findBlock('', PLAIN)).toBeNull();
    expect(findBlock(install(PLAIN).replace(/# END.*\n/, ''), PLAIN)).toBeNull();
  });
});
