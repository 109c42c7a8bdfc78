import { buildNumberedPaging } from '../http/numbered-page.ts';
import { readChoice, readChoices, readInteger } from '../http/read-query.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { isCanadian } from '../numbering.ts';
import { ACCOUNT_ID, EXTENSION_ID, type OwnedNumber } from '../owned-numbers.ts';
import type { World } from '../world/world.ts';

const STATUSES = ['Normal', 'Pending', 'PortedIn', 'Temporary', 'Unknown'] as const;

/** PhoneNumberUsageType of the specification. */
const USAGE_TYPES = (
  'MainCompanyNumber AdditionalCompanyNumber CompanyNumber DirectNumber CompanyFaxNumber FmcBusinessMobileNumber ' +
  'InventoryFmcBusinessMobileNumber ForwardedNumber ForwardedCompanyNumber ContactCenterNumber ConferencingNumber ' +
  'MeetingsNumber NumberPool BusinessMobileNumber ELIN PartnerBusinessMobileNumber ' +
  'NumberPoolPartnerBusinessMobileNumber NumberStorage IntegrationNumber InventoryMobileNumber'
).split(' ');

/** listExtensionPhoneNumbers: the only list that shows `features`. */
export const phoneNumbersRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/phone-number',
  group: 'Light',
  permission: 'ReadAccounts',
  query: ['status', 'usageType', 'page', 'perPage'],
  handle: listPhoneNumbers,
};

function listPhoneNumbers(call: Call, world: World): Reply {
  const page = readInteger(call, 'page', 1, 1, 1000);
  const perPage = readInteger(call, 'perPage', 100, 1, 1000);
  const status = readChoice(call, 'status', STATUSES, 'Normal');
  const usageTypes = readChoices(call, 'usageType', USAGE_TYPES);
  const matching = world.numbers.filter(
    (number) => status === 'Normal' && (usageTypes.length === 0 || usageTypes.includes(number.usageType)),
  );
  const start = (page - 1) * perPage;
  const records = matching.slice(start, start + perPage);
  const base = toBase(call);
  const link = (number: number): string => `${base}?page=${number}&perPage=${perPage}`;
  const shown = { page, perPage, shown: records.length, total: matching.length };
  const json = {
    uri: link(page),
    records: records.map((number) => toRecord(base, number)),
    ...buildNumberedPaging(shown, link),
  };
  return { status: 200, json };
}

function toRecord(base: string, number: OwnedNumber): Record<string, unknown> {
  const { id, phoneNumber, paymentType, usageType, features, label, location } = number;
  return {
    uri: `${base}/${id}`,
    id,
    phoneNumber,
    paymentType,
    type: 'VoiceFax',
    usageType,
    status: 'Normal',
    features,
    label,
    ...(location === null ? {} : { location }),
    primary: false,
    country: toCountry(base, number.digits),
  };
}

function toCountry(base: string, digits: number): Record<string, unknown> {
  const [id, name] = isCanadian(digits) ? ['39', 'Canada'] : ['1', 'United States'];
  return { id, uri: `${base.split('/account/')[0] ?? ''}/dictionary/country/${id}`, name };
}

function toBase(call: Call): string {
  return `${call.url.origin}/restapi/v1.0/account/${ACCOUNT_ID}/extension/${EXTENSION_ID}/phone-number`;
}
