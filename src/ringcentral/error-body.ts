import { z } from 'zod';
import { cleanWords } from './words.ts';

export interface ErrorBody {
  readonly errorCode: string | null;
  /** The provider's words, without phone numbers or tokens. */
  readonly message: string | null;
}

const word = z.string().min(1).nullable().catch(null);
const ENTRY = z.object({ errorCode: word, message: word, parameterName: word, permissionName: word });
const BODY = z.object({
  ...ENTRY.shape,
  error: word,
  error_description: word,
  description: word,
  errors: z.array(ENTRY).catch([]),
});

/**
 * Reads an error body in any of its four shapes: the classic `{errorCode, message, errors}` (ASGErrorResponse), the
 * newer `{errors}`, OAuth's `{error, error_description, errors}` (RFC 6749 §5.2), and a gateway's HTML or text.
 */
export function parseErrorBody(text: string): ErrorBody {
  const body = BODY.safeParse(parseJson(text)).data;
  if (body === undefined) return { errorCode: null, message: toWords(stripMarkup(text)) };
  const [first] = body.errors;
  const details = body.errors.map((entry) => entry.message ?? entry.parameterName ?? '');
  const messages = [body.message ?? body.error_description ?? body.description ?? '', ...details];
  return {
    errorCode: body.errorCode ?? first?.errorCode ?? body.error,
    message: toWords([...new Set(messages)].filter((words) => words !== '').join('; ')),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toWords(text: string): string | null {
  const words = cleanWords(text);
  return words === '' ? null : words;
}

/** The title says it all on a gateway's error page, if there is one. */
function stripMarkup(text: string): string {
  const start = text.slice(0, 4096);
  const title = /<title>([^<]*)<\/title>/i.exec(start)?.[1];
  return title ?? start.replace(/<[^>]*>/g, ' ');
}
