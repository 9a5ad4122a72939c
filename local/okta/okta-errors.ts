import { randomBytes } from 'node:crypto';
import { json, type Reply } from './reply.ts';

interface OktaError {
  readonly status: number;
  readonly code: string;
  /** `{detail}` is replaced by what the caller names. */
  readonly summary: string;
  readonly cause?: string;
}

/** Every refusal the stand-in knows: https://developer.okta.com/docs/reference/error-codes/. A fault can name any of them. */
const OKTA_ERRORS = {
  'validation-failed': {
    status: 400,
    code: 'E0000001',
    summary: 'Api validation failed: {detail}',
    cause: '{detail}',
  },
  'body-not-well-formed': { status: 400, code: 'E0000003', summary: 'The request body was not well-formed.' },
  'no-permission': {
    status: 403,
    code: 'E0000006',
    summary: 'You do not have permission to perform the requested action',
  },
  'not-found': { status: 404, code: 'E0000007', summary: 'Not found: Resource not found: {detail}' },
  'server-error': { status: 500, code: 'E0000009', summary: 'Internal Server Error' },
  'invalid-token': { status: 401, code: 'E0000011', summary: 'Invalid token provided' },
  'method-not-allowed': {
    status: 405,
    code: 'E0000022',
    summary: 'The endpoint does not support the provided HTTP method',
  },
  'unsupported-operator': {
    status: 400,
    code: 'E0000031',
    summary: 'The supplied combination of operator and field is not currently supported. {detail}',
  },
  'assigned-by-group': {
    status: 403,
    code: 'E0000046',
    summary: 'Deactivate application for user forbidden.',
    cause:
      'The application cannot be unassigned from the user while their group memberships grant them access.',
  },
  'rate-limited': {
    status: 429,
    code: 'E0000047',
    summary: 'API call exceeded rate limit due to too many requests.',
  },
  'invalid-filter': { status: 400, code: 'E0000053', summary: '{detail}' },
} as const satisfies Readonly<Record<string, OktaError>>;

export type OktaErrorName = keyof typeof OKTA_ERRORS;

export function isOktaErrorName(name: string): name is OktaErrorName {
  return Object.hasOwn(OKTA_ERRORS, name);
}

export function oktaError(name: OktaErrorName, detail = '', headers: Reply['headers'] = {}): Reply {
  const error: OktaError = OKTA_ERRORS[name];
  const fill = (text: string): string => text.replace('{detail}', detail);
  return json(
    error.status,
    {
      errorCode: error.code,
      errorSummary: fill(error.summary),
      errorLink: error.code,
      errorId: `oae${randomBytes(12).toString('hex')}`,
      errorCauses: error.cause === undefined ? [] : [{ errorSummary: fill(error.cause) }],
    },
    headers,
  );
}
