import { describe, expect, it } from 'vitest';
import { judge, type Verdict } from '../../../src/submit/verdict.ts';
import { aRemoteBatch, aReply } from '../../fakes/records.ts';

const TABLE = new Map<number, readonly [to: Verdict['to'], consequence: Verdict['consequence']]>([
  [400, ['refused', 'batch-refused']],
  [401, ['planned', 'unauthorized']],
  [403, ['refused', 'sender-refused']],
  [404, ['refused', 'sender-refused']],
  [405, ['refused', 'sender-refused']],
  [413, ['refused', 'batch-refused']],
  [415, ['refused', 'batch-refused']],
  [422, ['refused', 'batch-refused']],
  [429, ['planned', 'rate-limited']],
]);
const EVERY_STATUS = Array.from({ length: 400 }, (_, index) => 200 + index);

describe('the verdict on a reply', () => {
  it.each(EVERY_STATUS.filter((status) => status >= 300))('%d, with no batch in it', (status) => {
    const { to, consequence } = judge(aReply(status));
    expect([to, consequence]).toEqual(TABLE.get(status) ?? ['in_doubt', null]);
  });

  it('is the same with a batch in it: outside 2xx a body proves nothing', () => {
    for (const status of EVERY_STATUS.filter((one) => one >= 300)) {
      expect(judge(aReply(status, { batch: aRemoteBatch() })).to).toBe(judge(aReply(status)).to);
    }
  });

  it.each(EVERY_STATUS.filter((status) => status < 300))(
    '%d is accepted with a batch, in doubt without',
    (status) => {
      const rejected = [{ index: 1, to: '+14155550001', errorCode: 'X', description: null }];
      const batch = aRemoteBatch();
      expect(judge(aReply(status, { batch, rejected }))).toEqual({
        to: 'accepted',
        batch,
        rejected,
        consequence: null,
      });
      expect(judge(aReply(status, { rejected }))).toMatchObject({ to: 'in_doubt', consequence: null });
    },
  );

  it('puts a batch back only where the provider certainly did not take it', () => {
    const back = EVERY_STATUS.filter((status) => judge(aReply(status)).to === 'planned');
    expect(back).toEqual([401, 429]);
  });

  it('carries the provider’s words and the request’s id to the operator', () => {
    const words = { errorCode: 'CMN-101', message: 'Parameter is invalid', requestId: 'abc' };
    expect(judge(aReply(400, words))).toMatchObject({
      reason: 'HTTP 400 CMN-101 Parameter is invalid, request abc',
    });
    expect(judge(aReply(502))).toMatchObject({ reason: 'HTTP 502' });
    expect(judge(aReply(201, { requestId: 'abc' }))).toMatchObject({
      reason: 'HTTP 201, request abc, without a readable batch id',
    });
  });
});

describe('the verdict without a reply', () => {
  it('is planned when no byte was written', () => {
    const reason = 'connect ECONNREFUSED';
    const expected = { to: 'planned', reason, consequence: 'unreachable' };
    expect(judge({ kind: 'not-sent', reason })).toEqual(expected);
  });

  it('is in doubt when some byte may have been', () => {
    const reason = 'socket hang up';
    expect(judge({ kind: 'no-reply', reason })).toEqual({ to: 'in_doubt', reason, consequence: null });
  });
});
