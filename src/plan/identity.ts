import { createHash } from 'node:crypto';
import type { FrozenTemplate, RecipientColumns } from '../core/recipient.ts';
import type { World } from '../core/run.ts';
import { gatherRecords } from './record-bytes.ts';

/** Everything but the recipients that makes a run the run it is. */
export interface Identity {
  readonly campaign: string;
  readonly world: World;
  readonly template: FrozenTemplate;
  readonly senders: readonly string[];
  readonly runKey: string | null;
  /** What else decides who is texted, each with its value: `exclude`, `minDaysBetween` … Empty where nothing does. */
  readonly selection: Readonly<Record<string, unknown>>;
}

/** Takes recipients in the order of the file and ends in the run's name. */
export interface Naming {
  add(columns: RecipientColumns): void;
  /** NAME- and the first ten hex digits of the SHA-256. */
  name(): string;
}

const DIGITS = 10;

/**
 * Names a run by what it sends: numbers, texts, senders, what it excludes, `--run-key`, and the world it goes to. How it
 * is cut into batches, priced or watched is left out, and so is who has opted out or was texted of late: none of that
 * may make the same campaign a new one.
 */
export function nameRun(identity: Identity): Naming {
  const hash = createHash('sha256');
  const { world, template, senders, runKey, selection } = identity;
  const head = { version: 1, world, template: template.pieces, senders, runKey };
  // A selection of nothing is left out: the run of a plain file keeps the name that it always had.
  const isPlain = Object.keys(selection).length === 0;
  hash.update(JSON.stringify(isPlain ? head : { ...head, selection }));
  const records = gatherRecords((bytes) => hash.update(bytes));
  return {
    add({ phone, values, text }) {
      for (let index = 0; index < phone.length; index++) {
        records.number(phone[index] ?? 0);
        records.text(values[index] ?? '');
        records.text(text[index] ?? '');
      }
      records.flush();
    },
    name: () => `${identity.campaign}-${hash.copy().digest('hex').slice(0, DIGITS)}`,
  };
}

/** SHA-256 of the settings that decide how a file is read: with the file's own hash it finds a run without planning. */
export function hashSettings(settings: Readonly<Record<string, unknown>>): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
