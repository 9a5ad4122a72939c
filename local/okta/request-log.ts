import { RequestLog, type LoggedCall } from '../stand-in/request-log.ts';

/** An assignment that a request took away. */
interface LoggedChange {
  readonly kind: 'unassigned';
  readonly userId: string;
  readonly login: string;
  readonly appId: string;
  /** The app deactivates the user in its target as well. */
  readonly deactivatesInTarget: boolean;
}

interface OfOkta {
  orgId: string | null;
  /** Id of the token, never its text. */
  tokenId: string | null;
  /** The user and the app that the address names. */
  userId: string | null;
  login: string | null;
  appId: string | null;
  readonly changes: LoggedChange[];
}

export type LogEntry = LoggedCall & OfOkta;

export type OktaLog = RequestLog<OfOkta>;

/** Nothing in a query is a secret: tokens go in a header. */
export function oktaLog(directory: string | undefined): OktaLog {
  return new RequestLog<OfOkta>({
    directory,
    secretParameters: new Set(),
    own: () => ({ orgId: null, tokenId: null, userId: null, login: null, appId: null, changes: [] }),
  });
}
