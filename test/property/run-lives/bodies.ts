import type { BatchSketch } from '../../fakes/frozen-run.ts';
import { SENDER } from '../../fakes/records.ts';

/** A body that is offered must be one of the plan's batches, to the letter. */
export function judgeBody(members: readonly BatchSketch[], body: Uint8Array): string[] {
  const offered = new TextDecoder().decode(body);
  return members.some((member) => bodyOf(member) === offered) ? [] : [`nobody planned to send ${offered}`];
}

function bodyOf({ from = SENDER, phones, texts }: BatchSketch): string {
  // A text that all share is written once, and a single recipient shares it with nobody else.
  const shared = texts === undefined ? 'Hello' : phones.length === 1 ? texts[0] : undefined;
  if (shared !== undefined) {
    return JSON.stringify({ from, text: shared, messages: phones.map((phone) => ({ to: [`+${phone}`] })) });
  }
  const messages = phones.map((phone, index) => ({ to: [`+${phone}`], text: texts?.[index] }));
  return JSON.stringify({ from, messages });
}
