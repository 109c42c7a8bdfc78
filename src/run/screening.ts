import { isRepeat, isTooSoon, type ContactGuard } from '../core/contact-guard.ts';
import type { Contact, HistoryLedger } from '../core/history.ts';
import { formatPhone, textOf, type FrozenTemplate, type RecipientColumns } from '../core/recipient.ts';
import type { OptOutScope, World } from '../core/run.ts';
import { hashText } from '../core/text-hash.ts';
import { createNumberTable } from '../intake/number-table.ts';
import type { Refusal, Screen } from '../plan/screen.ts';

/** A list of numbers that are not to be texted, with the reason that its people are told. */
export interface Exclusion {
  readonly reason: string;
  readonly phones: AsyncIterable<readonly number[]>;
  /** Which of a chunk are on it: for a list that can be asked and not be read, beside `phones`. */
  readonly among?: (phones: readonly number[]) => Promise<readonly number[]>;
}

export interface ScreeningRules extends ContactGuard {
  readonly world: World;
  readonly campaign: string;
  readonly runKey: string | null;
  readonly template: FrozenTemplate;
  readonly optOutScope: OptOutScope;
  readonly exclusions: readonly Exclusion[];
  /** The senders of the plan, E.164. */
  readonly senders: readonly string[];
}

/**
 * Screens the recipients of a file by what earlier runs and the provider know of them. The lists are held in memory, about
 * 20 bytes a number; contacts are asked for chunk by chunk, and only where there are any.
 */
export async function openScreen(
  history: HistoryLedger,
  rules: ScreeningRules,
  now: number,
): Promise<Screening> {
  const optOutOf = await readOptOuts(history, rules);
  const exclude = await readExclusions(rules.exclusions);
  const hasContacts = await history.hasContacts(rules.world);
  const bad = await readBadNumbers(history, rules.world);
  const badNumbers: BadRows = { count: 0, first: [] };
  return {
    optOutOf,
    badNumbers: () => badNumbers,
    look: async (columns) => {
      const refusals = new Map<number, Refusal>();
      const senders = new Map<number, string>();
      for (const [index, refusal] of await exclude(columns.phone)) refusals.set(index, refusal);
      if (hasContacts) {
        for (const [index, contacts] of await findContacts(history, rules.world, columns)) {
          const [latest] = contacts;
          if (latest === undefined) continue;
          senders.set(index, latest.from);
          const refusal = judgeContacts(rules, contacts, latest, textAt(rules.template, columns, index), now);
          if (refusal !== null && !refusals.has(index)) refusals.set(index, refusal);
        }
      }
      countBad(columns, refusals, bad, badNumbers);
      return { refusals, senders };
    },
  };
}

/** Recipients at whose numbers a message failed for good before: they are texted, and a person should know. */
export interface BadRows {
  count: number;
  /** The first lines of the file with such a number, and the code that it failed with. */
  readonly first: { readonly line: number; readonly code: string }[];
}

export interface Screening extends Screen {
  badNumbers(): Readonly<BadRows>;
}

const BAD_SHOWN = 3;

async function readBadNumbers(history: HistoryLedger, world: World): Promise<ReadonlyMap<number, string>> {
  const codes = new Map<number, string>();
  for await (const chunk of history.badNumbers(world)) {
    for (const { phone, code } of chunk) codes.set(phone, code);
  }
  return codes;
}

function countBad(
  columns: RecipientColumns,
  refusals: ReadonlyMap<number, Refusal>,
  bad: ReadonlyMap<number, string>,
  into: BadRows,
): void {
  if (bad.size === 0) return;
  columns.phone.forEach((phone, index) => {
    const code = bad.get(phone);
    if (code === undefined || refusals.has(index)) return;
    into.count += 1;
    if (into.first.length < BAD_SHOWN) into.first.push({ line: columns.line[index] ?? 0, code });
  });
}

const OPTED_OUT: Refusal = {
  code: 'opted-out',
  reason: 'the number has opted out of texts: it is not texted again',
};

/** Up to 31 senders are told apart by a bit; more of them, and all, bind every sender. */
const ALL_SENDERS = 0xffff_ffff;
const MOST_SENDERS = 31;

async function readOptOuts(history: HistoryLedger, rules: ScreeningRules): Promise<Screen['optOutOf']> {
  const bitOf = new Map(rules.senders.slice(0, MOST_SENDERS).map((from, index) => [from, 2 ** index]));
  const isExact = rules.optOutScope === 'sender' && rules.senders.length <= MOST_SENDERS;
  const table = createNumberTable();
  const shared = new Map<number, number>();
  for await (const chunk of history.optOuts(rules.world)) {
    for (const { phone, from } of chunk) {
      const bits = isExact && from !== 0 ? (bitOf.get(formatPhone(from)) ?? 0) : ALL_SENDERS;
      if (bits === 0) continue;
      const before = table.add(phone, bits);
      // The table keeps the first entry: what a second sender adds is few, and kept beside it.
      if (before > 0) shared.set(phone, ((shared.get(phone) ?? before) | bits) >>> 0);
    }
  }
  if (table.size === 0) return () => null;
  return (phone, from) => {
    const bits = shared.get(phone) ?? table.lineOf(phone);
    if (bits === 0) return null;
    return bits === ALL_SENDERS || ((bitOf.get(from) ?? 0) & bits) !== 0 ? OPTED_OUT : null;
  };
}

type Exclude = (phones: readonly number[]) => Promise<ReadonlyMap<number, Refusal>>;

/** Whom the lists exclude, by index; the first list that has somebody gives the reason. */
async function readExclusions(exclusions: readonly Exclusion[]): Promise<Exclude> {
  const table = createNumberTable();
  for (const [index, { phones }] of exclusions.entries()) {
    for await (const chunk of phones) for (const phone of chunk) table.add(phone, index + 1);
  }
  if (table.size === 0 && exclusions.every(({ among }) => among === undefined)) {
    return () => Promise.resolve(new Map());
  }
  return async (phones) => {
    const listed = phones.map((phone) => table.lineOf(phone) || Infinity);
    for (const [order, { among }] of exclusions.entries()) {
      if (among === undefined) continue;
      const asked = new Set(await among(phones));
      phones.forEach((phone, index) => {
        if (asked.has(phone)) listed[index] = Math.min(listed[index] ?? Infinity, order + 1);
      });
    }
    const refusals = new Map<number, Refusal>();
    listed.forEach((order, index) => {
      const reason = exclusions[order - 1]?.reason;
      if (reason !== undefined) refusals.set(index, { code: 'excluded', reason });
    });
    return refusals;
  };
}

/** The contacts of each recipient that has any, newest first. */
async function findContacts(
  history: HistoryLedger,
  world: World,
  columns: RecipientColumns,
): Promise<Map<number, Contact[]>> {
  const contacts = await history.contactsOf(world, columns.phone);
  const indexOf = new Map<number, number>();
  if (contacts.length > 0) columns.phone.forEach((phone, index) => indexOf.set(phone, index));
  const found = new Map<number, Contact[]>();
  for (const contact of contacts) {
    const index = indexOf.get(contact.phone);
    if (index === undefined) continue;
    const known = found.get(index);
    if (known === undefined) found.set(index, [contact]);
    else known.push(contact);
  }
  for (const known of found.values()) if (known.length > 1) known.sort(newestFirst);
  return found;
}

/** The ledger gives contacts in no order, and another one after a purge: the same ones must give the same answer. */
function newestFirst(a: Contact, b: Contact): number {
  return b.at - a.at || (a.run < b.run ? 1 : -1);
}

/** Whether somebody was texted too short a while ago, or this very text. */
function judgeContacts(
  rules: ScreeningRules,
  contacts: readonly Contact[],
  latest: Contact,
  text: string,
  now: number,
): Refusal | null {
  const { repeatGuardMs, runKey, campaign } = rules;
  if (isTooSoon(rules, latest, now)) {
    const reason = `the number was texted ${toDay(latest.at)} by ${latest.run}, less than ${rules.minDaysBetween ?? 0} days ago`;
    return { code: 'contacted-recently', reason };
  }
  if (repeatGuardMs === null) return null;
  const hash = hashText(text);
  // A key of its own is how the same campaign is sent again on purpose.
  const isMeant = (contact: Contact): boolean => runKey !== null && contact.campaign === campaign;
  const twin = contacts.find((contact) => isRepeat(rules, contact, hash, now) && !isMeant(contact));
  if (twin === undefined) return null;
  const reason = `the number got this very text ${toDay(twin.at)} by ${twin.run}: to send it again all the same, say \`--repeat-guard off\``;
  return { code: 'contacted-recently', reason };
}

function textAt(template: FrozenTemplate, columns: RecipientColumns, index: number): string {
  return textOf(template, columns.values[index] ?? null, columns.text[index] ?? null);
}

function toDay(at: number): string {
  return `on ${new Date(at).toISOString().slice(0, 10)}`;
}
