import { beforeAll, describe, expect, it } from 'vitest';
import { openStage } from '../harness/open-stage.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { checkExchange, type Finding, formatFinding } from './check-exchange.ts';
import { playCommands } from './commands.ts';
import { findStale, findUnknown } from './compare-findings.ts';
import { DIFFERENCES } from './differences.ts';
import type { Exchange } from './exchange.ts';
import { createAsk } from './plain-client.ts';
import { openRecorder } from './recorder.ts';
import { listRefusals, PLAYED, playRefusals } from './refusals.ts';
import { playReplies } from './replies.ts';
import { readSpecification, type Specification } from './specification.ts';

const FILE = process.env['CAMPAIGN_OPENAPI'] ?? '';

const HOW =
  "SKIPPED: nothing was checked against RingCentral's own specification. To check it:\n" +
  '  CAMPAIGN_OPENAPI=/path/to/the/openapi/file npx vitest run --project openapi';

/** The operations that our commands call. */
const USED = [
  ...['addA2PSMSOptOuts', 'aggregateA2PSMSStatuses', 'createA2PSMS', 'createSMSMessage', 'deleteMessage'],
  ...['editSmsConsentRecords', 'getToken', 'listA2PBatches', 'listA2PSMS', 'listExtensionPhoneNumbers'],
  ...['listMessages', 'patchMessage', 'readA2PBatch', 'readA2PSMS', 'readA2PSMSOptOuts', 'readMessage'],
  ...['readMessageContent', 'searchSmsConsentRecords', 'smsConfigurationInfo', 'updateMessage'],
];

/** The statuses of success where they aren't 200 alone. */
const SUCCESSES: Readonly<Record<string, readonly number[]>> = {
  createA2PSMS: [201],
  deleteMessage: [204, 207],
  deleteMessageByFilter: [204],
  patchMessage: [200, 207],
  readMessage: [200, 207],
  updateMessage: [200, 207],
};

if (FILE === '') {
  console.warn(HOW);
  // eslint-disable-next-line no-restricted-syntax -- the file is not ours to keep here; .ci/count-tests.mjs tells of it
  it.skip("is not checked against RingCentral's own specification: CAMPAIGN_OPENAPI is not set");
} else {
  describe("RingCentral's own specification", () => {
    let specification: Specification;
    let ours: readonly Exchange[];
    let plain: readonly Exchange[];
    let found: { readonly ours: readonly Finding[]; readonly plain: readonly Finding[] };

    beforeAll(async () => {
      [specification, ours, plain] = [
        await readSpecification(FILE),
        await recordCommands(),
        await recordSandbox(),
      ];
      const check = (exchanges: readonly Exchange[], isOurs: boolean): readonly Finding[] =>
        exchanges.flatMap((exchange) => checkExchange(specification, exchange, { isOurs }));
      found = { ours: check(ours, true), plain: check(plain, false) };
    });

    const nameOf = ({ method, path }: Exchange): string =>
      specification.find(method, path)?.operationId ?? `${method} ${path}`;

    it('has every operation that the sandbox plays', () => {
      const listed = specification.operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
      expect(
        PLAYED.map(({ method, path }) => `${method} ${path}`).filter((name) => !listed.includes(name)),
      ).toEqual([]);
    });

    it('allows every request of our commands, and every reply to them', () => {
      expect(tell(findUnknown(found.ours, DIFFERENCES))).toEqual([]);
    });

    it('allows every reply of the sandbox, and every request that it takes', () => {
      expect(tell(findUnknown(found.plain, DIFFERENCES))).toEqual([]);
    });

    it('still differs from what is known wherever it is said to differ', () => {
      expect(findStale([...found.ours, ...found.plain], DIFFERENCES)).toEqual([]);
    });

    it('has the operations that our commands call, and they call all of these', () => {
      expect([...new Set(ours.map(nameOf))].sort()).toEqual(USED);
    });

    it('was asked about every status that an operation of the sandbox answers with', () => {
      const seen = [...ours, ...plain].map((exchange) => `${nameOf(exchange)} ${exchange.status}`);
      const wanted = PLAYED.flatMap((route) => {
        const id = specification.find(route.method, route.path)?.operationId ?? '';
        return [...(SUCCESSES[id] ?? [200]), ...listRefusals(route)].map((status) => `${id} ${status}`);
      });
      expect([...new Set(seen)].sort()).toEqual(wanted.sort());
    });
  });
}

function tell(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(formatFinding))].sort();
}

/** The built program, and the built sandbox as a process of its own. */
async function recordCommands(): Promise<readonly Exchange[]> {
  const { stage, close } = openStage();
  try {
    // A deleted message lasts for minutes, and all that a campaign waits for is over in seconds.
    const sandbox = await stage.openSandbox({ speed: 2000 });
    const recorder = await openRecorder(sandbox.url);
    stage.environment['RC_SERVER_URL'] = recorder.url;
    await playCommands(stage, sandbox);
    await recorder.close();
    return recorder.exchanges;
  } finally {
    await close();
  }
}

/** The sandbox on a clock of its own, and a plain client. */
async function recordSandbox(): Promise<readonly Exchange[]> {
  const world = await openSandbox({ refreshTokens: true, tokenLifetimeMs: 24 * 60 * 60_000 });
  const recorder = await openRecorder(world.sandbox.url);
  try {
    const ask = createAsk(world, recorder.url);
    await playRefusals(world, ask);
    await playReplies(world, ask);
    return recorder.exchanges;
  } finally {
    await recorder.close();
    await world.close();
  }
}
