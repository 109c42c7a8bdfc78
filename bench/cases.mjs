import { join } from 'node:path';
import { FILE_VERSION } from './recipients.mjs';

const TEXT =
  'Hi {{first_name|there}}, your balance at Example Outfitters is {{balance}} USD. Reply STOP to opt out.';

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {string} title
 * @property {(size: number) => string} file the recipients file
 * @property {(size: number) => string[]} arguments what node is started with
 */

/**
 * What is measured, in the order of a round. The first is what all others are compared with.
 *
 * @param {{ out: string, workspace: string, program: string }} places
 * @returns {Case[]}
 */
export function buildCases({ out, workspace, program }) {
  const good = (size) => join(out, `good-${size}-v${FILE_VERSION}.csv`);
  const bad = (size) => join(out, `bad-${size}-v${FILE_VERSION}.csv`);
  const script = (name) => join(import.meta.dirname, name);
  const plan = (file) => [
    ...[join(program, 'main.js'), 'plan', file, '--json', '--quiet', '--workspace', workspace],
    ...['--from', '+18335550100', '--text', TEXT, '--default-country', 'US', '--max-invalid', '100%'],
  ];
  return [
    {
      name: 'bare',
      title: 'bare csv-parse',
      file: good,
      arguments: (size) => [script('read-bare.mjs'), good(size)],
    },
    {
      name: 'naive',
      title: 'naive script',
      file: good,
      arguments: (size) => [script('plan-naive.mjs'), good(size), TEXT],
    },
    { name: 'plan', title: '`campaign plan`', file: good, arguments: (size) => plan(good(size)) },
    {
      name: 'bad',
      title: '`campaign plan`, a third bad',
      file: bad,
      arguments: (size) => plan(bad(size)),
    },
  ];
}
