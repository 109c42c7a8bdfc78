import type { Clock } from '../core/clock.ts';

export interface RingCentralSettings {
  /** An origin, see `parseServerUrl`. */
  readonly server: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  /** One constant for the program, e.g. `campaign/0.1.0 (Node.js/20.20; linux)`: sent with every request. */
  readonly userAgent: string;
  /** Whether PUT, PATCH and DELETE go out as POST with `X-HTTP-Method-Override`, for networks that let no other through. */
  readonly isTunneling?: boolean;
  /** For a whole request, connecting included; connecting alone gets no more than 10 s of it. */
  readonly requestTimeoutMs: number;
  /** Holds `token.json` and `rate.json`, so that neither a token nor a penalty is forgotten with the process. */
  readonly stateDirectory: string;
  /** Its monotonic time is best the machine's own: then a wall clock that is set between two processes does no harm. */
  readonly clock: Clock;
  /** Told after each request. `path` has no query; nothing in it is a phone number or a secret. */
  readonly onCall?: (call: CallRecord) => void;
}

export interface CallRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Null when there was no reply. */
  readonly status: number | null;
  readonly requestId: string | null;
  readonly ms: number;
}
