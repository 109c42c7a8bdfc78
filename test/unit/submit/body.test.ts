import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { buildBody } from '../../../src/submit/body.ts';
import { aRecipient, SENDER } from '../../fakes/records.ts';

describe('the body of a submit', () => {
  it('writes a text that all share once, and the recipients in the order of their positions', () => {
    expect(textOf([aRecipient(1), aRecipient(2)])).toBe(
      '{"from":"+16505550100","text":"Hello","messages":[{"to":["+14155550001"]},{"to":["+14155550002"]}]}',
    );
  });

  it('writes each text where they differ', () => {
    expect(textOf([aRecipient(1, { text: 'Hi Ann' }), aRecipient(2, { text: 'Hi Bob' })])).toBe(
      '{"from":"+16505550100","messages":[{"to":["+14155550001"],"text":"Hi Ann"},{"to":["+14155550002"],"text":"Hi Bob"}]}',
    );
  });

  it('takes one recipient’s text for shared', () => {
    expect(textOf([aRecipient(1)])).toBe(
      '{"from":"+16505550100","text":"Hello","messages":[{"to":["+14155550001"]}]}',
    );
  });

  it.each([
    ['quotes and backslashes', 'say "hi" \\ bye', '"say \\"hi\\" \\\\ bye"'],
    ['line breaks', 'one\ntwo', '"one\\ntwo"'],
    ['letters beyond ASCII, as UTF-8', 'Grüße 👋', '"Grüße 👋"'],
    ['half of a surrogate pair, as an escape', 'a\ud83d', '"a\\ud83d"'],
  ])('escapes %s', (_, text, expected) => {
    const written = textOf([aRecipient(1, { text })]);
    expect(written).toContain(`"text":${expected},"messages"`);
    expect((JSON.parse(written) as { text: string }).text).toBe(text);
  });

  it('is hashed as it goes over the wire', () => {
    const { bytes, sha256 } = buildBody(SENDER, [aRecipient(1, { text: 'Grüße' })]);
    expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('is the same bytes for the same batch, and others for another sender, text or order', () => {
    const pair = [aRecipient(1), aRecipient(2)];
    const { sha256 } = buildBody(SENDER, pair);
    expect(buildBody(SENDER, [aRecipient(1), aRecipient(2)]).sha256).toBe(sha256);
    expect(buildBody('+16505550101', pair).sha256).not.toBe(sha256);
    expect(buildBody(SENDER, [...pair].reverse()).sha256).not.toBe(sha256);
    expect(buildBody(SENDER, [aRecipient(1), aRecipient(2, { text: 'Bye' })]).sha256).not.toBe(sha256);
  });
});

function textOf(recipients: Parameters<typeof buildBody>[1]): string {
  return new TextDecoder().decode(buildBody(SENDER, recipients).bytes);
}
