import { afterEach, describe, expect, it, vi } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { parseServerUrl } from '../../../src/ringcentral/server-url.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('a server URL', () => {
  it.each([
    ['https://platform.ringcentral.com', 'https://platform.ringcentral.com'],
    [' https://Platform.RingCentral.com/ ', 'https://platform.ringcentral.com'],
    ['https://host.example:8443', 'https://host.example:8443'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://127.8.9.1', 'http://127.8.9.1'],
    ['http://localhost:3000/', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s is taken as %s', (text, origin) => {
    expect(parseServerUrl(text, 'RC_SERVER_URL')).toBe(origin);
  });

  it.each([
    '',
    'platform.ringcentral.com',
    'http://platform.ringcentral.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://[::2]',
    'http://10.0.0.1',
    'ftp://127.0.0.1',
    'https://user:secret@platform.ringcentral.com',
    'https://user@platform.ringcentral.com',
    'https://platform.ringcentral.com/restapi/v1.0',
    'https://platform.ringcentral.com?x=1',
  ])('%s is refused, with its source and without being repeated', (text) => {
    const parse = () => parseServerUrl(text, 'RC_SERVER_URL (.env)');
    expect(parse).toThrow(InputError);
    expect(parse).toThrow(/^RC_SERVER_URL \(\.env\): the server URL .*https:\/\/platform\.ringcentral\.com/);
    expect(parse).not.toThrow(/secret/);
  });

  it('over TLS is refused while certificates are not checked', () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    expect(() => parseServerUrl('https://platform.ringcentral.com', 'x')).toThrow(
      /NODE_TLS_REJECT_UNAUTHORIZED/,
    );
    expect(parseServerUrl('http://127.0.0.1:1', 'x')).toBe('http://127.0.0.1:1');
  });
});
