/** One request and its reply, as they went over the wire. */
export interface Exchange {
  /** What was meant: of a tunneled request the method that it stands for. */
  readonly method: string;
  readonly isTunneled: boolean;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Message;
  readonly status: number;
  readonly reply: Message;
}

/** A body with its media type, both empty where there is none. */
export interface Message {
  /** In lower case, without parameters. */
  readonly type: string;
  readonly text: string;
}

const FORM = 'application/x-www-form-urlencoded';

/** Whether a schema can say anything of a body: JSON, and the fields of a form. */
export function isParsed(type: string): boolean {
  return type === FORM || /^application\/(.+\+)?json$/.test(type);
}

/** What a body says. Undefined for a type that isn't parsed, and where there is none. */
export function parseMessage({ type, text }: Message): unknown {
  if (text === '' || !isParsed(type)) return undefined;
  return type === FORM ? toRecord(new URLSearchParams(text)) : JSON.parse(text);
}

/** Fields by their names; one that is repeated is a list. */
export function toRecord(fields: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

/** The media type of a header, without its parameters. */
export function toMediaType(header: string | undefined): string {
  return header?.split(';')[0]?.trim().toLowerCase() ?? '';
}
