import { describe, expect, it } from 'vitest';
import type { CommandEntry } from '../../../src/cli/command.ts';
import { STORE_ACTIONS } from '../../../src/cli/commands/store/actions.ts';
import { BATCHES } from '../../../src/cli/store/batch-listing.ts';
import { REPLIES, repliesOf } from '../../../src/cli/store/inbox.ts';
import { MESSAGES, STATUSES } from '../../../src/cli/store/message-listing.ts';
import { KEYWORDS } from '../../../src/core/reply.ts';
import { MESSAGE_STATUSES } from '../../../src/core/message.ts';
import type { Run } from '../../../src/core/run.ts';
import yargs from 'yargs';
import { readColumn, readTable } from './markdown.ts';

const PAGE = 'docs/message-stores.md';

async function flagsOf(entry: CommandEntry): Promise<string[]> {
  const built = (await entry.load()).builder(yargs());
  const { key } = (
    built as unknown as { getOptions(): { key: Readonly<Record<string, unknown>> } }
  ).getOptions();
  return Object.keys(key).map((option) => `--${option}`);
}

describe('docs/message-stores.md', () => {
  it('has every keyword, by what it asks for', () => {
    const told = readTable(PAGE, ['asks for', 'keywords']).map((row) => [row['asks for'], row['keywords']]);
    expect(told).toEqual(Object.entries(KEYWORDS).map(([wish, words]) => [wish, words.join(', ')]));
  });

  it('has the columns of each list, in their order', () => {
    const run = { name: 'a-0123456789' } as Run;
    expect(readColumn(PAGE, ['list', 'columns'], 'columns')).toEqual([
      BATCHES.columns.join(','),
      `${MESSAGES.columns.join(',')}, then text (Detailed)`,
      STATUSES.columns.join(','),
      REPLIES.columns.join(','),
      repliesOf(run).columns.join(','),
    ]);
  });

  it('has every status of a message', () => {
    const told = readColumn(PAGE, ['status of a message', 'it', 'final'], 'status of a message');
    expect(told).toEqual([...MESSAGE_STATUSES]);
  });

  it('gives each list the filters that it takes', async () => {
    for (const { filter = '', of = '' } of readTable(PAGE, ['filter', 'of', 'takes'])) {
      for (const entry of STORE_ACTIONS) {
        const name = entry.usage.split(' ')[0] ?? '';
        if (!['batches', 'messages', 'statuses', 'inbox'].includes(name)) continue;
        const flags = await flagsOf(entry);
        for (const flag of filter.split(' ')) {
          expect([name, flag, flags.includes(flag)]).toEqual([name, flag, of.split(' ').includes(name)]);
        }
      }
    }
  });
});
