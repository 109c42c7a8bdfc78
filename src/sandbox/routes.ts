import { assignOptOutsRoute } from './endpoints/assign-opt-outs.ts';
import { consentHistoryRoute } from './endpoints/consent-history.ts';
import { exportConsentsRoute } from './endpoints/export-consents.ts';
import { listBatchesRoute } from './endpoints/list-batches.ts';
import { listMessagesRoute } from './endpoints/list-messages.ts';
import { listOptOutsRoute } from './endpoints/list-opt-outs.ts';
import {
  deleteByFilterRoute,
  deleteStoredRoute,
  deleteWithoutIdsRoute,
} from './endpoints/message-store/delete-stored.ts';
import { listStoredRoute } from './endpoints/message-store/list-stored.ts';
import { readContentRoute } from './endpoints/message-store/read-content.ts';
import { readStoredRoute } from './endpoints/message-store/read-stored.ts';
import { patchStoredRoute, putStoredRoute } from './endpoints/message-store/update-stored.ts';
import { patchConsentsRoute } from './endpoints/patch-consents.ts';
import { phoneNumbersRoute } from './endpoints/phone-numbers.ts';
import { readBatchRoute } from './endpoints/read-batch.ts';
import { readMessageRoute } from './endpoints/read-message.ts';
import { revokeRoute } from './endpoints/revoke.ts';
import { listConsentsRoute, searchConsentsRoute } from './endpoints/search-consents.ts';
import { sendSmsRoute } from './endpoints/send-sms.ts';
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
  sendSmsRoute,
  listStoredRoute,
  readStoredRoute,
  putStoredRoute,
  patchStoredRoute,
  deleteStoredRoute,
  deleteByFilterRoute,
  deleteWithoutIdsRoute,
  readContentRoute,
];
