import { describe, expect, it } from 'vitest';
import { isSoundSqlite, openDatabase } from '../../../src/ledger/driver.ts';

describe('isSoundSqlite', () => {
  it.each([
    ['3.7.0', false],
    ['3.45.1', false],
    ['3.51.0', false],
    ['3.51.2', false],
    ['3.51.3', true],
    ['3.51.10', true],
    ['3.52.0', false],
    ['3.52.1', true],
    ['3.53.0', true],
    ['3.100.0', true],
    ['4.0.0', true],
    ['2.99.99', false],
    ['', false],
    ['unknown', false],
  ])('SQLite %s: %s', (version, isSound) => {
    expect(isSoundSqlite(version)).toBe(isSound);
  });

  it('holds for the SQLite in use', () => {
    const database = openDatabase(':memory:');
    const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    database.close();
    expect(isSoundSqlite(version)).toBe(true);
  });
});
