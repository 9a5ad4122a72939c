import type { Reply } from '../stand-in/reply.ts';

interface VendorError {
  readonly status: number;
  /** `name` of `/api/2`. */
  readonly name: string;
  /** `status.type` of `/api/1` and `/auth`. */
  readonly type: string;
  /** `{detail}` is replaced by what the caller names. */
  readonly message: string;
  /** Where `/api/1` and `/auth` use other words. */
  readonly olderMessage?: string;
}

/** Every refusal the stand-in knows, in one place: its own routes answer them and a fault can name any of them. */
export const VENDOR_ERRORS = {
  'bad-request': { status: 400, name: 'BadRequestError', type: 'bad request', message: '{detail}' },
  unauthorized: {
    status: 401,
    name: 'UnauthorizedError',
    type: 'Unauthorized',
    message: 'Unauthorized',
    olderMessage: 'Authentication Failure',
  },
  // That a credential of too small a scope is a 403 is not written anywhere; some pages say 401.
  'missing-scope': {
    status: 403,
    name: 'ForbiddenError',
    type: 'Forbidden',
    message: 'Insufficient Permission',
  },
  'no-such-resource': {
    status: 404,
    name: 'NotFoundError',
    type: 'not found',
    message: '{detail} not found',
  },
  'no-such-route': { status: 404, name: 'NotFoundError', type: 'not found', message: 'No Route Exists' },
  'invalid-value': {
    status: 422,
    name: 'UnprocessableEntityError',
    type: 'unprocessable entity',
    message: 'invalid value in "{detail}"',
  },
  // Words and body are not documented.
  'rate-limited': {
    status: 429,
    name: 'TooManyRequestsError',
    type: 'too many requests',
    message: 'rate_limit_exceeded',
  },
  // As older accounts refuse calls of /api/1 above the limit.
  'rate-limited-400': {
    status: 400,
    name: 'BadRequestError',
    type: 'bad request',
    message: 'rate_limit_exceeded',
  },
  'credential-owner-gone': {
    status: 500,
    name: 'InternalServerError',
    type: 'Internal Server Error',
    message: 'Internal Server Error',
  },
} as const satisfies Readonly<Record<string, VendorError>>;

export type VendorErrorName = keyof typeof VENDOR_ERRORS;

/** Names of {@link VENDOR_ERRORS} for the schema of the faults. */
export function isVendorErrorName(text: string): text is VendorErrorName {
  return Object.hasOwn(VENDOR_ERRORS, text);
}

export function json(
  status: number,
  body: object,
  headers: Readonly<Record<string, string | string[]>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}

/** `/api/2` has a body of its own for errors; `/api/1` and `/auth` share the older one. */
function errorBody(path: string, { status, name, type, message, olderMessage }: VendorError): Reply {
  return path.startsWith('/api/2')
    ? json(status, { statusCode: status, name, message })
    : json(status, { status: { error: true, code: status, type, message: olderMessage ?? message } });
}

export function vendorError(path: string, name: VendorErrorName, detail = ''): Reply {
  const error: VendorError = VENDOR_ERRORS[name];
  return errorBody(path, { ...error, message: error.message.replace('{detail}', detail).trim() });
}

/** An error that says no more than its status. */
export function plainError(path: string, status: number, message: string): Reply {
  return errorBody(path, { status, name: message.replaceAll(' ', ''), type: message, message });
}
