import { describe, expect, it } from 'vitest';
import type { BadNumber, Contact, HistoryLedger } from '../../../src/core/history.ts';
import type { OptOut } from '../../../src/core/opt-out.ts';
import { hashText } from '../../../src/core/text-hash.ts';
import { openScreen, type ScreeningRules } from '../../../src/run/screening.ts';
import { DAY, HOUR, T0 } from '../../fakes/clock.ts';
import { phones, toColumns } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';

const [ONE = 0, TWO = 0, THREE = 0] = phones(3);
const COLUMNS = toColumns({ phones: [ONE, TWO, THREE] });
const TEXT = 'Hello';

interface Past {
  readonly optOuts?: readonly Partial<OptOut>[];
  readonly contacts?: readonly Partial<Contact>[];
  readonly bad?: readonly BadNumber[];
}

function historyOf({ optOuts = [], contacts = [], bad = [] }: Past): HistoryLedger {
  const whole = contacts.map((contact) => ({
    ...{ phone: ONE, textHash: hashText(TEXT), from: SENDER, campaign: 'winter', run: 'winter-1', at: T0 },
    ...contact,
  }));
  const listed = optOuts.map((entry) => ({
    ...{ phone: ONE, from: 0, world: 'any' as const, source: 'manual', at: T0, seenAt: null },
    ...entry,
  }));
  return {
    optOuts: () => inChunks(listed),
    optOutsReadAt: () => Promise.resolve(null),
    badNumbers: () => inChunks(bad),
    hasContacts: () => Promise.resolve(whole.length > 0),
    contactsOf: (_, asked) => Promise.resolve(whole.filter(({ phone }) => asked.includes(phone))),
    phonesOf: () => inChunks([]),
    recipientsAmong: () => Promise.resolve([]),
    failedRecipients: () => inChunks([]),
  };
}

async function* inChunks<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (const item of items) yield await Promise.resolve([item]);
}

const RULES: ScreeningRules = {
  world: 'loopback',
  campaign: 'spring',
  runKey: null,
  template: { pieces: [TEXT] },
  optOutScope: 'all',
  exclusions: [],
  minDaysBetween: null,
  repeatGuardMs: 7 * DAY,
  senders: [SENDER, OTHER_SENDER],
};

async function codesOf(past: Past, rules: Partial<ScreeningRules> = {}, now = T0 + DAY) {
  const screen = await openScreen(historyOf(past), { ...RULES, ...rules }, now);
  const { refusals } = await screen.look(COLUMNS);
  return COLUMNS.phone.map(
    (phone, index) => (screen.optOutOf(phone, SENDER) ?? refusals.get(index))?.code ?? null,
  );
}

describe('screening recipients', () => {
  it('lets everybody through of whom nothing is known', async () => {
    expect(await codesOf({})).toEqual([null, null, null]);
  });

  it('knows who has opted out, of any sender or of one', async () => {
    const heard = { phone: TWO, from: Number(OTHER_SENDER.slice(1)) };
    expect(await codesOf({ optOuts: [{}, heard] })).toEqual(['opted-out', 'opted-out', null]);
    const scope = { optOutScope: 'sender' } as const;
    expect(await codesOf({ optOuts: [{}, heard] }, scope)).toEqual(['opted-out', null, null]);
    const both = [heard, { ...heard, from: Number(SENDER.slice(1)) }];
    expect(await codesOf({ optOuts: both }, scope)).toEqual([null, 'opted-out', null]);
    const elsewhere = { phone: THREE, from: 16_505_559_999 };
    expect(await codesOf({ optOuts: [elsewhere] }, scope)).toEqual([null, null, null]);
  });

  it('leaves out whom a list excludes, and says which', async () => {
    const exclusions = [
      { reason: 'in a.csv', phones: inChunks([ONE]) },
      { reason: 'in b.csv', phones: inChunks([ONE, THREE]) },
    ];
    const screen = await openScreen(historyOf({}), { ...RULES, exclusions }, T0);
    const { refusals } = await screen.look(COLUMNS);
    expect([...refusals.values()].map(({ code, reason }) => [code, reason])).toEqual([
      ['excluded', 'in a.csv'],
      ['excluded', 'in b.csv'],
    ]);
  });

  it.each<[string, Partial<Contact>, Partial<ScreeningRules>, number, string | null]>([
    ['the same text a day ago', {}, {}, DAY, 'contacted-recently'],
    ['the same text, to the second of the guard', {}, {}, 7 * DAY, null],
    ['the same text, with the guard off', {}, { repeatGuardMs: null }, DAY, null],
    ['another text', { textHash: 5 }, {}, DAY, null],
    [
      'another text, and a number of days between',
      { textHash: 5 },
      { minDaysBetween: 2 },
      DAY,
      'contacted-recently',
    ],
    ['any text, when these days are over', { textHash: 5 }, { minDaysBetween: 2 }, 2 * DAY, null],
    [
      'the same text of this campaign, with a key of its own',
      { campaign: 'spring' },
      { runKey: 'may' },
      DAY,
      null,
    ],
    [
      'the same text of another campaign, in spite of a key',
      {},
      { runKey: 'may' },
      HOUR,
      'contacted-recently',
    ],
  ])('of someone who got %s', async (_, contact, rules, later, expected) => {
    expect(await codesOf({ contacts: [contact] }, rules, T0 + later)).toEqual([expected, null, null]);
  });

  it('looks at each text that somebody got, not only at the last', async () => {
    const contacts = [{ at: T0 }, { at: T0 + HOUR, textHash: 5 }];
    expect((await codesOf({ contacts }))[0]).toBe('contacted-recently');
  });

  it('remembers the sender that somebody had last', async () => {
    const contacts = [{ at: T0 - 90 * DAY }, { at: T0 - 80 * DAY, from: OTHER_SENDER }];
    const screen = await openScreen(historyOf({ contacts }), RULES, T0);
    expect([...(await screen.look(COLUMNS)).senders]).toEqual([[0, OTHER_SENDER]]);
  });

  it('tells of numbers that failed before, and texts them all the same', async () => {
    const bad = [{ phone: TWO, code: 'SMS-UP-410', at: T0 }];
    const screen = await openScreen(historyOf({ bad }), RULES, T0);
    expect((await screen.look(COLUMNS)).refusals.size).toBe(0);
    expect(screen.badNumbers()).toEqual({ count: 1, first: [{ line: 3, code: 'SMS-UP-410' }] });
  });
});
