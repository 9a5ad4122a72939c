import type * as z from 'zod';
import type { Connection } from '../../domain/connection.ts';
import type {
  AccountLister,
  ActivityReader,
  AuthorizationFlow,
  LicenseChanger,
  VendorResult,
} from '../../ports/connector.ts';
import type { WebhookReader } from '../../ports/webhooks.ts';
import type { JsonAnswer } from '../http/json-client.ts';

/** One call of a vendor's API, as its connector describes it. */
export interface VendorCall<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the API's address, its variable parts already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** The vendor's rate label. */
  readonly label: string;
  /** A write is sent once and never again by the host, except where the vendor refused its token. */
  readonly effect: 'read' | 'write';
  /** Named where the vendor says that a scope is missing and not which. */
  readonly scope: string;
  /** What a good answer must be; only fields we need. An empty body is null. */
  readonly schema: z.ZodType<T>;
}

/** Sends calls over one connection: with its token, at its rate, with retries. */
export type SendCall = <T>(call: VendorCall<T>) => Promise<VendorResult<T>>;

/** What an answer that is neither good nor a matter of rate or outage says. `token-refused`: a newer token may do. `busy`: try again shortly. */
export type Refusal =
  | Extract<VendorResult<never>, { kind: 'refused' | 'gone' | 'not-granted' }>
  | { readonly kind: 'token-refused' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unreadable' };

/** What a vendor allows per label, before our share of it. */
export interface LabelRate {
  readonly perSecond: number;
  readonly perDay: number | null;
}

/** A vendor: all the host needs to know of it. Each is a folder of its own that passes the connector contract suite. */
export interface VendorConnector {
  readonly vendor: Connection['vendor'];
  /** Address the paths of calls are relative to, without a slash at the end. */
  readonly apiUrl: string;
  readonly authorization: AuthorizationFlow;
  readonly webhooks: WebhookReader;
  rate(plan: Connection['plan'], label: string): LabelRate;
  /** Reads a 4xx answer. */
  refusal(answer: JsonAnswer, scope: string): Refusal;
  connect(send: SendCall): {
    readonly accounts: AccountLister;
    readonly activity: ActivityReader;
    readonly licenses: LicenseChanger;
  };
}
