/**
 * Parses JSON whose ids may be integers beyond 2^53, as RingCentral's message ids (int64) are: they become strings of
 * the same digits, where JSON.parse alone would round them to some other message's id.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.replace(LONG_ID, '"$1":"$2"'));
}

/** A key that is `id` or ends in `Id`, with a bare integer of 16 digits or more. In a text its quotes would be escaped. */
const LONG_ID = /"(id|\w*Id)"\s*:\s*(-?\d{16,})(?=\s*[,}\]])/g;
