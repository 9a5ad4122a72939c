import type { VendorAccount, LicenseTier } from '../domain/account.ts';
import type { TokenSet } from '../domain/connection-secret.ts';
import type { NeedFeature } from '../domain/activity.ts';
import type { Capability, Connection } from '../domain/connection.ts';
import type { Day, Instant } from '../domain/time.ts';
import type { PlatformReader } from './platform.ts';
import type { VendorPage, VendorResult } from './vendor-result.ts';

export type { VendorPage, VendorResult };

/** A span of UTC days, both ends included. */
export interface DaySpan {
  readonly from: Day;
  readonly to: Day;
}

export interface VendorRoleRow {
  readonly id: string;
  readonly name: string;
  readonly kind: 'owner' | 'admin' | 'member' | 'custom';
}

/** A page of the account list. */
export interface AccountPage extends VendorPage<VendorAccount> {
  /** How many accounts the vendor says follow, this page included, where it says so here for the first time; a list may say it in parts. */
  readonly announced?: number;
}

/** Lists every account of the tenant, in all statuses. */
export interface AccountLister {
  listAccounts(cursor: string | null): Promise<VendorResult<AccountPage>>;
  readAccount(vendorAccountId: string): Promise<VendorResult<VendorAccount>>;
  listRoles(): Promise<VendorResult<readonly VendorRoleRow[]>>;
}

/** Reads who used what. Rows name accounts by the vendor's id, or by address where the vendor gives no id. */
export interface ActivityReader {
  /** Days by which the vendor's last sign-in may be late. */
  readonly loginLagDays: number;
  /** Longest span one engagement or sign-in query takes, in days. */
  readonly maxSpanDays: number;
  /** How far back reports reach, in days. */
  readonly reachDays: number;
  readEngagement(
    span: DaySpan,
    cursor: string | null,
  ): Promise<
    VendorResult<
      VendorPage<{ readonly vendorAccountId: string | null; readonly email: string; readonly count: number }>
    >
  >;
  readSignIns(
    span: DaySpan,
    cursor: string | null,
  ): Promise<VendorResult<VendorPage<{ readonly email: string; readonly at: Instant }>>>;
}

/** What an account has planned that needs its paid tier. */
export interface UpcomingNeed {
  readonly longMeetings: number;
  readonly webinars: number;
}

/** Tells what of a paid tier is used, and what is planned that needs it. */
export interface NeedReader {
  /** Uses within a span, in rows of which one account may have many. */
  readNeed(
    span: DaySpan,
    cursor: string | null,
  ): Promise<
    VendorResult<
      VendorPage<{
        readonly vendorAccountId: string | null;
        readonly email: string;
        readonly feature: NeedFeature;
        readonly count: number;
      }>
    >
  >;
  /** What lies ahead of one account. */
  readUpcoming(vendorAccountId: string): Promise<VendorResult<UpcomingNeed>>;
}

/** Changes what an account may use. Each reads nothing and sends once; the caller reads before and after. */
export interface LicenseChanger {
  changeTier(vendorAccountId: string, tier: LicenseTier): Promise<VendorResult<null>>;
  deactivate(vendorAccountId: string): Promise<VendorResult<null>>;
  /** Lets a deactivated account in again; the tier is restored by a `changeTier` of its own. */
  activate(vendorAccountId: string): Promise<VendorResult<null>>;
  remove(
    vendorAccountId: string,
    how: { readonly kind: 'disassociate' } | { readonly kind: 'delete'; readonly transferTo: string },
  ): Promise<VendorResult<null>>;
}

/** A vendor as reached over one connection: the host has bound tokens, rate and clock. What a vendor does not have is left out. */
export interface ConnectedVendor {
  readonly capabilities: ReadonlySet<Capability>;
  readonly accounts?: AccountLister;
  readonly activity?: ActivityReader;
  /** Left out also where the granted scopes do not let us read it. */
  readonly need?: NeedReader;
  readonly licenses?: LicenseChanger;
  readonly platform?: PlatformReader;
}

/**
 * A vendor whose accounts can be listed and whose licenses can be changed. Without `activity` it says nothing of use: neither its reports
 * nor its list tell of any, so that nobody can be said to be unused by it.
 */
export type LicenseVendor = ConnectedVendor & Required<Pick<ConnectedVendor, 'accounts' | 'licenses'>>;

/** Reaches vendors. Where the vault holds nothing for a connection, every call says that it must be connected again. */
export interface Connectors {
  open(connection: Connection): Promise<ConnectedVendor>;
}

/** Answer of the vendor's token endpoint. */
export type TokenResult =
  | { readonly kind: 'ok'; readonly tokens: Omit<TokenSet, 'generation'>; readonly scopes: readonly string[] }
  /** 4xx: the grant is refused for good. `error` is the OAuth error code. */
  | { readonly kind: 'refused'; readonly error: string }
  /**
   * 408, 429, 5xx, time-out: ask again later; nothing stored is dropped. `answerLost`: the vendor may have answered and rotated the
   * refresh token, and we do not know its answer.
   */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly answerLost: boolean };

/**
 * One scope of a vendor: what it is for, and whether connecting works without it. An optional one is not asked for: it is used where it is
 * granted.
 */
export interface ScopeInfo {
  readonly scope: string;
  readonly purpose: string;
  readonly needed: 'always' | 'to-act' | 'optional';
}

/** A vendor's OAuth 2.0 authorization-code flow with PKCE (RFC 6749 §4.1, RFC 7636). */
export interface AuthorizationFlow {
  readonly scopes: readonly ScopeInfo[];
  /** Where the browser goes to consent. */
  authorizeUrl(request: {
    readonly clientId: string;
    readonly redirectUri: string;
    readonly state: string;
    readonly codeChallenge: string;
    readonly scopes: readonly string[];
  }): string;
  exchange(request: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly redirectUri: string;
    readonly code: string;
    readonly codeVerifier: string;
  }): Promise<TokenResult>;
  refresh(request: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly refreshToken: string;
  }): Promise<TokenResult>;
  /** Ends both tokens at the vendor. */
  revoke(request: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly accessToken: string;
  }): Promise<{ readonly kind: 'ok' } | { readonly kind: 'unavailable'; readonly reason: string }>;
  /** The vendor's id of the tenant a fresh token belongs to. */
  identify(accessToken: string): Promise<VendorResult<{ readonly vendorTenantId: string }>>;
  /** What the granted scopes let us do. */
  capabilities(scopes: readonly string[]): Capability[];
  /** Which wanted scopes were not granted, neither by name nor as a part of a wider one. */
  missing(wanted: readonly string[], granted: readonly string[]): string[];
}
