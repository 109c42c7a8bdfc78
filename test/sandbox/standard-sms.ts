import { expect } from 'vitest';
import type { ReplyBody } from './reply-body.ts';
import { recipient, SMS, STANDARD, STORE, type TestSandbox } from './sandbox-client.ts';

/** A record of the store, whose ids are numbers. */
type StoredBody = Omit<ReplyBody, 'id'> & { readonly id: number };

/** Texts the n-th recipient from the standard number, a second before the next thing happens. */
export async function sendSms(world: TestSandbox, n: number, text = `Hello ${n}`): Promise<StoredBody> {
  const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(n) }], text };
  const { status, json } = await world.post(SMS, body);
  expect(status).toBe(200);
  world.advance(1000);
  return json as unknown as StoredBody;
}

/** The n-th recipient texts the standard number. */
export async function receiveSms(world: TestSandbox, n: number, text = 'Hi'): Promise<void> {
  const reply = await world.post('/sandbox/replies', { from: recipient(n), to: STANDARD, text });
  expect(reply.status).toBe(201);
  world.advance(1000);
}

/** What the messages of the list say, in its order. */
export async function listTexts(world: TestSandbox, query = ''): Promise<string[]> {
  const { status, json } = await world.get(`${STORE}?${query}`);
  expect(status).toBe(200);
  return json.records.map(({ subject }) => subject);
}
