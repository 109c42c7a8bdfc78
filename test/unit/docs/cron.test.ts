import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/core/exit-code.ts';
import { CATCH_UPS, newProgress } from '../../../src/schedule/schedule.ts';
import { formatBlock } from '../../../src/schedule/crontab.ts';
import { isToBeTold } from '../../../src/schedule/outcome.ts';
import { pauseAfter } from '../../../src/schedule/step.ts';
import { readColumn, readPage, readTable } from './markdown.ts';

const PAGE = 'docs/cron.md';

describe('docs/cron.md', () => {
  it('tells of every exit code whether cron mails it', () => {
    const told = readTable(PAGE, ['exit code of the run', 'mail', 'then']);
    expect(told.map((row) => [Number(row['exit code of the run']), row['mail']])).toEqual(
      Object.values(EXIT).map((code) => [code, isToBeTold(newProgress(0), 1, code) ? 'once' : 'no']),
    );
  });

  it('shows the lines that are installed', () => {
    const program = '/usr/lib/node_modules/sms-campaign/dist/main.js';
    const block = formatBlock({ workspace: '/srv/shop', node: '/usr/bin/node', program });
    expect(readPage(PAGE)).toContain(`\`\`\`text\n${block}\`\`\``);
  });

  it('names the ways to catch up, and the pauses between two tries', () => {
    expect(readColumn(PAGE, ['--catch-up', 'is started'], '--catch-up')).toEqual([...CATCH_UPS]);
    const minutes = [1, 2, 3, 4, 5, 6].map((times) => pauseAfter(EXIT.refused, times) / 60_000);
    expect(minutes).toEqual([1, 2, 4, 8, 15, 15]);
    expect(readPage(PAGE)).toMatch(/after 1, 2, 4, 8 and then every 15 minutes/);
  });
});
