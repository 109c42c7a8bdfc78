import { describe, expect, it } from 'vitest';
import { ProviderError, type ProviderFailure } from '../../../src/core/error.ts';
import { afterError, afterSuccess, afterVerdict, HEALTHY, type Health } from '../../../src/run/health.ts';
import { judge } from '../../../src/submit/verdict.ts';
import { MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aRemoteBatch, aReply } from '../../fakes/records.ts';

const accepted = judge(aReply(201, { batch: aRemoteBatch() }));

describe('after a failed read', () => {
  it.each<[ProviderFailure, Partial<Health>]>([
    ['unauthorized', { refusal: 'words', retryAt: null }],
    ['forbidden', { refusal: 'words', retryAt: null }],
    ['refused', { refusal: null, retryAt: T0 + 2 * SECOND, unreachableSince: T0, failures: 1 }],
    ['rate-limited', { refusal: null, retryAt: null, unreachableSince: null, limitedSince: T0 }],
    ['unreachable', { refusal: null, retryAt: T0 + 2 * SECOND, unreachableSince: T0, failures: 1 }],
    ['unreadable', { refusal: null, retryAt: T0 + 2 * SECOND, unreachableSince: T0, failures: 1 }],
  ])('that was %s', (failure, expected) => {
    expect(afterError(HEALTHY, errorOf(failure), T0)).toMatchObject({ ...expected, problem: 'words' });
  });

  it('the next try comes ever later, up to a minute, and the silence is counted from its beginning', () => {
    let health = HEALTHY;
    const pauses: number[] = [];
    for (let at = T0; pauses.length < 8; at += MINUTE) {
      health = afterError(health, errorOf('unreachable'), at);
      pauses.push(((health.retryAt ?? 0) - at) / SECOND);
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(health.unreachableSince).toBe(T0);
  });

  it('anything that works ends the silence', () => {
    const failed = afterError(HEALTHY, errorOf('unreachable'), T0);
    expect(afterSuccess(failed)).toEqual(HEALTHY);
    expect(afterVerdict(failed, accepted, T0)).toEqual({ ...HEALTHY, hasAccepted: true });
  });
});

describe('after an offer', () => {
  it('that never connected the provider counts as unreachable', () => {
    const health = afterVerdict(HEALTHY, judge({ kind: 'not-sent', reason: 'ECONNREFUSED' }), T0);
    expect(health).toMatchObject({ unreachableSince: T0, retryAt: T0 + 2 * SECOND, problem: 'ECONNREFUSED' });
  });

  it.each([429, 503, 201])('answered %d nothing is stopped', (status) => {
    const health = afterVerdict(HEALTHY, judge(aReply(status)), T0);
    expect(health).toMatchObject({ refusal: null, retryAt: null, unreachableSince: null });
  });

  it('answered 401 once a token may have run out; twice in a row it is a refusal', () => {
    const once = afterVerdict(HEALTHY, judge(aReply(401)), T0);
    expect(once.refusal).toBeNull();
    expect(afterVerdict(once, judge(aReply(401)), T0).refusal).toBe('HTTP 401');
    expect(afterVerdict(afterSuccess(once), judge(aReply(401)), T0).refusal).toBeNull();
  });

  it.each([403, 404, 405])('answered %d it is a refusal at once', (status) => {
    expect(afterVerdict(HEALTHY, judge(aReply(status)), T0).refusal).toBe(`HTTP ${status}`);
  });

  it('refused for its content stops the run when it is the first, or the second in a row', () => {
    const refused = judge(aReply(400));
    expect(afterVerdict(HEALTHY, refused, T0).refusal).toBe('HTTP 400');
    const one = afterVerdict(afterVerdict(HEALTHY, accepted, T0), refused, T0);
    expect(one.refusal).toBeNull();
    expect(afterVerdict(one, refused, T0).refusal).toBe('HTTP 400');
    const mended = afterVerdict(one, accepted, T0);
    expect(afterVerdict(mended, refused, T0).refusal).toBeNull();
  });
});

function errorOf(failure: ProviderFailure): ProviderError {
  return new ProviderError('words', { failure, call: 'GET /a2p-sms/batches' });
}
