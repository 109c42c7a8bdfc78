import type { World } from '../core/run.ts';
import { choosePrice } from '../plan/price-list.ts';
import type { PrepareRequest } from '../run/prepare.ts';
import type { CampaignRequest } from './campaign-options.ts';
import type { Context } from './context.ts';
import { SANDBOX_DEFAULTS } from './settings/options.ts';

/** RingCentral's prices are in US dollars (price page "New SMS rates"). */
export const CURRENCY = 'USD';

/** Turns what was asked for into what `prepare` takes. */
export function toPrepareRequest(context: Context, request: CampaignRequest, world: World): PrepareRequest {
  const { options, template, file } = request;
  const phoneColumn = options.column['phone'];
  return {
    campaign: request.name,
    world,
    path: file.path,
    file: file.shownAs,
    intake: {
      template: template?.text ?? null,
      ...(template === null ? {} : { templateSource: template.where }),
      ...(phoneColumn === undefined ? {} : { phoneColumn }),
      ...(options.defaultCountry === null ? {} : { defaultCountry: options.defaultCountry }),
      ...(options.delimiter === null ? {} : { delimiter: options.delimiter }),
      ...(options.encoding === null ? {} : { encoding: options.encoding }),
      smartPunctuation: options.smartPunctuation,
      senders: options.from,
    },
    batchSize: options.batchSize,
    maxInvalid: options.maxInvalid,
    price: choosePrice(options.price, 'US', options.from[0] ?? '', context.clock.now()),
    currency: CURRENCY,
    runKey: options.runKey,
    tracking: {
      settleAfterMs: watchFor(request, world, 'settleAfter'),
      trackForMs: watchFor(request, world, 'trackFor'),
      minDeliveredPercent: options.minDelivered,
      inDoubt: options.inDoubt,
      inDoubtGraceMs: watchFor(request, world, 'inDoubtGrace'),
    },
    signal: context.io.interrupt,
    onOpen: (intake) => {
      for (const assumption of intake.assumptions) context.say(`${file.shownAs}: ${assumption}`);
    },
  };
}

function watchFor(request: CampaignRequest, world: World, name: keyof typeof SANDBOX_DEFAULTS): number {
  const isDefault = request.sources[name] === 'default';
  return world === 'sandbox' && isDefault ? SANDBOX_DEFAULTS[name] : request.options[name];
}
