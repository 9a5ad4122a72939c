import { SeatkeeperError, TooManyRequestsError, ValidationError, type Violation } from '../errors.ts';

/** What went wrong with a request, ready to be shown: nothing in it comes from a fault of ours. */
export interface Problem {
  readonly status: number;
  /** Stable, for programs. */
  readonly code: string;
  /** For people. */
  readonly detail: string;
  readonly violations: readonly Violation[];
  readonly headers: Readonly<Record<string, string>>;
}

/** A problem that only exists in HTTP, such as an unknown route or a missing header. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** Status of every error we throw on purpose, by its name; a `CorruptDataError` is a fault of ours and stays unnamed. */
const STATUS_BY_NAME: ReadonlyMap<string, number> = new Map([
  ['ValidationError', 400],
  ['UnauthenticatedError', 401],
  ['ForbiddenError', 403],
  ['NotFoundError', 404],
  ['ConflictError', 409],
  ['VersionMismatchError', 412],
  ['TooLargeError', 413],
  ['UnsupportedMediaTypeError', 415],
  ['TooManyRequestsError', 429],
]);

/**
 * What the statuses that are answered mean (RFC 9110 §15, RFC 6585), as Node names them. Node's own table comes with its HTTP module, whose
 * import takes as long as the rest of a cold start.
 */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

const FAULT: Problem = {
  status: 500,
  code: 'fault',
  detail: 'Something went wrong on our side. The request id finds it in our logs.',
  violations: [],
  headers: {},
};

const headersOf = (thrown: SeatkeeperError, status: number): Readonly<Record<string, string>> => {
  // RFC 6750 §3
  if (status === 401) return { 'www-authenticate': 'Bearer realm="seatkeeper"' };
  return thrown instanceof TooManyRequestsError ? { 'retry-after': String(thrown.retryAfterSeconds) } : {};
};

/** What an error is to the asker. Anything not thrown on purpose is 500 without detail. */
export const problemOf = (thrown: unknown): Problem => {
  if (thrown instanceof HttpProblem)
    return {
      status: thrown.status,
      code: thrown.code,
      detail: thrown.message,
      violations: [],
      headers: thrown.headers,
    };
  if (!(thrown instanceof SeatkeeperError)) return FAULT;
  const status = STATUS_BY_NAME.get(thrown.name);
  if (status === undefined) return FAULT;
  return {
    status,
    code: thrown.code,
    detail: thrown.message,
    violations: thrown instanceof ValidationError ? thrown.violations : [],
    headers: headersOf(thrown, status),
  };
};

/** The problem as an RFC 9457 document: `about:blank` types, told apart by `code`. */
export const problemDocument = (problem: Problem, requestId: string) => ({
  type: 'about:blank',
  title: TITLES[problem.status] ?? 'Error',
  status: problem.status,
  code: problem.code,
  detail: problem.detail,
  requestId,
  ...(problem.violations.length === 0 ? {} : { violations: problem.violations }),
});
