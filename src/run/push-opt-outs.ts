import type { Clock } from '../core/clock.ts';
import type { OptOutEditor } from '../core/opt-out.ts';
import type { Provider } from '../core/provider.ts';
import { formatPhone } from '../core/recipient.ts';
import type { World } from '../core/run.ts';

export interface PushPorts {
  readonly ledger: Pick<OptOutEditor, 'untoldOptOuts' | 'addOptOuts'>;
  readonly provider: Pick<Provider, 'addOptOuts'>;
  readonly clock: Clock;
}

/** What came of telling the provider about one of our numbers. */
export interface PushOutcome {
  /** Our number, E.164. */
  readonly from: string;
  readonly told: number;
  /** What the provider refused, each with its reason. */
  readonly failed: readonly { readonly phone: string; readonly reason: string }[];
}

/**
 * Tells the provider of the opt-outs that it doesn't have for one of our numbers, at most 1000 a call. What it took is
 * noted call by call, so that a later push goes on where this one ended; what it refused is offered again by the next.
 *
 * @param who in whose name, for the log
 * @throws ProviderError when a call fails as a whole
 */
export async function pushOptOuts(
  { ledger, provider, clock }: PushPorts,
  world: World,
  from: string,
  who: string,
): Promise<PushOutcome> {
  const sender = Number(from.slice(1));
  const failed: PushOutcome['failed'][number][] = [];
  let told = 0;
  for await (const chunk of ledger.untoldOptOuts(world, sender)) {
    const sourceOf = new Map(chunk.map(({ phone, source }) => [formatPhone(phone), source]));
    const result = await provider.addOptOuts(from, [...sourceOf.keys()]);
    const entries = result.done.map((phone) => ({
      phone: Number(phone.slice(1)),
      from: sender,
      world,
      source: sourceOf.get(phone) ?? 'manual',
      isSeen: true,
    }));
    await ledger.addOptOuts(entries, { at: clock.now(), who });
    told += entries.length;
    failed.push(...result.failed.map(({ to, reason }) => ({ phone: to, reason })));
  }
  return { from, told, failed };
}
