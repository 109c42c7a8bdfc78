/** Where the API lives. `~` is the account and the extension that the token belongs to. */
const ACCOUNT = '/restapi/v1.0/account/~';
/** The consents have a generation of their own. */
const ACCOUNT_V2 = '/restapi/v2/accounts/~';

export const PATHS = {
  batches: `${ACCOUNT}/a2p-sms/batches`,
  batch: (batchId: string) => `${ACCOUNT}/a2p-sms/batches/${encodeURIComponent(batchId)}`,
  messages: `${ACCOUNT}/a2p-sms/messages`,
  message: (messageId: string) => `${ACCOUNT}/a2p-sms/messages/${encodeURIComponent(messageId)}`,
  statuses: `${ACCOUNT}/a2p-sms/statuses`,
  optOuts: `${ACCOUNT}/a2p-sms/opt-outs`,
  assignOptOuts: `${ACCOUNT}/a2p-sms/opt-outs/bulk-assign`,
  consents: `${ACCOUNT_V2}/sms/consents`,
  searchConsents: `${ACCOUNT_V2}/sms/consents/search`,
  numbers: `${ACCOUNT}/extension/~/phone-number`,
  registration: (numberId: string) =>
    `${ACCOUNT}/extension/~/phone-number/${encodeURIComponent(numberId)}/sms-configuration`,
  messageStore: `${ACCOUNT}/extension/~/message-store`,
  /** One message, or several with commas between their ids. */
  stored: (ids: readonly string[]) =>
    `${ACCOUNT}/extension/~/message-store/${ids.map(encodeURIComponent).join(',')}`,
  sms: `${ACCOUNT}/extension/~/sms`,
  token: '/restapi/oauth/token',
} as const;

/** How a call is named in messages: `GET /a2p-sms/batches`. Never with the query, which may hold phone numbers. */
export function nameCall(method: string, path: string): string {
  return `${method} ${path.replace(ACCOUNT, '').replace(ACCOUNT_V2, '')}`;
}
