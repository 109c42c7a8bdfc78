import type { World } from '../core/run.ts';

/** How many times faster than on RingCentral time runs in the embedded sandbox: a trial ends within a minute. */
export const SANDBOX_SPEED = 60;

/** How many times faster than its senders' rates a world drains; what runs on a loopback address is not known. */
export function speedOf(world: World): number {
  return world === 'sandbox' ? SANDBOX_SPEED : 1;
}
