import { describe, expect, it } from 'vitest';
import { SMS_CODES } from '../../../src/core/sms-code.ts';
import { readTable } from './markdown.ts';

describe('the error codes of messages', () => {
  it('stand in docs/sms-codes.md as the program understands them', () => {
    const told = readTable('docs/sms-codes.md', ['code', 'meaning', 'class', 'final', 'again', 'source']);
    expect(told).toEqual(
      SMS_CODES.map((entry) => ({
        code: entry.code,
        meaning: entry.meaning,
        class: entry.class,
        final: entry.isFinal ? 'yes' : 'no',
        again: entry.mayRetry,
        source: entry.source,
      })),
    );
  });
});
