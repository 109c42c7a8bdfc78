import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packedRows } from '../../../src/ledger/packed-rows.ts';
import { openSql, type Sql } from '../../../src/ledger/sql.ts';

type Row = readonly [place: number, whole: number | null, text: string | null];

let sql: Sql;

beforeEach(() => {
  sql = openSql(':memory:', {});
  sql.exec('CREATE TABLE thing (place INTEGER PRIMARY KEY, whole INTEGER, text TEXT) STRICT');
});

afterEach(() => {
  sql.close();
});

describe('rows that come as one JSON text', () => {
  it('are those that the driver gives one by one', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u001f', '\u007f', '\u2028', 'é', '👋', '\ud83d'),
      }),
    );
    const whole = fc.oneof(
      fc.maxSafeInteger(),
      fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
    );
    const row = fc.tuple(fc.maxSafeInteger(), fc.option(whole), fc.option(text));
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ([place]) => place, maxLength: 20 }), (rows) => {
        sql.run('DELETE FROM thing');
        for (const values of rows) sql.run('INSERT INTO thing VALUES (?, ?, ?)', ...values);
        const one = sql.rows<Row>('SELECT place, whole, text FROM thing ORDER BY place');
        expect(packedRows<Row>(sql, ['place', 'whole', 'text'], 'SELECT * FROM thing')).toEqual(one);
      }),
    );
  });

  it('have the JSON of a column with them, as it is stored', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0000', '[', '{', '1', 'é', '👋', '\ud83d') }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 20 }), (rows) => {
        sql.run('DELETE FROM thing');
        rows.forEach((cells, place) =>
          sql.run('INSERT INTO thing VALUES (?, 0, ?)', place, JSON.stringify(cells)),
        );
        const packed = packedRows<readonly [number, readonly string[]]>(
          sql,
          ['place', 'json(text)'],
          'SELECT * FROM thing',
        );
        expect(packed).toEqual(rows.map((cells, place) => [place, cells]));
      }),
    );
  });

  it('are in ascending order, whatever the query says', () => {
    for (const place of [3, 1, 20]) sql.run('INSERT INTO thing VALUES (?, NULL, NULL)', place);
    const rows = packedRows<[number]>(sql, ['place'], 'SELECT place FROM thing ORDER BY place DESC');
    expect(rows).toEqual([[1], [3], [20]]);
  });

  it('are none where the query finds none', () => {
    expect(packedRows<[number]>(sql, ['place'], 'SELECT place FROM thing WHERE place > ?', 5)).toEqual([]);
  });
});
