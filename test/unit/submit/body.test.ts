import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchRecipient } from '../../../src/core/ledger.ts';
import { buildBody } from '../../../src/submit/body.ts';
import { aRecipient, SENDER } from '../../fakes/records.ts';

describe('the body of a submit', () => {
  it('writes a text that all share once, and the recipients in the order of their positions', async () => {
    expect(await textOf([aRecipient(1), aRecipient(2)])).toBe(
      '{"from":"+16505550100","text":"Hello","messages":[{"to":["+14155550001"]},{"to":["+14155550002"]}]}',
    );
  });

  it('writes each text where they differ', async () => {
    expect(await textOf([aRecipient(1, { text: 'Hi Ann' }), aRecipient(2, { text: 'Hi Bob' })])).toBe(
      '{"from":"+16505550100","messages":[{"to":["+14155550001"],"text":"Hi Ann"},{"to":["+14155550002"],"text":"Hi Bob"}]}',
    );
  });

  it('takes one recipient’s text for shared', async () => {
    expect(await textOf([aRecipient(1)])).toBe(
      '{"from":"+16505550100","text":"Hello","messages":[{"to":["+14155550001"]}]}',
    );
  });

  it.each([
    ['quotes and backslashes', 'say "hi" \\ bye', '"say \\"hi\\" \\\\ bye"'],
    ['line breaks', 'one\ntwo', '"one\\ntwo"'],
    ['letters beyond ASCII, as UTF-8', 'Grüße 👋', '"Grüße 👋"'],
    ['half of a surrogate pair, as an escape', 'a\ud83d', '"a\\ud83d"'],
  ])('escapes %s', async (_, text, expected) => {
    const written = await textOf([aRecipient(1, { text })]);
    expect(written).toContain(`"text":${expected},"messages"`);
    expect((JSON.parse(written) as { text: string }).text).toBe(text);
  });

  it('is the same bytes however the recipients come in pieces, as JSON.stringify would write it at once', async () => {
    const texts = fc.constantFrom(
      'Hello',
      ']}',
      '{"to":["+1"]}',
      'Grüße 👋',
      '\ud83d',
      '$&',
      '\u001f\u2028\0',
    );
    const recipients = fc.array(fc.tuple(texts, fc.boolean()), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(recipients, fc.boolean(), async (drawn, isShared) => {
        const all = drawn.map(([text], index) => aRecipient(index + 1, isShared ? {} : { text }));
        const pieces: BatchRecipient[][] = [[]];
        for (const [index, recipient] of all.entries()) {
          if (drawn[index]?.[1] === true) pieces.push([]);
          pieces.at(-1)?.push(recipient);
        }
        expect(await textOf(...pieces)).toBe(writeAtOnce(all));
      }),
    );
  });

  it('is hashed as it goes over the wire', async () => {
    const { bytes, sha256 } = await buildBody(SENDER, [[aRecipient(1, { text: 'Grüße' })]]);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is the same bytes for the same batch, and others for another sender, text or order', async () => {
    const pair = [aRecipient(1), aRecipient(2)];
    const { sha256 } = await buildBody(SENDER, [pair]);
    expect((await buildBody(SENDER, [[aRecipient(1), aRecipient(2)]])).sha256).toBe(sha256);
    expect((await buildBody('+16505550101', [pair])).sha256).not.toBe(sha256);
    expect((await buildBody(SENDER, [[...pair].reverse()])).sha256).not.toBe(sha256);
    expect((await buildBody(SENDER, [[aRecipient(1), aRecipient(2, { text: 'Bye' })]])).sha256).not.toBe(
      sha256,
    );
  });
});

async function textOf(...pieces: (readonly BatchRecipient[])[]): Promise<string> {
  return new TextDecoder().decode((await buildBody(SENDER, pieces)).bytes);
}

function writeAtOnce(recipients: readonly BatchRecipient[]): string {
  const [text, ...others] = new Set(recipients.map((recipient) => recipient.text));
  const isShared = text !== undefined && others.length === 0;
  const messages = recipients.map((one) => ({ to: [one.phone], ...(isShared ? {} : { text: one.text }) }));
  return JSON.stringify({ from: SENDER, ...(isShared ? { text } : {}), messages });
}
