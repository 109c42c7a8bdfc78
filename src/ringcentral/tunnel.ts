const TUNNELED = ['PUT', 'PATCH', 'DELETE'];

/** How a method goes over the wire. */
export interface WireMethod {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * PUT, PATCH and DELETE as a POST that says what it means, for networks that let nothing else through (guide "Resources
 * and parameters", method tunneling). A GET has no need of it.
 */
export function tunnelMethod(method: string, isTunneling: boolean): WireMethod {
  if (!isTunneling || !TUNNELED.includes(method)) return { method, headers: {} };
  return { method: 'POST', headers: { 'x-http-method-override': method } };
}
