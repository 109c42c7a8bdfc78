import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseErrorBody } from '../../../src/ringcentral/error-body.ts';
import { parseJson } from '../../../src/ringcentral/json.ts';
import { parseAllowance, parsePenaltyMs } from '../../../src/ringcentral/rate-headers.ts';
import { parseTime } from '../../../src/ringcentral/time.ts';
import { cleanWords } from '../../../src/ringcentral/words.ts';

const SEED = 20_261_120;

describe('times', () => {
  it.each([
    ['2026-11-20T09:00:00Z', 0],
    ['2026-11-20T09:00:00.5Z', 500],
    ['2026-11-20T09:00:00.123Z', 123],
    ['2026-11-20T09:00:00.123999Z', 123],
    ['2026-11-20T09:00:00.999999999Z', 999],
    ['2026-11-20T10:00:00.001+01:00', 1],
    ['2026-11-20T04:00:00.001-0500', 1],
  ])('%s is read to the millisecond', (text, ms) => {
    expect(parseTime(text)).toBe(Date.UTC(2026, 10, 20, 9) + ms);
  });

  it.each(['', '2026-11-20', '2026-11-20T09:00:00', '2026-13-45T09:00:00Z', 1_795_000_000, null, undefined])(
    '%s is none',
    (value) => {
      expect(parseTime(value)).toBeNull();
    },
  );
});

describe('ids', () => {
  it(`survive in every digit, and nothing else changes (seed ${SEED})`, () => {
    const record = fc.record({ id: fc.bigInt({ min: 10n ** 15n, max: 2n ** 63n - 1n }), text: fc.string() });
    fc.assert(
      fc.property(record, ({ id, text }) => {
        const parsed = parseJson(
          `{"id":${id},"text":${JSON.stringify(text)},"records":[{"batchId": ${id} }]}`,
        );
        expect(parsed).toEqual({ id: String(id), text, records: [{ batchId: String(id) }] });
      }),
      { seed: SEED },
    );
  });
});

describe('rate headers', () => {
  it.each([
    [
      { 'x-rate-limit-limit': '50', 'x-rate-limit-window': '60' },
      { limit: 50, windowMs: 60_000 },
    ],
    [{ 'x-rate-limit-limit': '0', 'x-rate-limit-window': '60' }, null],
    [{ 'x-rate-limit-limit': '50' }, null],
    [{ 'x-rate-limit-limit': '-5', 'x-rate-limit-window': '60' }, null],
    [{ 'x-rate-limit-limit': '50', 'x-rate-limit-window': 'a minute' }, null],
    [{}, null],
  ])('%j are %j', (headers, allowance) => {
    expect(parseAllowance(headers)).toEqual(allowance);
  });

  it.each<[Record<string, string>, number]>([
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': '-3' }, 30_000],
    [{ 'retry-after': '2026' }, 2_026_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:05 GMT' }, 5000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 08:00:00 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:00 GMT', date: 'Fri, 20 Nov 2026 09:00:10 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 15:00:40 GMT', date: 'Fri, 20 Nov 2026 15:00:00 GMT' }, 40_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 03:00:40 GMT', date: 'Fri, 20 Nov 2026 03:00:00 GMT' }, 40_000],
    [{ 'retry-after': 'Fri, 20 Nov 2026 09:00:05 GMT', date: 'just now' }, 5000],
    [{ 'retry-after': 'in 2026' }, 30_000],
    [{ 'retry-after': '60, 60' }, 30_000],
    [{ 'retry-after': '1e3' }, 30_000],
    [{ 'retry-after': '' }, 30_000],
    [{ 'retry-after': '999999999' }, 86_400_000],
    [{ 'retry-after': 'Fri, 20 Nov 2099 09:00:00 GMT' }, 86_400_000],
    [{}, 30_000],
  ])('%j ask for %i ms of silence', (headers, penaltyMs) => {
    expect(parsePenaltyMs(headers, Date.UTC(2026, 10, 20, 9))).toBe(penaltyMs);
  });
});

describe("the provider's words", () => {
  it.each([
    ['to +14155550101 failed', 'to •••0101 failed'],
    ['(415) 555-0101 and 1.415.555.0102', '(•••0101 and •••0102'],
    ['Basic Y2xpZW50OnNlY3JldA==', '…'],
    ['see /x?phoneNumber=%2B14155550101&y=1 now', 'see /x now'],
    ['two\n lines', 'two lines'],
    ['CMN-101 at 503', 'CMN-101 at 503'],
  ])('%j are kept as %j', (text, clean) => {
    expect(cleanWords(text)).toBe(clean);
  });

  it('are cut when they are a page', () => {
    expect(cleanWords('word '.repeat(500)).length).toBeLessThan(310);
  });

  it(`never break the reader, whatever they are (seed ${SEED})`, () => {
    const anything = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(anything, (text) => {
        const { errorCode, message } = parseErrorBody(text);
        expect([errorCode, message].every((part) => part === null || part !== '')).toBe(true);
      }),
      { seed: SEED },
    );
  });
});
