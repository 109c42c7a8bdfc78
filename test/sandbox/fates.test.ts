import { afterEach, describe, expect, it } from 'vitest';
import {
  BATCHES,
  batchOf,
  MESSAGES,
  openSandbox,
  OPT_OUTS,
  recipient,
  STATUSES,
  type TestSandbox,
} from './sandbox-client.ts';

const ON_SUBMIT = 'POST /a2p-sms/batches';
const DAY_MS = 24 * 60 * 60_000;

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

/** Submits so many messages and gives, a day later, how many of them ended how. */
async function play(count: number): Promise<Record<string, number>> {
  const { json } = await world.post(BATCHES, batchOf(count));
  world.advance(DAY_MS);
  await world.signIn();
  const { records } = (await world.get(`${MESSAGES}?batchId=${json.id}&dateFrom=2026-01-01T00:00:00Z`)).json;
  const ends: Record<string, number> = {};
  for (const { errorCode, messageStatus, cost } of records) {
    const end = `${messageStatus} ${errorCode} ${cost ?? 'free'}`;
    ends[end] = (ends[end] ?? 0) + 1;
  }
  return ends;
}

describe('a fate', () => {
  it.each([
    ['SMS-CAR-430', 'DeliveryFailed SMS-CAR-430 0.0119'],
    ['SMS-UP-431', 'SendingFailed SMS-UP-431 free'],
    ['SMS-RC-403', 'SendingFailed SMS-RC-403 free'],
    ['Delivered', 'Delivered undefined 0.0119'],
  ])('of %s is what every message of the call comes to', async (end, outcome) => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: fate ${end}`] });
    expect(await play(30)).toEqual({ [outcome]: 30 });
  });

  it('of a share of the messages leaves the others as they would be, the same every time', async () => {
    const seen = [];
    for (let time = 0; time < 2; time += 1) {
      world = await openSandbox({ seed: 'share', faults: [`${ON_SUBMIT}: fate SMS-UP-430 0.3`] });
      seen.push(await play(500));
      if (time === 0) await world.close();
    }
    const struck = seen[0]?.['SendingFailed SMS-UP-430 free'] ?? 0;
    expect(struck).toBeGreaterThan(110);
    expect(struck).toBeLessThan(200);
    expect(seen[0]?.['Delivered undefined 0.0119']).toBeGreaterThan(250);
    expect(seen[1]).toEqual(seen[0]);
  });

  it('strikes as many calls as it says, after its share', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: fate SMS-RC-403 1 x1`] });
    expect(await play(3)).toEqual({ 'SendingFailed SMS-RC-403 free': 3 });
    expect(await play(3)).not.toHaveProperty('SendingFailed SMS-RC-403 free');
  });

  it('comes in the order in which fates were set, and before magic numbers', async () => {
    const faults = [`${ON_SUBMIT}: fate SMS-UP-430 0.5`, `${ON_SUBMIT}: fate Delivered`];
    world = await openSandbox({ faults });
    const messages = Array.from({ length: 100 }, () => ({ to: ['+12125550197'] }));
    await world.post(BATCHES, { ...batchOf(1), messages });
    world.advance(10 * 60_000);
    const { json } = await world.get(STATUSES);
    expect(json.sendingFailed.count + json.delivered.count).toBe(100);
    expect(json.sendingFailed.errorCodeCounts).toEqual({ 'SMS-UP-430': json.sendingFailed.count });
    expect(json.sendingFailed.count).toBeGreaterThan(25);
  });

  it('changes nothing for who opted out, and opts out whom a carrier refuses for it', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: fate SMS-CAR-413`] });
    await world.post(`${OPT_OUTS}/bulk-assign`, { from: '+16505550100', optOuts: [recipient(0)] });
    expect(await play(2)).toEqual({
      'SendingFailed SMS-RC-413 free': 1,
      'DeliveryFailed SMS-CAR-413 0.0119': 1,
    });
    const { records } = (await world.get(OPT_OUTS)).json;
    expect(records.map(({ to, source }) => [to, source])).toEqual([
      [recipient(0), 'Account'],
      [recipient(1), 'Carrier'],
    ]);
  });

  it.each([
    ['fate', '"fate" needs an error code such as SMS-CAR-430, or "Delivered", not ""'],
    ['fate Sent', '"fate" needs an error code'],
    ['fate SMS-CAR-43', '"fate" needs an error code'],
    ['fate SMS-CAR-430 0', '"0" is neither a probability'],
    ['fate SMS-CAR-430 30%', '"30%" is neither a probability'],
  ])('that reads "%s" is refused', async (effect, reason) => {
    world = await openSandbox();
    const { status, json } = await world.post('/sandbox/faults', { fault: `${ON_SUBMIT}: ${effect}` });
    expect([status, json.error]).toEqual([400, expect.stringContaining(reason)]);
  });
});
