/** A request to the operator's own paths: no token, no rate, no faults. */
export interface ControlCall {
  readonly url: URL;
  readonly body: Buffer;
}
