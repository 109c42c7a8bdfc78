import { describe, expect, it } from 'vitest';
import { isReplyTo, KEYWORDS, readKeyword, type RepliedTo } from '../../../src/core/reply.ts';

describe('the keyword of a reply', () => {
  it('is each of the documented words, in any case and with any marks around it', () => {
    for (const [wish, words] of Object.entries(KEYWORDS)) {
      for (const word of words) {
        expect(readKeyword(word.toLowerCase())).toEqual({ word, wish });
        expect(readKeyword(` “${word}”!! `)).toEqual({ word, wish });
      }
    }
  });

  it('covers what RingCentral itself acts on', () => {
    expect(KEYWORDS['opt-out']).toEqual(
      expect.arrayContaining(['STOP', 'UNSUBSCRIBE', 'QUIT', 'CANCEL', 'END']),
    );
    expect(KEYWORDS['opt-in']).toEqual(
      expect.arrayContaining(['START', 'SUBSCRIBE', 'RESUME', 'CONTINUE', 'UNSTOP']),
    );
  });

  it.each(['please stop', 'STOPS', 'don’t stop', '', '!!!', 'constructor', 'STOP\nbut call me'])(
    'is not found in %j: a person reads that',
    (text) => {
      expect(readKeyword(text)).toBeNull();
    },
  );
});

const RECIPIENT: RepliedTo = {
  ...{ phone: 14155550101, from: '+16505550100', batch: 1, line: 2, values: [] },
  offeredAt: 1_000_000_000,
};
const REPLY = { from: '+14155550101', to: '+16505550100', createdAt: RECIPIENT.offeredAt + 1 };

describe('a reply to a recipient’s text', () => {
  it('comes from that number to the one that texted it, also where the provider leaves out the plus', () => {
    expect(isReplyTo(RECIPIENT, REPLY)).toBe(true);
    expect(isReplyTo(RECIPIENT, { ...REPLY, from: '14155550101', to: '16505550100' })).toBe(true);
  });

  it.each([
    ['another person', { from: '+14155550102' }],
    ['to another of our numbers', { to: '+18005550100' }],
    ['without a number', { from: null }],
    ['from before the text', { createdAt: RECIPIENT.offeredAt - 3_600_000 }],
  ])('is not one %s', (_, change) => {
    expect(isReplyTo(RECIPIENT, { ...REPLY, ...change })).toBe(false);
  });

  it('may be a little older than the text: two clocks tell of them', () => {
    expect(isReplyTo(RECIPIENT, { ...REPLY, createdAt: RECIPIENT.offeredAt - 30_000 })).toBe(true);
  });
});
