/** Where the API lives. `~` is the account and the extension that the token belongs to. */
const ACCOUNT = '/restapi/v1.0/account/~';

export const PATHS = {
  batches: `${ACCOUNT}/a2p-sms/batches`,
  batch: (batchId: string) => `${ACCOUNT}/a2p-sms/batches/${encodeURIComponent(batchId)}`,
  messages: `${ACCOUNT}/a2p-sms/messages`,
  statuses: `${ACCOUNT}/a2p-sms/statuses`,
  numbers: `${ACCOUNT}/extension/~/phone-number`,
  token: '/restapi/oauth/token',
} as const;

/** How a call is named in messages: `GET /a2p-sms/batches`. Never with the query, which may hold phone numbers. */
export function nameCall(method: string, path: string): string {
  return `${method} ${path.replace(ACCOUNT, '')}`;
}
