import type { Draw } from './draw.ts';

const SUBMIT = 'POST /a2p-sms/batches';
/** Longer than the request timeout of a life, shorter than its grace: the provider takes the batch when nobody waits. */
const LATE = '1400ms';

/** Leaves time for a kill between the provider's taking a batch and its saying so. */
export const SLOW_ANSWER = `${SUBMIT}: delay 400ms after`;

const SUBMIT_FAULTS = [
  'drop-before',
  'drop-after',
  'hang-before',
  'hang-after',
  'status 503 before',
  'status 500 after',
  'status 502 after',
  'status 408 before',
  'status 409 after',
  'truncate',
  'garbage',
  'no-id',
  'redirect 307',
  `delay ${LATE} before`,
  `delay ${LATE} before`,
  `delay ${LATE} after`,
  'throttle 1',
  'expire-token',
] as const;

const LIST_FAULTS = ['status 503', 'drop-before', 'garbage', 'truncate', 'loop same', 'throttle 1'] as const;
/** In the world's time, which runs so much faster: about 0.4 s. */
const LAG = 'lag 6h';

/** Draws what goes wrong: one fault or more on about half of the submits, and often something with the lists. */
export function drawFaults(draw: Draw): string[] {
  const faults = Array.from(
    { length: draw.integer(1, 3) },
    () => `${SUBMIT}: ${draw.pick(SUBMIT_FAULTS)} ${draw.pick(['x1', 'x2', '0.25', '0.35'])}`,
  );
  for (const list of ['/a2p-sms/messages', '/a2p-sms/batches']) {
    if (draw.isHit(0.35)) faults.push(`GET ${list}: ${draw.pick(LIST_FAULTS)} ${draw.pick(['x1', '0.2'])}`);
    if (draw.isHit(0.3)) faults.push(`GET ${list}: ${LAG} ${draw.pick(['x3', '0.5'])}`);
  }
  return [...new Set(faults)];
}
