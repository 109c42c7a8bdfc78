import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect } from 'vitest';
import { deliverable, QUICK, SENDER, smallFile } from '../harness/recipients.ts';
import { it, type Stage } from '../harness/stage.ts';

const [ADA, BO] = [deliverable(0), deliverable(1)];
const STRANGER = deliverable(20);
const LATER = join(import.meta.dirname, '..', 'harness', 'later.mjs');
const store = (...words: readonly string[]): string[] => ['store', ...words];

/** Three people were texted by the run `a`. */
async function sent(stage: Stage) {
  const sandbox = await stage.openSandbox();
  stage.write('a.csv', smallFile(3));
  expect(await stage.run(['run', 'a.csv', ...QUICK])).toMatchObject({ code: 0 });
  return sandbox;
}

async function readJson(stage: Stage, ...words: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await stage.run(store(...words, '--json', '--quiet'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<string, unknown>;
}

type Records = readonly Readonly<Record<string, unknown>>[];

describe.concurrent('the high volume store', () => {
  it('has the batch of a run, its messages and their statuses, one by one and as lists', async ({
    stage,
  }) => {
    await sent(stage);
    const [batch] = (await readJson(stage, 'batches', '--status', 'completed', '--from', SENDER))[
      'batches'
    ] as Records;
    expect(batch).toMatchObject({ from: SENDER, status: 'Completed', size: 3, processed: 3 });
    const id = String(batch?.['batch_id']);
    expect(await readJson(stage, 'batch', id)).toMatchObject({ batch });
    const messages = (await readJson(stage, 'messages', '--batch-id', id))['messages'] as Records;
    expect(messages).toMatchObject(
      Array.from({ length: 3 }, () => ({ batch_id: id, direction: 'Outbound' })),
    );
    expect(messages[0]).not.toHaveProperty('text');
    const one = await readJson(stage, 'message', String(messages[0]?.['message_id']));
    expect(one['message']).toMatchObject({ ...messages[0], text: 'Hi Person 2' });
    const statuses = await readJson(stage, 'statuses', '--direction', 'outbound');
    expect((statuses['statuses'] as Records).find(({ status }) => status === 'Delivered')).toMatchObject({
      ...{ count: 3, errors: [] },
    });
  }, 120_000);

  it('says which window it read, and shows a table, CSV and what a number got', async ({ stage }) => {
    await sent(stage);
    const table = await stage.run(store('messages'));
    expect(table.stderr).toMatch(/^from \S+Z, for 24 hours; --date-from 7d reads further back\n$/);
    const [heading, ...lines] = table.stdout.trimEnd().split('\n');
    expect(heading?.split(/ {2,}/).slice(0, 3)).toEqual(['MESSAGE ID', 'BATCH ID', 'DIRECTION']);
    expect(lines).toHaveLength(3);
    const csv = await stage.run(store('messages', '--phone', ADA, '--view', 'Detailed', '--csv', '--quiet'));
    expect(parse(csv.stdout, { columns: true, record_delimiter: '\r\n' })).toMatchObject([
      { to: ADA, from: SENDER, text: 'Hi Person 0' },
    ]);
    expect(csv.stderr).toBe('');
  }, 120_000);

  it('gives a page, names the next one, and takes its token with its dates', async ({ stage }) => {
    await sent(stage);
    const first = await stage.run(store('messages', '--limit', '2', '--per-page', '2', '--json'));
    const page = JSON.parse(first.stdout) as Record<string, string> & { messages: Records };
    const dates = ['--date-from', page['dateFrom'] ?? '', '--date-to', page['dateTo'] ?? ''];
    const token = ['--page-token', page['nextPageToken'] ?? ''];
    expect(first.stderr).toContain([...dates, ...token].join(' '));
    const last = await readJson(stage, 'messages', ...dates, ...token);
    expect(last['nextPageToken']).toBeNull();
    const ids = [...page.messages, ...(last['messages'] as Records)].map((message) => message['message_id']);
    expect(new Set(ids).size).toBe(3);
    const alone = await stage.run(store('messages', ...token));
    expect(alone).toMatchObject({ code: 2, stdout: '' });
    expect(alone.stderr).toContain('--page-token: it is given without the dates of its list');
    const all = await readJson(stage, 'messages', '--per-page', '1');
    expect((all['messages'] as Records).map((message) => message['message_id'])).toEqual(ids);
  }, 120_000);

  it('tells all that is wrong with a question at once, numbers masked', async ({ stage }) => {
    const phones = Array.from({ length: 16 }, (_, index) => ['--phone', deliverable(index)]).flat();
    const { code, stdout, stderr } = await stage.run(
      store(
        'messages',
        ...phones,
        '--phone',
        '5551234567',
        '--view',
        'all',
        '--per-page',
        '1001',
        '--date-from',
        'May',
      ),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(
      stderr
        .trimEnd()
        .split('\n')
        .map((line) => line.split(': ').slice(0, 2).join(': ')),
    ).toEqual([
      'error: --date-from',
      'error: --phone',
      'error: --phone',
      'error: --per-page',
      'error: --view',
    ]);
    expect(stderr).toContain('--phone: 16 numbers are given. The API takes 15 at once');
    expect(stderr).not.toContain('5551234567');
  });

  it('says what an id is not', async ({ stage }) => {
    await stage.openSandbox();
    const { code, stderr } = await stage.run(store('batch', 'nope'));
    expect(code).toBe(7);
    expect(stderr).toContain('GET /a2p-sms/batches/nope was refused: 404 CMN-102');
  });

  it('ends where the pages lead in a circle: each message once, and where the rest begins', async ({
    stage,
  }) => {
    const sandbox = await sent(stage);
    await sandbox.addFault('GET /a2p-sms/messages: loop first');
    const { code, stdout, stderr } = await stage.run(store('messages', '--per-page', '1', '--csv'));
    expect(code).toBe(4);
    expect(stdout.trimEnd().split('\r\n')).toHaveLength(4);
    expect(stderr).toContain('the list has no end');
    expect(stderr).toMatch(/3 messages were printed before this ended; the rest: .* --page-token \S+/);
  }, 120_000);

  it('may be closed early', async ({ stage }) => {
    await sent(stage);
    const running = stage.start(store('messages', '--per-page', '1'));
    running.child.stdout?.destroy();
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(running.output.stderr).not.toContain('error');
  }, 120_000);
});

describe.concurrent('the inbox', () => {
  it('has what people answered, with the keyword that it is', async ({ stage }) => {
    const sandbox = await sent(stage);
    await sandbox.reply(STRANGER, SENDER, '=1+1');
    await sandbox.reply(BO, SENDER, ' stop. ');
    const { replies } = (await readJson(stage, 'inbox')) as { replies: Records };
    expect(replies).toMatchObject([
      { from: BO, to: SENDER, keyword: 'STOP', asks_for: 'opt-out', text: ' stop. ' },
      { from: STRANGER, keyword: null, asks_for: null, text: '=1+1' },
    ]);
    const csv = await stage.run(store('inbox', '--csv', '--phone', STRANGER, '--quiet'));
    expect(csv.stdout).toContain(`,'=1+1\r\n`);
  }, 120_000);

  it('of a run has its recipients only, with their line, also once the run is purged', async ({ stage }) => {
    const sandbox = await sent(stage);
    await sandbox.reply(STRANGER, SENDER, 'who is this?');
    await sandbox.reply(BO, '+18885550100', 'to another number');
    await sandbox.reply(BO, SENDER, 'yes, please');
    const { replies } = (await readJson(stage, 'inbox', '--run', 'a')) as { replies: Records };
    expect(replies).toMatchObject(
      [{ from: BO, batch: 1, line: 3, values: 'Person 1', text: 'yes, please', run: /^a-/ }].map((reply) => ({
        ...reply,
        run: expect.stringMatching(reply.run) as string,
      })),
    );
    const clock = { NODE_OPTIONS: `--import=${LATER}`, LATER_MS: String(100 * 24 * 60 * 60 * 1000) };
    const purged = await stage.run(['purge', '--older-than', '90d', '--yes'], {
      environment: { ...stage.environment, ...clock },
    });
    expect(purged).toMatchObject({ code: 0 });
    const left = (await readJson(stage, 'inbox', '--run', 'a')) as { replies: Records };
    expect(left.replies).toMatchObject([{ from: BO, batch: 1, line: null, values: '', text: 'yes, please' }]);
  }, 120_000);

  it('shows each new reply once, as it comes, until it is stopped', async ({ stage }) => {
    const sandbox = await sent(stage);
    await sandbox.reply(ADA, SENDER, 'first');
    const running = stage.start(store('inbox', '--run', 'a', '--watch', '--every', '2s', '--json'));
    await running.until('"first"');
    await sandbox.reply(BO, SENDER, 'second');
    await running.until('"second"');
    await sandbox.reply(ADA, SENDER, 'third');
    await running.until('"third"');
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    const { replies } = JSON.parse(stdout) as { replies: Records };
    expect(replies.map(({ text }) => text)).toEqual(['first', 'second', 'third']);
  }, 120_000);

  it('of a run that nobody knows names the nearest, and of none says so', async ({ stage }) => {
    await stage.openSandbox();
    const { code, stderr } = await stage.run(store('inbox', '--run', 'a'));
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('there is no run') as string,
    });
  });
});
