import { describe, expect, it } from 'vitest';
import { toAccount } from '../../../src/run/account.ts';

const identity = { server: 'https://platform.ringcentral.com', ownerId: '42', scopes: [], tokenExpiresAt: 0 };

describe('the account of a run', () => {
  it('is the extension and the server where it texts for real', () => {
    expect(toAccount({ world: 'live' }, identity)).toBe('42 at https://platform.ringcentral.com');
  });

  it.each(['sandbox', 'loopback'] as const)('is the extension in a %s world, whose port changes', (world) => {
    expect(toAccount({ world }, identity)).toBe('42');
    expect(toAccount({ world }, { ...identity, server: 'http://127.0.0.1:1' })).toBe('42');
  });

  it('is one word even where the provider names nobody', () => {
    expect(toAccount({ world: 'sandbox' }, { ...identity, ownerId: null })).toBe('unknown');
  });
});
