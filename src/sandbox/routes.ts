import { assignOptOutsRoute } from './endpoints/assign-opt-outs.ts';
import { consentHistoryRoute } from './endpoints/consent-history.ts';
import { exportConsentsRoute } from './endpoints/export-consents.ts';
import { listBatchesRoute } from './endpoints/list-batches.ts';
import { listMessagesRoute } from './endpoints/list-messages.ts';
import { listOptOutsRoute } from './endpoints/list-opt-outs.ts';
import { patchConsentsRoute } from './endpoints/patch-consents.ts';
import { phoneNumbersRoute } from './endpoints/phone-numbers.ts';
import { readBatchRoute } from './endpoints/read-batch.ts';
import { readMessageRoute } from './endpoints/read-message.ts';
import { revokeRoute } from './endpoints/revoke.ts';
import { listConsentsRoute, searchConsentsRoute } from './endpoints/search-consents.ts';
import { smsConfigurationRoute } from './endpoints/sms-configuration.ts';
import { statusesRoute } from './endpoints/statuses.ts';
import { submitBatchRoute } from './endpoints/submit-batch.ts';
import { tokenRoute } from './endpoints/token.ts';
import type { Route } from './http/route.ts';

/** Every operation that the sandbox plays. */
export const ROUTES: readonly Route[] = [
  tokenRoute,
  revokeRoute,
  phoneNumbersRoute,
  smsConfigurationRoute,
  submitBatchRoute,
  listBatchesRoute,
  readBatchRoute,
  listMessagesRoute,
  readMessageRoute,
  statusesRoute,
  listOptOutsRoute,
  assignOptOutsRoute,
  searchConsentsRoute,
  listConsentsRoute,
  patchConsentsRoute,
  exportConsentsRoute,
  consentHistoryRoute,
];
