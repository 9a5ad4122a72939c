import type { Capability } from '../domain/connection.ts';
import type { ScimFound, ScimSettings } from '../domain/scim.ts';
import type { Instant } from '../domain/time.ts';
import type { ScopeInfo } from './connector.ts';

/** What an admin makes at a vendor without a consent page, and brings along. */
export type Credentials =
  | { readonly kind: 'api-token'; readonly token: string }
  | {
      readonly kind: 'client-credentials';
      readonly clientId: string;
      readonly clientSecret: string;
      /** Where the client gets its tokens, at vendors that have no fixed place for that. */
      readonly tokenEndpoint?: string | undefined;
    };

/** What a vendor says to credentials that nobody has stored yet. */
export type Verified =
  | {
      readonly kind: 'ok';
      /** The vendor's own id of the tenant, the same whichever of its addresses was used. */
      readonly vendorTenantId: string;
      readonly scopes: readonly string[];
      /** What a vendor that is reached by SCIM announces of itself. */
      readonly found?: ScimFound;
    }
  /** Nothing at this address answers as a tenant of the vendor does. */
  | { readonly kind: 'not-a-tenant' }
  | { readonly kind: 'refused' }
  /** They are good, and may not do what is always needed. */
  | { readonly kind: 'missing'; readonly scopes: readonly string[] }
  | { readonly kind: 'unavailable'; readonly reason: string; readonly notBefore: Instant };

/** How a vendor lets us in whose tenants have addresses of their own and whose admins bring credentials along. */
export interface CredentialAccess {
  /** What the credentials must be allowed to do, in the vendor's names. */
  readonly scopes: readonly ScopeInfo[];
  /**
   * A tenant's address, where credentials may be sent to it: https, of a host the stage settings allow, without user, port or query, and
   * without a path, unless the vendor's addresses have one. `rule` says what is wrong.
   */
  endpointOf(
    address: string,
  ): { readonly kind: 'ok'; readonly endpoint: string } | { readonly kind: 'refused'; readonly rule: string };
  /** Tries credentials by reading as little as there is. `endpoint` is one that {@link CredentialAccess.endpointOf} gave. */
  verify(endpoint: string, credentials: Credentials): Promise<Verified>;
  /** What the scopes let us do, and what an admin said of a vendor that is reached by SCIM. */
  capabilities(scopes: readonly string[], settings?: ScimSettings): Capability[];
}
