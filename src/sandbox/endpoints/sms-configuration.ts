import type { Call, Reply, Route } from '../http/route.ts';
import type { NumberKind } from '../owned-numbers.ts';
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
  const json = {
    phoneNumberId: String(number.id),
    phoneNumber: number.phoneNumber,
    ...(number.paymentType === 'Local' ? REGISTRATIONS[number.kind] : {}),
  };
  return { status: 200, json };
}

const REGISTRATIONS: Readonly<Record<NumberKind, object>> = {
  registered: register('CSANDBX', 'Confirmed', 'StandardVolume'),
  'low-volume': register('CSANDLV', 'Confirmed', 'LowVolume'),
  pending: register('CSANDPD', 'Submitted', 'LowVolume'),
  unregistered: {},
  standard: {},
};

function register(id: string, status: string, registrationTier: string): object {
  return {
    smsCampaignInfo: {
      id,
      status,
      registrationTier,
      useCases: ['CUSTOMER_CARE', 'MARKETING'],
      consentSettings: { optInRequired: false },
      coverageType: 'PhoneNumber',
    },
    smsBrandInfo: { id: 'BSANDBX', status: 'Confirmed' },
  };
}
