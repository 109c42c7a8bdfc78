import type { Call, Reply, Route } from '../http/route.ts';
import { notFound } from '../problem.ts';
import type { World } from '../world/world.ts';

/** smsConfigurationInfo: the TCR campaign behind a long code; toll-free and standard numbers have none. */
export const smsConfigurationRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/phone-number/{phoneNumberId}/sms-configuration',
  group: 'Light',
  permission: 'ReadAccounts',
  query: [],
  handle: readConfiguration,
};

function readConfiguration(call: Call, world: World): Reply {
  const number = world.numbers.find(({ id }) => String(id) === call.params['phoneNumberId']);
  if (number === undefined) throw notFound('phoneNumberId');
  const isRegistered = number.perMinute > 0 && number.paymentType === 'Local';
  const json = {
    phoneNumberId: String(number.id),
    phoneNumber: number.phoneNumber,
    ...(isRegistered ? REGISTRATION : {}),
  };
  return { status: 200, json };
}

const REGISTRATION = {
  smsCampaignInfo: {
    id: 'CSANDBX',
    status: 'Confirmed',
    registrationTier: 'StandardVolume',
    useCases: ['CUSTOMER_CARE', 'MARKETING'],
    consentSettings: { optInRequired: false },
    coverageType: 'PhoneNumber',
  },
  smsBrandInfo: { id: 'BSANDBX', status: 'Confirmed' },
};
