/** One entry of an error body: the documented pair and whatever attributes the code carries. */
interface ProblemEntry {
  readonly errorCode: string;
  readonly message: string;
  readonly parameterName?: string;
  readonly parameterValue?: string;
  readonly permissionName?: string;
}

/** What a handler throws to answer with an error status and body: JSON, or a string that is a gateway's HTML page. */
export class Problem extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The classic and A2P shape: the first error at the top level and again in `errors`. */
export function toErrorBody(entry: ProblemEntry, topCode = entry.errorCode): unknown {
  return { ...entry, errorCode: topCode, errors: [entry] };
}

/** The shape of the newer endpoints: `errors` alone (ApiErrorResponseModel). */
export function toNewerBody(body: unknown): unknown {
  const isClassic = typeof body === 'object' && body !== null && 'errors' in body;
  return isClassic ? { errors: body.errors } : body;
}

/** 400 CMN-101, the API's answer to a parameter or attribute with a wrong value. */
export function invalidParameter(parameterName: string, parameterValue?: string): Problem {
  return new Problem(
    400,
    toErrorBody({
      errorCode: 'CMN-101',
      message: `Parameter [${parameterName}] value is invalid.`,
      parameterName,
      ...(parameterValue === undefined ? {} : { parameterValue }),
    }),
  );
}

/** 404 CMN-102: the resource that a path parameter names isn't there. */
export function notFound(parameterName: string): Problem {
  return new Problem(
    404,
    toErrorBody({
      errorCode: 'CMN-102',
      message: `Resource for parameter [${parameterName}] is not found.`,
      parameterName,
    }),
  );
}

/** Any other refusal in the classic shape. */
export function refusal(
  status: number,
  errorCode: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Problem {
  return new Problem(status, toErrorBody({ errorCode, message }), headers);
}

/** 401: the top level names the class (`TokenInvalid`, `TokenExpired`), the entry the OAuth code. */
export function unauthorized(topCode: string, errorCode: string, message: string): Problem {
  return new Problem(401, toErrorBody({ errorCode, message }, topCode), {
    'WWW-Authenticate': `Bearer realm="RingCentral REST API", error="invalid_token", error_description="${message}"`,
  });
}

/** The OAuth endpoints' shape (RFC 6749 §5.2 plus RingCentral's `errors`). */
export function oauthProblem(status: number, error: string, errorCode: string, description: string): Problem {
  return new Problem(status, {
    error,
    error_description: description,
    errors: [{ errorCode, message: description }],
  });
}
