import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import type { ReplyBody } from './reply-body.ts';
import {
  ACCOUNT,
  BATCHES,
  batchOf,
  LONG_CODE,
  MESSAGES,
  openSandbox,
  recipient,
  type TestSandbox,
  TOLL_FREE,
} from './sandbox-client.ts';

const PHONE_NUMBERS = `${ACCOUNT}/extension/~/phone-number`;
const OWN_LONG_CODE = '+12125550123';
const OWN_TOLL_FREE = '+18335550123';
const BUILT_IN = [LONG_CODE, TOLL_FREE];

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

/** The extension's record of a number. */
async function findRecord(phoneNumber: string): Promise<ReplyBody | undefined> {
  const { records } = (await world.get(PHONE_NUMBERS)).json;
  return records.find((record) => record.phoneNumber === phoneNumber);
}

describe("an operator's sender", () => {
  it.each([
    [OWN_LONG_CODE, 'Local', 60],
    ['+18005550123', 'TollFree', 180],
    ['+18335550123', 'TollFree', 180],
    ['+18445550123', 'TollFree', 180],
    ['+18555550123', 'TollFree', 180],
    ['+18665550123', 'TollFree', 180],
    ['+18775550123', 'TollFree', 180],
    ['+18885550123', 'TollFree', 180],
    ['+18225550123', 'Local', 60],
  ])('%s is listed as %s and drains %i messages a minute', async (from, paymentType, perMinute) => {
    world = await openSandbox({ senders: [from] });
    expect(await findRecord(from)).toMatchObject({ paymentType, features: ['CallerId', 'A2PSmsSender'] });
    const { status, json } = await world.post(BATCHES, { ...batchOf(perMinute * 2), from });
    expect([status, json.from, json.batchSize]).toEqual([201, from, perMinute * 2]);
    world.advance(60_010);
    expect((await world.get(`${BATCHES}/${json.id}`)).json.processedCount).toBe(perMinute);
  });

  it('has a TCR registration when it is a long code and none when it is toll-free', async () => {
    world = await openSandbox({ senders: [OWN_LONG_CODE, OWN_TOLL_FREE] });
    const campaigns = [];
    for (const phoneNumber of [OWN_LONG_CODE, OWN_TOLL_FREE]) {
      const id = (await findRecord(phoneNumber))?.id ?? '';
      const { status, json } = await world.get(`${PHONE_NUMBERS}/${id}/sms-configuration`);
      expect([status, json.phoneNumberId, json.phoneNumber]).toEqual([
        200,
        String(id as unknown),
        phoneNumber,
      ]);
      campaigns.push(json.smsCampaignInfo?.status);
    }
    expect(campaigns).toEqual(['Confirmed', undefined]);
  });

  it.each([
    [LONG_CODE, 'Confirmed', 'StandardVolume'],
    [`${OWN_LONG_CODE}:low-volume`, 'Confirmed', 'LowVolume'],
    [`${LONG_CODE}:pending`, 'Submitted', 'LowVolume'],
    [`${OWN_LONG_CODE}:unregistered`, undefined, undefined],
  ])('%s has the registration that it was given: %s, %s', async (sender, status, tier) => {
    world = await openSandbox({ senders: [sender] });
    const record = await findRecord(sender.split(':')[0] ?? '');
    expect(record?.features).toContain('A2PSmsSender');
    const { json } = await world.get(`${PHONE_NUMBERS}/${record?.id ?? ''}/sms-configuration`);
    expect([json.smsCampaignInfo?.status, json.smsCampaignInfo?.registrationTier]).toEqual([status, tier]);
  });

  it('is among the numbers of the sandbox and of its state, after the built-in ones', async () => {
    world = await openSandbox({ senders: [OWN_TOLL_FREE, LONG_CODE, OWN_LONG_CODE, OWN_TOLL_FREE] });
    expect(world.sandbox.numbers).toEqual([...BUILT_IN, OWN_TOLL_FREE, OWN_LONG_CODE]);
    const { numbers } = (await world.get('/sandbox/state')).json;
    expect(numbers.filter(({ perMinute }) => perMinute > 0).map(({ phoneNumber }) => phoneNumber)).toEqual(
      world.sandbox.numbers,
    );
    expect((await world.get(PHONE_NUMBERS)).json.records).toHaveLength(5);
  });

  it('is owned by its own world only', async () => {
    const other = await openSandbox({ senders: [OWN_LONG_CODE] });
    world = await openSandbox();
    const refused = await world.post(BATCHES, { ...batchOf(1), from: OWN_LONG_CODE });
    const accepted = await other.post(BATCHES, { ...batchOf(1), from: OWN_LONG_CODE });
    await other.close();
    expect([refused.status, refused.json.errors[0]?.parameterName, accepted.status]).toEqual([
      400,
      'from',
      201,
    ]);
    expect(world.sandbox.numbers).toEqual(BUILT_IN);
  });

  it('texts within its own country, or across the border when it is toll-free', async () => {
    const canadian = '+14165550123';
    world = await openSandbox({ senders: [canadian, OWN_TOLL_FREE] });
    expect((await findRecord(canadian))?.country.name).toBe('Canada');
    expect((await findRecord(OWN_TOLL_FREE))?.country.name).toBe('United States');
    const messages = [{ to: ['+16045550123'] }, { to: [recipient(1)] }];
    const sizes = [];
    for (const from of [canadian, OWN_TOLL_FREE]) {
      sizes.push((await world.post(BATCHES, { from, text: 'Hi', messages })).json.batchSize);
    }
    expect(sizes).toEqual([1, 2]);
  });

  it('gets replies, and its opt-outs are its own', async () => {
    world = await openSandbox({ senders: [OWN_LONG_CODE] });
    const stop = await world.post('/sandbox/replies', {
      from: recipient(0),
      to: OWN_LONG_CODE,
      text: 'STOP',
    });
    expect([stop.status, stop.json.consent]).toEqual([201, 'OptOut']);
    await world.post(BATCHES, { ...batchOf(1), from: OWN_LONG_CODE });
    await world.post(BATCHES, batchOf(1));
    world.advance(60_000);
    const { records } = (await world.get(`${MESSAGES}?direction=Outbound`)).json;
    expect(records.map(({ from, errorCode }) => [from, errorCode === 'SMS-RC-413'])).toEqual([
      [LONG_CODE, false],
      [OWN_LONG_CODE, true],
    ]);
  });
});

describe('a number that the world owns', () => {
  it('stays owned on a restart without it, with its id and its place, and takes new ones after it', async () => {
    world = await openSandbox({ senders: [OWN_TOLL_FREE] });
    const { id } = (await findRecord(OWN_TOLL_FREE)) ?? {};
    world = await world.restart({ senders: [] });
    expect(world.sandbox.numbers).toEqual([...BUILT_IN, OWN_TOLL_FREE]);
    world = await world.restart({ senders: [OWN_LONG_CODE, OWN_TOLL_FREE] });
    await world.signIn();
    expect(world.sandbox.numbers).toEqual([...BUILT_IN, OWN_TOLL_FREE, OWN_LONG_CODE]);
    expect((await findRecord(OWN_TOLL_FREE))?.id).toBe(id);
    expect((await world.post(BATCHES, { ...batchOf(1), from: OWN_TOLL_FREE })).status).toBe(201);
  });

  it('has the same id in every world, whatever else it owns', async () => {
    world = await openSandbox({ senders: [OWN_LONG_CODE, OWN_TOLL_FREE] });
    const { id } = (await findRecord(OWN_TOLL_FREE)) ?? {};
    await world.close();
    world = await openSandbox({ senders: [OWN_TOLL_FREE], seed: 'another' });
    expect((await findRecord(OWN_TOLL_FREE))?.id).toBe(id);
    expect(Number.isSafeInteger(id)).toBe(true);
  });

  it('is still found as the recipient that it was before', async () => {
    world = await openSandbox();
    const messages = [{ to: [OWN_LONG_CODE] }];
    await world.post(BATCHES, { from: LONG_CODE, text: 'Hi', messages });
    world = await world.restart({ senders: [OWN_LONG_CODE] });
    await world.signIn();
    await world.post(BATCHES, { ...batchOf(1), from: OWN_LONG_CODE });
    const { records } = (await world.get(`${MESSAGES}?phoneNumber=${encodeURIComponent(OWN_LONG_CODE)}`))
      .json;
    expect(records.map(({ from }) => from)).toEqual([OWN_LONG_CODE, LONG_CODE]);
  });

  it('can be given to a world from before there were senders', async () => {
    world = await openSandbox();
    await world.post(BATCHES, batchOf(3));
    await world.sandbox.close();
    const db = new DatabaseSync(join(world.directory, 'sandbox.db'));
    db.exec('DROP TABLE senders; ALTER TABLE faults DROP COLUMN set_at; DROP INDEX opt_outs_party;');
    db.exec('ALTER TABLE opt_outs DROP COLUMN coverage; DROP TABLE stored_parties;');
    db.exec('DROP TABLE stored_messages; ALTER TABLE calls DROP COLUMN user_agent;');
    db.exec('PRAGMA user_version = 1;');
    db.close();
    world = await world.restart({ senders: [OWN_LONG_CODE] });
    await world.signIn();
    expect(world.sandbox.numbers).toEqual([...BUILT_IN, OWN_LONG_CODE]);
    expect((await world.get(MESSAGES)).json.records).toHaveLength(3);
  });
});

describe('a sender that can not be one', () => {
  it.each([
    ['12125550123', 'is not an E.164 number'],
    ['+1 212 555 0123', 'is not an E.164 number'],
    ['', 'is not an E.164 number'],
    ['+442071838750', 'is not a number of the United States or Canada'],
    ['+18765550123', 'is not a number of the United States or Canada'],
    ['+1212555012', 'is not a number of the United States or Canada'],
    ['+16505550111', "is the sandbox's standard number"],
    ['+16505550111:pending', "is the sandbox's standard number"],
    ['+18335550123:low-volume', 'is toll-free, and only a long code can be low-volume'],
    [
      '+12125550123:toll-free',
      'may end in ":standard", ":low-volume", ":pending", ":unregistered" and nothing else',
    ],
  ])('(%j) is refused before anything is made', async (sender, reason) => {
    world = await openSandbox();
    const directory = join(world.directory, 'other');
    const refused = startSandbox({ directory, senders: [OWN_LONG_CODE, sender] });
    await expect(refused).rejects.toThrow(`sandbox option "senders": ${JSON.stringify(sender)} ${reason}`);
    await expect(stat(directory)).rejects.toThrow('ENOENT');
  });

  it('is named together with all the others', async () => {
    world = await openSandbox();
    const refused = startSandbox({
      directory: join(world.directory, 'other'),
      senders: ['x', OWN_LONG_CODE, '+441'],
    });
    await expect(refused).rejects.toThrow(/"x" is not.*; "\+441" is not/);
  });
});
