import type * as z from 'zod';
import type { Connection } from '../../domain/connection.ts';
import type { Instant } from '../../domain/time.ts';
import type { AuthorizationFlow, ConnectedVendor, VendorResult } from '../../ports/connector.ts';
import type { CredentialAccess } from '../../ports/credential-access.ts';
import type { WebhookReader } from '../../ports/webhooks.ts';
import type { JsonAnswer } from '../http/json-client.ts';

/** One call of a vendor's API, as its connector describes it. */
export interface VendorCall<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the API's address, its variable parts already percent-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Beside those that every call has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What the vendor calls its JSON, where that is not `application/json`. */
  readonly mediaType?: string;
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

/** What an answer that is neither good nor a matter of rate or outage says. `token-refused`: a newer token may do. `busy`: try again shortly. `limited`: by rate, whatever the status. */
export type Refusal =
  | Extract<VendorResult<never>, { kind: 'refused' | 'gone' | 'not-granted' }>
  | { readonly kind: 'token-refused' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'limited' }
  | { readonly kind: 'unreadable' };

/** Sends a call whose answer says something in its headers too, as lists do that page by links. */
export type SendForAnswer = <T>(
  call: VendorCall<T>,
) => Promise<VendorResult<{ readonly body: T; readonly headers: Headers }>>;

/** What a connector knows of the connection it is bound to. */
export interface Bound {
  readonly connection: Connection;
  /** Address that paths of calls are relative to, without a slash at the end. */
  readonly apiUrl: string;
  readonly sendForAnswer: SendForAnswer;
}

/** What a vendor allows per label, before our share of it. */
export interface LabelRate {
  readonly perSecond: number;
  readonly perDay: number | null;
}

/** What an answer says is left of the rate, for all who use it, and when it is whole again, by our clock. */
export interface RateLeft {
  readonly limit: number;
  readonly remaining: number;
  readonly until: Instant;
}

/** Answer of a token endpoint to a client that asks for itself (RFC 6749 §4.4). */
export type ClientTokenResult =
  | { readonly kind: 'ok'; readonly accessToken: string; readonly expiresAt: Instant }
  /** 4xx: the client is refused for good. `error` is the OAuth error code. */
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

/** How a vendor lets us in, and what the token is called in the `Authorization` header of a call (RFC 9110 §11.6.2). */
export type ConnectorAccess = { readonly scheme: string } & (
  | { readonly kind: 'authorization-code'; readonly flow: AuthorizationFlow }
  | { readonly kind: 'api-token'; readonly credentials: CredentialAccess }
  | {
      /** `token-or-client`: an admin brings along either; the connection of a client has its id. */
      readonly kind: 'client-credentials' | 'token-or-client';
      readonly credentials: CredentialAccess;
      askToken(connection: Connection, clientSecret: string): Promise<ClientTokenResult>;
    }
);

/** A vendor: all the host needs to know of it. Each is a folder of its own that passes the connector contract suite. */
export interface VendorConnector {
  readonly vendor: Connection['vendor'];
  /** Address the paths of a connection's calls are relative to, without a slash at the end. */
  apiUrl(connection: Pick<Connection, 'connectionId' | 'endpoint'>): string;
  readonly access: ConnectorAccess;
  /** Left out where the vendor tells nothing by itself. */
  readonly webhooks?: WebhookReader;
  rate(plan: Connection['plan'], label: string): LabelRate;
  /** Reads a 4xx answer. */
  refusal(answer: JsonAnswer, scope: string): Refusal;
  /** Reads what any answer says is left of its label's rate; null where it does not say. Left out where the vendor never does. */
  rateLeft?(headers: Headers, now: Instant): RateLeft | null;
  connect(send: SendCall, bound: Bound): Omit<ConnectedVendor, 'capabilities'>;
}
