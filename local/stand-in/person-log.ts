import { RequestLog, type LoggedCall } from './request-log.ts';

/** What became of one thing of the vendor because of a request; null where it was not there before, or is gone. */
export interface LoggedChange {
  readonly id: string;
  readonly name: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

interface OfPerson {
  /** The account or tenant whose token was used. */
  account: string | null;
  /** Address or login of the person the path names. */
  person: string | null;
  /** What was sent with a change; null for reads and for token requests. */
  body: unknown;
  readonly changes: LoggedChange[];
}

export type LoggedRequest = LoggedCall & OfPerson;

export type PersonLog = RequestLog<OfPerson>;

/** The log of a vendor whose calls are about a person of an account. */
export function personLog(directory: string | undefined): PersonLog {
  return new RequestLog<OfPerson>({
    directory,
    secretParameters: new Set(['token', 'access_token', 'refresh_token', 'client_secret']),
    own: () => ({ account: null, person: null, body: null, changes: [] }),
  });
}
