import { RequestLog, type LoggedCall } from '../stand-in/request-log.ts';

/** What changed on one user because of a request. Empty list in a log entry: nothing changed. */
export interface LoggedChange {
  readonly userId: string;
  readonly email: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

interface OfZoom {
  /** The fault that bent the answer, with its shape; null where none did. */
  fault: string | null;
  accountId: string | null;
  clientId: string | null;
  /** The user the address names. */
  userId: string | null;
  email: string | null;
  /** Body of PATCH, PUT, DELETE and POST under /v2; grant type alone for OAuth. */
  body: unknown;
  readonly changes: LoggedChange[];
}

export type LogEntry = LoggedCall & OfZoom;

export type ZoomLog = RequestLog<OfZoom>;

const SECRET_PARAMETERS = new Set([
  'code',
  'state',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'code_verifier',
]);

export function zoomLog(directory: string | undefined): ZoomLog {
  return new RequestLog<OfZoom>({
    directory,
    secretParameters: SECRET_PARAMETERS,
    own: () => ({
      fault: null,
      accountId: null,
      clientId: null,
      userId: null,
      email: null,
      body: null,
      changes: [],
    }),
  });
}
