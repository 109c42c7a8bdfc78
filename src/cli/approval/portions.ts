import type { Problem } from '../../core/error.ts';
import { formatMoney } from '../../core/money.ts';
import type { PlannedBatch } from '../../core/ledger.ts';
import type { Portion } from './approval.ts';
import { differ } from './compare-terms.ts';

/** Batches summed up by sender, hours and price; how they are cut may depend on what the provider allows by then. */
export function toPortions(batches: readonly PlannedBatch[]): Portion[] {
  const portions = new Map<string, Portion>();
  for (const { from, window, price, recipients, segments } of batches) {
    const portion = { from, window, price: formatMoney(price), recipients, segments };
    const before = portions.get(keyOf(portion)) ?? NOBODY;
    portions.set(keyOf(portion), {
      ...portion,
      recipients: recipients + before.recipients,
      segments: segments + before.segments,
    });
  }
  return [...portions.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Who goes from which number, when, and for how much. `isFewerAllowed`: somebody opted out, which may only take away. */
export function comparePortions(
  plan: readonly Portion[],
  now: readonly Portion[],
  isFewerAllowed: boolean,
): Problem[] {
  const before = new Map(plan.map((portion) => [keyOf(portion), portion]));
  const after = new Map(now.map((portion) => [keyOf(portion), portion]));
  return [...new Map([...before, ...after])].flatMap(([key, { from, window, price }]) => {
    const was = before.get(key) ?? NOBODY;
    const is = after.get(key) ?? NOBODY;
    if (isFewerAllowed && is.recipients <= was.recipients && is.segments <= was.segments) return [];
    const hours = window === '' ? 'at any time' : window;
    return differ(`from ${from}, ${hours}, at ${price} a segment`, tellSize(was), tellSize(is));
  });
}

type Size = Pick<Portion, 'recipients' | 'segments'>;

const NOBODY: Size = { recipients: 0, segments: 0 };

function keyOf({ from, window, price }: Pick<Portion, 'from' | 'window' | 'price'>): string {
  return `${from} ${price} ${window}`;
}

function tellSize({ recipients, segments }: Size): string {
  return `${recipients} recipients with ${segments} segments`;
}
