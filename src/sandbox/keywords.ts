/** Keywords of RingCentral's opt-out guide; a reply counts when it is nothing but the word, in any case. */
const OPT_OUT = new Set(['STOP', 'UNSUBSCRIBE', 'QUIT', 'CANCEL', 'END']);
const OPT_IN = new Set(['START', 'SUBSCRIBE', 'RESUME', 'CONTINUE', 'UNSTOP']);

/** What an inbound text asks for: the pair's new status, or null for an ordinary reply. */
export function readKeyword(text: string): 'OptOut' | 'OptIn' | null {
  const word = text.trim().toUpperCase();
  if (OPT_OUT.has(word)) return 'OptOut';
  return OPT_IN.has(word) ? 'OptIn' : null;
}
