import { describe, expect, it } from 'vitest';
import type { RecipientColumns } from '../../../src/core/recipient.ts';
import { hashSettings, nameRun, type Identity } from '../../../src/plan/identity.ts';
import { phones, toColumns } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';

const IDENTITY: Identity = {
  campaign: 'spring',
  world: 'live',
  template: { pieces: ['Hi ', '!'] },
  senders: [SENDER],
  runKey: null,
  selection: {},
};
const ROWS: RecipientColumns = { ...toColumns({ phones: phones(3) }), values: ['Ann', 'Bob', null] };

describe('the name of a run', () => {
  it('is the campaign’s with ten hex digits', () => {
    expect(nameOf()).toMatch(/^spring-[0-9a-f]{10}$/);
  });

  it('is the same for the same recipients, texts and senders', () => {
    expect(nameOf()).toBe(nameOf());
  });

  it('does not depend on how the file was cut into chunks, nor on where a row stands in the file', () => {
    const naming = nameRun(IDENTITY);
    naming.add(slice(0, 1));
    naming.add(slice(1, 1));
    naming.add(slice(1, 3));
    expect(naming.name()).toBe(nameOf());
    expect(nameOf({}, { line: [20, 30, 40], segments: [9, 9, 9] })).toBe(nameOf());
  });

  it('can be asked for more than once', () => {
    const naming = nameRun(IDENTITY);
    naming.add(ROWS);
    expect(naming.name()).toBe(naming.name());
  });

  it.each<[string, Partial<Identity>, Partial<RecipientColumns>]>([
    ['a number', {}, { phone: [...phones(2), 14_155_550_009] }],
    ['the order of two rows', {}, { phone: phones(3).reverse() }],
    ['a value', {}, { values: ['Ann', 'Bill', null] }],
    ['a value that moves to the next row', {}, { values: ['Ann', null, 'Bob'] }],
    ['a text of a row’s own', {}, { text: [null, null, 'Hello'] }],
    ['a text in place of a value', {}, { values: ['Ann', 'Bob', 'x'], text: [null, null, null] }],
    ['the template', { template: { pieces: ['Hi ', '.'] } }, {}],
    ['where the template is cut', { template: { pieces: ['Hi', ' !'] } }, {}],
    ['the sender', { senders: [OTHER_SENDER] }, {}],
    ['another sender in the pool', { senders: [SENDER, OTHER_SENDER] }, {}],
    ['the run key', { runKey: '2026-11-20' }, {}],
    ['an empty run key', { runKey: '' }, {}],
    ['the world', { world: 'sandbox' }, {}],
    ['the campaign', { campaign: 'summer' }, {}],
  ])('is another with another: %s', (_, identity, rows) => {
    expect(nameOf(identity, rows)).not.toBe(nameOf());
  });

  it('is the one that earlier versions gave: another would text everybody of an old run again', () => {
    const rows = { ...ROWS, values: ['Ann', 'José\u001f👋', null], text: [null, null, '“Hello”'] };
    expect(
      nameOf({ senders: ['+18335550100'] }, { ...rows, phone: [14_155_550_100, 14_155_550_101, 12] }),
    ).toBe('spring-1fc55d9e5b');
  });

  it('is another with a row more', () => {
    const naming = nameRun(IDENTITY);
    naming.add(ROWS);
    naming.add(toColumns({ phones: phones(1, 50) }));
    expect(naming.name()).not.toBe(nameOf());
  });
});

describe('the hash of settings', () => {
  it('does not depend on their order, and says every change', () => {
    expect(hashSettings({ a: 1, b: [2] })).toBe(hashSettings({ b: [2], a: 1 }));
    expect(hashSettings({ a: 1, b: [2] })).not.toBe(hashSettings({ a: 1, b: [3] }));
    expect(hashSettings({ a: 1 })).not.toBe(hashSettings({ a: '1' }));
  });
});

function nameOf(identity: Partial<Identity> = {}, rows: Partial<RecipientColumns> = {}): string {
  const naming = nameRun({ ...IDENTITY, ...identity });
  naming.add({ ...ROWS, ...rows });
  return naming.name();
}

function slice(from: number, to: number): RecipientColumns {
  const { line, phone, country, values, text, segments } = ROWS;
  const part = <T>(column: readonly T[]): T[] => column.slice(from, to);
  return {
    line: part(line),
    phone: part(phone),
    country: part(country),
    values: part(values),
    text: part(text),
    segments: part(segments),
  };
}
