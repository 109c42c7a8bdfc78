import { readReports } from '../harness/reports.ts';
import type { Workshop } from './workshop.ts';

/**
 * A person who was asked, and looks at the provider's own list: what is there is adopted, for the rest there is the
 * decision of this life. Gives what was done, a line each.
 */
export async function decide(shop: Workshop, decision: 'resend' | 'assume-sent'): Promise<string[]> {
  const { stage } = shop;
  const { messages } = readReports(stage, 'list');
  const truth = new Map((await shop.sandbox().messages()).map((message) => [message.to, message.batchId]));
  const held = messages.filter((row) => row['status'] === 'InDoubt');
  const lines: string[] = [];
  for (const number of new Set(held.map((row) => row['batch'] ?? ''))) {
    const phones = held.filter((row) => row['batch'] === number).map((row) => row['to'] ?? '');
    const id = phones.map((phone) => truth.get(phone)).find((batchId) => batchId !== undefined);
    const words = id === undefined ? [`--${decision}`, number] : ['--adopt', `${number}=${id}`];
    const { code, stderr } = await stage.run(['reconcile', ...words, '--yes']);
    lines.push(`reconcile ${words.join(' ')} → ${code}\n${stderr.trimEnd()}`);
  }
  return lines;
}
