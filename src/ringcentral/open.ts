import type { MessageStore, SmsAnswer } from '../core/message-store.ts';
import type { HighVolumeStore } from '../core/high-volume-store.ts';
import type { Provider, SubmitAnswer, SubmitOffer } from '../core/provider.ts';
import { openAsk } from './ask.ts';
import { answerOffer } from './create-batch.ts';
import { openClient, type Client } from './client.ts';
import { openConsents } from './consents.ts';
import { toProviderError } from './failure.ts';
import { openHighVolumeStore } from './high-volume-store.ts';
import { openMessageStore } from './message-store.ts';
import { nameCall, PATHS } from './paths.ts';
import { openReads } from './reads.ts';
import type { RingCentralSettings } from './settings.ts';

export type { RingCentralSettings };

/** What can be read at RingCentral that no campaign needs. */
export interface Stores {
  readonly highVolume: HighVolumeStore;
  readonly messages: MessageStore;
}

/** Opens RingCentral's SMS API. Nothing is sent before the first call. */
export function openRingCentral(settings: RingCentralSettings): Provider & { readonly stores: Stores } {
  const client = openClient(settings);
  const ask = openAsk(client);
  const offers = new Set<Promise<SubmitAnswer | SmsAnswer>>();
  const messages = openMessageStore(client, ask, settings.server);

  function follow<T extends SubmitAnswer | SmsAnswer>(offered: Promise<T>): Promise<T> {
    offers.add(offered);
    const forget = () => offers.delete(offered);
    void offered.then(forget, forget);
    return offered;
  }

  return {
    ...openReads(ask),
    stores: {
      highVolume: openHighVolumeStore(ask),
      messages: { ...messages, send: (sms) => follow(messages.send(sms)) },
    },
    ...openConsents(ask, async () => (await client.readIdentity()).scopes),
    createBatch: (offer) => follow(offerBatch(client, offer)),
    async signIn() {
      await client.readIdentity();
    },
    readIdentity: () => client.readIdentity(),
    clockSkewMs: () => client.clockSkewMs(),
    onSilence: (listener) => client.onSilence(listener),
    takeCalls: () => client.takeCalls(),
    async close() {
      client.close();
      // A POST on its way is not torn: its answer is worth the wait, and its time is bounded.
      await Promise.allSettled(offers);
    },
  };
}

async function offerBatch(client: Client, offer: SubmitOffer): Promise<SubmitAnswer> {
  const authorization = await client.ready('POST', PATHS.batches).catch((error: unknown) => {
    throw toProviderError(nameCall('POST', PATHS.batches), error);
  });
  await offer.commit();
  let hasWritten = false;
  const mayWrite = () => (hasWritten = offer.isStillFresh() && !client.isSilent('POST', PATHS.batches));
  const post = () =>
    client.send({
      method: 'POST',
      url: PATHS.batches,
      headers: {
        Authorization: authorization,
        Accept: 'application/json',
        'Content-Type': 'application/json',
      },
      body: offer.body,
      mayWrite,
    });
  const answer = await answerOffer(post, () => hasWritten);
  if (answer.kind === 'reply' && answer.status === 401) client.drop(authorization);
  return answer;
}
