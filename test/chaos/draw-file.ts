import type { ExpectedRow } from '../harness/messy-file.ts';
import { REJECTED_NUMBER } from '../harness/oracle.ts';
import type { Draw } from './draw.ts';

/** A recipients file of a few rows, and what each must come to. */
export interface DrawnFile {
  readonly csv: string;
  readonly rows: readonly ExpectedRow[];
  readonly optedOut: readonly string[];
}

export const TEMPLATE = 'Hi {{name}}, the doors open at nine.';

const NAMES = ['Ada', 'Zoe', 'Lee', 'Kim', 'Sam', 'Max'] as const;
const AREAS = [205, 206, 212, 213, 214, 303, 305, 312, 404, 415, 512, 602, 617, 702, 713, 804] as const;
/**
 * Numbers whose fate is their own, whatever batch they are in and whenever it is submitted (see docs/sandbox.md), so
 * that two runs of the same file can be compared.
 */
const ENDINGS = [
  '5550191',
  '5550192',
  '5550193',
  '5550194',
  '5550195',
  '5550196',
  '5550197',
  '5550199',
] as const;

/** The text that a number must get: every number has a name of its own choosing. */
export function textOf(phone: string): string {
  return TEMPLATE.replace('{{name}}', nameOf(phone));
}

/** Draws `count` rows: one in ten is bad, one in fifteen a duplicate, some have opted out, the provider refuses some. */
export function drawFile(draw: Draw, count: number): DrawnFile {
  const rows: ExpectedRow[] = [];
  const phones: string[] = [];
  const optedOut: string[] = [];
  let csv = 'phone,name\n';
  for (let index = 0; index < count; index += 1) {
    const row = drawRow(draw, index, phones);
    if (row.fate === 'recipient') phones.push(row.phone);
    if (row.fate === 'recipient' && draw.isHit(0.04)) optedOut.push(row.phone);
    rows.push({ line: index + 2, fate: row.fate, phone: row.phone });
    csv += `${row.cell},${row.name}\n`;
  }
  return { csv, rows, optedOut };
}

interface DrawnRow {
  readonly fate: string;
  readonly phone: string;
  readonly cell: string;
  readonly name: string;
}

function drawRow(draw: Draw, index: number, phones: readonly string[]): DrawnRow {
  const phone = drawPhone(draw, index);
  const name = nameOf(phone);
  // The first row is always good: a file without recipients is another story.
  if (index > 0 && draw.isHit(0.04)) return { fate: 'invalid-phone', phone: '', cell: '12345', name };
  if (index > 0 && draw.isHit(0.03)) return { fate: 'missing-phone', phone: '', cell: '', name };
  if (index > 0 && draw.isHit(0.03)) return { fate: 'missing-variable', phone: '', cell: phone, name: '' };
  const again = phones[draw.integer(0, Math.max(0, phones.length - 1))];
  if (again !== undefined && draw.isHit(0.07)) {
    return { fate: 'duplicate', phone: '', cell: again, name: nameOf(again) };
  }
  return { fate: 'recipient', phone, cell: phone, name };
}

/** A number of its own for each index. */
function drawPhone(draw: Draw, index: number): string {
  const area = AREAS[index % AREAS.length] ?? 205;
  const ending = ENDINGS[Math.floor(index / AREAS.length) % ENDINGS.length] ?? '5550199';
  const isRefused = index > 0 && index < AREAS.length && draw.isHit(0.05);
  return `+1${area}${isRefused ? REJECTED_NUMBER : shift(ending, index)}`;
}

/** So that the first rows have fates of every kind, too. */
function shift(ending: string, index: number): string {
  const at = ENDINGS.findIndex((one) => one === ending);
  return ENDINGS[(at + index) % ENDINGS.length] ?? ending;
}

function nameOf(phone: string): string {
  return NAMES[Number(phone.slice(1)) % NAMES.length] ?? 'Ada';
}
