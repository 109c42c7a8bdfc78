import { InputError } from '../core/error.ts';
import type { DraftPlan } from '../plan/draft-plan.ts';
import type { Run } from '../core/run.ts';
import { ask, askCount } from './ask.ts';
import type { Context } from './context.ts';

/** So many messages are worth more than a y: the number itself is asked for. */
const ASK_COUNT_ABOVE = 1000;

/**
 * Freezes a draft once a person, or --yes, wants it sent; else throws it away.
 *
 * @param where the command, for the error.
 * @throws InputError when it is not wanted, or nobody can be asked.
 */
export async function confirmDraft(
  context: Context,
  where: string,
  draft: DraftPlan,
  isYes: boolean,
): Promise<Run> {
  try {
    if (!isYes) await requireYes(context, where, draft);
  } catch (error) {
    await draft.discard();
    throw error;
  }
  return draft.freeze();
}

async function requireYes(context: Context, where: string, draft: DraftPlan): Promise<void> {
  if (!context.isInteractive) {
    const remedy = 'Nothing was sent. Say --yes to send without asking.';
    throw new InputError([{ where, found: 'there is no terminal to ask for approval', remedy }]);
  }
  const isWanted =
    draft.recipients <= ASK_COUNT_ABOVE
      ? await ask(context, 'Send it?')
      : await askCount(context, 'To send it, type the number of recipients', draft.recipients);
  if (!isWanted) throw new InputError([{ where, found: 'not approved', remedy: 'Nothing was sent.' }]);
}
