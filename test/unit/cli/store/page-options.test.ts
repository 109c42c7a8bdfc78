import { describe, expect, it } from 'vitest';
import { openReader } from '../../../../src/cli/store/argument-reader.ts';
import { readSize } from '../../../../src/cli/store/page-options.ts';

function sizeOf(flags: Record<string, string>, isOnePage = false) {
  return readSize(openReader({ _: [], $0: 'campaign', ...flags }), isOnePage);
}

describe('how much of a list a call asks for', () => {
  it('is what the provider gives, unless less is wanted', () => {
    expect(sizeOf({})).toEqual({ limit: null, page: {} });
    expect(sizeOf({ limit: '1000' })).toEqual({ limit: 1000, page: {} });
    expect(sizeOf({ limit: '20' })).toEqual({ limit: 20, page: { perPage: 20 } });
  });

  it('is what --per-page says before all', () => {
    expect(sizeOf({ limit: '20', 'per-page': '7' })).toEqual({ limit: 20, page: { perPage: 7 } });
  });

  it('does not move the pages of a list under the number of one', () => {
    expect(sizeOf({ limit: '20' }, true)).toEqual({ limit: 20, page: {} });
    expect(sizeOf({ limit: '20', 'per-page': '7' }, true)).toEqual({ limit: 20, page: { perPage: 7 } });
  });
});
