import type { OptOutEditor, OptOutEntry } from '../../src/core/opt-out.ts';
import type { Consent } from '../../src/core/provider.ts';
import type { World } from '../../src/core/run.ts';
import { anOptOut } from './records.ts';

/** By hand, about all of our numbers, in any world, unless a test says otherwise. */
export function anEntry(phone: number, more: Partial<OptOutEntry> = {}): OptOutEntry {
  return { phone, from: 0, world: 'any', source: 'manual', ...more };
}

/** The provider's record of somebody who told one of our numbers. */
export function saidBy(phone: number, more: Partial<Consent> = {}): Consent {
  return anOptOut(`+${phone}`, more);
}

/** A reading of the provider's whole list, page by page. Returns how many were new. */
export async function readWhole(
  ledger: OptOutEditor,
  pages: readonly (readonly Consent[])[],
  at: number,
  world: World = 'loopback',
): Promise<number> {
  let added = 0;
  for (const page of pages) added += await ledger.recordOptOuts(world, page, at, false);
  return added + (await ledger.recordOptOuts(world, [], at, true));
}

/** The numbers on the list of a world. */
export async function listedIn(ledger: OptOutEditor, world: World | 'any' = 'any'): Promise<number[]> {
  const phones: number[] = [];
  for await (const chunk of ledger.optOuts(world)) phones.push(...chunk.map(({ phone }) => phone));
  return phones;
}
