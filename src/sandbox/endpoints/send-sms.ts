import { parseMultipart } from '../http/multipart.ts';
import {
  cannotParse,
  parseJson,
  readJsonObject,
  readType,
  toObject,
  unsupportedType,
} from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { isUsOrCanada, parseDigits } from '../numbering.ts';
import { findA2pNumber, findStandardNumber } from '../owned-numbers.ts';
import { invalidParameter, refusal } from '../problem.ts';
import { sendStandard } from '../world/store-message.ts';
import type { World } from '../world/world.ts';
import { toStoredRecord } from './message-store/message-record.ts';
import { requireStored } from './message-store/read-stored.ts';

/** createSMSMessage: one standard SMS, which goes into the extension's message store. */
export const sendSmsRoute: Route = {
  method: 'POST',
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/sms',
  group: 'Medium',
  permission: 'SMS',
  query: [],
  maxBodyBytes: 10 * 1024 * 1024,
  handle: send,
};

/** UTF-16 units: "a character that is encoded in 4 bytes is treated as 2" (specification). */
const MAX_TEXT_LENGTH = 1000;

/** What a record of the store has and the reply of this operation hasn't (GetSMSMessageInfoResponse). */
const ONLY_STORED = ['segmentCount', 'deliveryErrorCode'];

function send(call: Call, world: World): Reply {
  const { from, to, text, country } = readMessage(call);
  if (typeof text !== 'string' || text === '' || text.length > MAX_TEXT_LENGTH)
    throw invalidParameter('text');
  checkCountry(country);
  if (!Array.isArray(to) || to.length === 0) throw invalidParameter('to');
  const parties = to.map((entry, index) => readPhone(`to[${index}].phoneNumber`, entry));
  const own = requireSender(world, readPhone('from.phoneNumber', from));
  const foreign = parties.find((party) => !isUsOrCanada(party));
  if (foreign !== undefined) {
    throw refusal(403, 'MSG-240', `Specified recipient [+${foreign}] isn't an US phone number`);
  }
  const id = sendStandard(world, { own, parties, text, fates: call.fates });
  const record = Object.entries(toStoredRecord(call, world, requireStored(world, id)));
  return { status: 200, json: Object.fromEntries(record.filter(([name]) => !ONLY_STORED.includes(name))) };
}

/** JSON, or a multipart body with the JSON in it. The sandbox sends no MMS: any other part is refused. */
function readMessage(call: Call): Record<string, unknown> {
  const type = readType(call);
  if (type === 'application/json') return readJsonObject(call);
  if (type !== 'multipart/form-data' && type !== 'multipart/mixed') throw unsupportedType();
  const parts = parseMultipart(call.headers['content-type'] ?? '', call.body);
  if (parts === null) throw cannotParse();
  const [json, ...others] = parts.toSorted((a, b) => Number(isJson(b)) - Number(isJson(a)));
  if (json === undefined || !isJson(json)) throw cannotParse();
  if (others.length > 0) throw refusal(415, 'MSG-348', 'Unsupported attachment media type');
  return toObject(parseJson(json.content));
}

function isJson({ type }: { readonly type: string }): boolean {
  return type === 'application/json';
}

/** The digits behind `phoneNumber`; the guide's examples leave the `+` out. */
function readPhone(name: string, value: unknown): number {
  const phone =
    typeof value === 'object' && value !== null && 'phoneNumber' in value ? value.phoneNumber : null;
  const digits = typeof phone === 'string' ? parseDigits(phone) : null;
  if (digits === null) throw invalidParameter(name, typeof phone === 'string' ? phone : undefined);
  return digits;
}

/** The digits of a standard number of ours. A number sends standard SMS or A2P, never both. */
function requireSender(world: World, digits: number): number {
  if (findStandardNumber(world, digits) !== undefined) return digits;
  if (findA2pNumber(world, digits) === undefined)
    throw refusal(403, 'MSG-304', "Phone number doesn't belong to extension");
  throw refusal(403, 'MSG-242', 'Sending SMS is not available from the number specified.');
}

function checkCountry(country: unknown): void {
  if (country === undefined) return;
  if (typeof country !== 'object' || country === null) throw invalidParameter('country');
  const { id, isoCode } = country as { readonly id?: unknown; readonly isoCode?: unknown };
  if (id !== undefined && typeof id !== 'string') throw invalidParameter('country.id');
  const isCode = typeof isoCode === 'string' && /^[A-Z]{2}$/.test(isoCode);
  if (isoCode !== undefined && !isCode) throw invalidParameter('country.isoCode');
}
