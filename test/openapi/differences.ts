/** Where the specification and what is known of the real API differ, and the sandbox does as the real one. */
export interface Difference {
  readonly id: string;
  /** The operations where it shows; `any` for what the gateway does in front of all of them. */
  readonly operations: readonly string[] | 'any';
  readonly side: 'request' | 'reply';
  /** The statuses of the replies where it shows. */
  readonly statuses: readonly number[];
  /** What is found there, in the words of `check-exchange.ts`. */
  readonly found: RegExp;
  readonly specification: string;
  readonly reality: string;
  /** The public page that says so. */
  readonly source: string;
}

const GUIDE = 'https://developers.ringcentral.com/guide';

/** Each is let through where it is found, must be found somewhere, and has a line in docs/api-differences.md. */
export const DIFFERENCES: readonly Difference[] = [
  {
    id: 'statuses',
    operations: 'any',
    side: 'reply',
    statuses: [400, 401, 403, 404, 413, 415, 429, 500, 502, 503],
    found: /^the status is not listed$/,
    specification: 'each operation lists some of these, or none',
    reality: 'any operation can be refused or fail with each',
    source: `${GUIDE}/basics/formats/responses`,
  },
  {
    id: 'error-attributes',
    operations: 'any',
    side: 'reply',
    statuses: [400, 404],
    found: /^(\/errorCode|\/message|(\/errors\/\*)?\/parameter(Name|Value)) is not named$/,
    specification: 'an error is `errorCode` and `message`, or nothing but a list of errors',
    reality: 'both, and attributes such as `parameterName`',
    source: `${GUIDE}/basics/batch-requests`,
  },
  {
    id: 'error-bodies',
    operations: ['getToken'],
    side: 'reply',
    statuses: [415, 429],
    found: /^no body is listed$/,
    specification: 'the status has no body',
    reality: 'an error in the usual form',
    source: `${GUIDE}/basics/errors`,
  },
  {
    id: 'oauth-errors',
    operations: ['getToken'],
    side: 'reply',
    statuses: [400],
    found: /^\/error_description is not named$/,
    specification: 'an OAuth error has no description',
    reality: '`error_description`, as OAuth has it',
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-5.2',
  },
  {
    id: 'voicemail-recipients',
    operations: ['readMessage'],
    side: 'reply',
    statuses: [200],
    found: /must have required property 'vmSideRecipients'$/,
    specification: 'a single message must have `vmSideRecipients`',
    reality: 'only a voicemail has them',
    source: `${GUIDE}/messaging/message-store/messaging`,
  },
  {
    id: 'text-content',
    operations: ['readMessageContent'],
    side: 'reply',
    statuses: [200],
    found: /^a body of the type text\/plain is not listed$/,
    specification: 'an attachment is audio, an image, a video or a PDF',
    reality: 'an SMS has its text as an attachment of the type `text/plain`',
    source: `${GUIDE}/messaging/message-store/messaging`,
  },
  {
    id: 'bulk-errors',
    operations: ['readMessage', 'updateMessage'],
    side: 'reply',
    statuses: [207],
    found: /^\/\*\/body\/(errorCode|errors|message|parameterName) is not named$/,
    specification: 'each part of a 207 has a message',
    reality: 'a part that failed has an error',
    source: `${GUIDE}/basics/batch-requests`,
  },
  {
    id: 'bulk-delete',
    operations: ['deleteMessage'],
    side: 'reply',
    statuses: [207],
    found: /^the status is not listed$/,
    specification: 'deleting messages is answered with 204 alone',
    reality: '207 with a part for each, where one of several fails',
    source: `${GUIDE}/basics/batch-requests`,
  },
  {
    id: 'any-sender',
    operations: ['editSmsConsentRecords'],
    side: 'request',
    statuses: [200],
    found: /^\/body\/records\/\*( must match exactly one schema in oneOf|\/from must match pattern)/,
    specification: '`from` is one number',
    reality: '`*` stands for all numbers of the account',
    source: `${GUIDE}/messaging/sms/messaging-consent-management`,
  },
  {
    id: 'tunneling',
    operations: ['editSmsConsentRecords', 'updateMessage', 'patchMessage', 'deleteMessage'],
    side: 'request',
    statuses: [200, 204, 207],
    found: /^goes as a POST that names its method in a header$/,
    specification: 'knows no `X-HTTP-Method-Override`',
    reality: 'a POST with it is taken for PUT, PATCH or DELETE',
    source: `${GUIDE}/basics/uris`,
  },
];

/** What documents say beside the specification, and the sandbox does as the specification says. */
export interface Contradiction {
  readonly what: string;
  readonly specification: string;
  readonly others: string;
  readonly source: string;
  /** The test that shows that the program takes both. */
  readonly test: string;
}

export const CONTRADICTIONS: readonly Contradiction[] = [
  {
    what: 'the id of a message in the high volume list',
    specification: 'a number',
    others: 'a text',
    source: `${GUIDE}/messaging/sms/high-volume/message-store`,
    test: 'test/wire/replies.test.ts',
  },
  {
    what: 'the times of a high volume message',
    specification: '`creationTime`, `lastModifiedTime`',
    others: '`createdAt`, `lastUpdatedAt`',
    source: `${GUIDE}/messaging/sms/high-volume/message-store`,
    test: 'test/wire/replies.test.ts',
  },
];
