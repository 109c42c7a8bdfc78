import type { ErrorCounts } from '../core/pacing.ts';
import { maskPhone } from '../core/recipient.ts';
import type { Alarm } from '../core/run.ts';
import { toSmsCode } from '../core/sms-code.ts';

/** Fewer messages blocked as spam than this say nothing of the campaign. */
const LEAST_SPAM = 10;

/**
 * Whether what came of the messages so far must stop the run: a code that says that the sender itself is refused, once;
 * or more messages blocked as spam than a run may have.
 */
export function findAlarm(counts: ReadonlyMap<string, ErrorCounts>, maxSpamPercent: number): Alarm | null {
  for (const [from, { codes }] of counts) {
    const code = Object.keys(codes).find((one) => toSmsCode(one).class === 'sender');
    if (code === undefined) continue;
    const detail = `${maskPhone(from)}: ${codes[code] ?? 0} messages failed with ${code}, ${toSmsCode(code).meaning}`;
    return { reason: 'sender', detail };
  }
  for (const [from, { final, codes }] of counts) {
    const spam = Object.entries(codes).reduce(
      (sum, [code, n]) => (toSmsCode(code).isSpam ? sum + n : sum),
      0,
    );
    if (spam < LEAST_SPAM || spam * 100 <= maxSpamPercent * final) continue;
    const share = ((spam * 100) / final).toFixed(1);
    const detail = `${maskPhone(from)}: ${spam} of ${final} messages were blocked as spam (${share}%, allowed ${maxSpamPercent}%)`;
    return { reason: 'spam', detail };
  }
  return null;
}
