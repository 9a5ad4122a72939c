import type { ConnectorSettings } from '../../../shared/adapters/connectors/connector-set.ts';
import type { AccountStatus, LicenseTier, VendorRole } from '../../../shared/domain/account.ts';
import type { Connection } from '../../../shared/domain/connection.ts';
import type { SpoiltAnswer } from './spoilt-answers.ts';

/** Which call a trouble hits: listing accounts, changing a license, or the token endpoint. */
export type Spot = 'list' | 'change' | 'token';

/** A limit of a second or a day that does not say when it ends: by all its headers, some of them, none, or words that are no date. */
export type UnnamedLimit = `${'second' | 'daily'}-${'all' | 'some' | 'none' | 'nonsense'}`;

/** What goes wrong with the next calls of a spot. */
export type Trouble =
  | {
      readonly kind: 'limited';
      readonly shape: 'seconds' | 'iso-date' | 'http-date' | UnnamedLimit;
      readonly seconds: number;
    }
  | { readonly kind: SpoiltAnswer };

export interface ExpectedAccount {
  readonly email: string;
  readonly status: AccountStatus;
  readonly tier: LicenseTier;
  readonly role: VendorRole['kind'];
  readonly emailVerified: boolean;
}

/** A vendor's stand-in with a small company in it, as the contract suite drives it. Adding a vendor is writing one of these. */
export interface VendorUnderTest {
  readonly vendor: Connection['vendor'];
  readonly settings: ConnectorSettings;
  readonly tenantId: string;
  readonly redirectUri: string;
  /** Everybody in the company, in all statuses; pages are so small that each status that has several takes several. */
  readonly accounts: readonly ExpectedAccount[];
  readonly people: {
    /** Members with a license, no two the same; the last two are removed by the suite. */
    readonly member: string;
    readonly second: string;
    readonly leaver: string;
    readonly deleted: string;
    readonly admin: string;
    /** Hosted this many meetings within the last ten days, and signed in on one of them. */
    readonly host: { readonly email: string; readonly count: number };
  };
  /** Registers the company's app at the vendor. `too-few`: even a scope that is always needed is missing. */
  registerApp(
    scopes: 'all' | 'read' | 'too-few',
  ): Promise<{ readonly clientId: string; readonly clientSecret: string }>;
  /** Walks the consent page as an admin; answers where the browser is sent back to. */
  consent(authorizeUrl: string, decision: 'allow' | 'deny'): Promise<URL>;
  trouble(spot: Spot, trouble: Trouble, times?: number): Promise<void>;
  /** Ends all troubles, fills up what the tests took. */
  reset(): Promise<void>;
  /** The vendor's own clock goes on, and with it the age of its tokens. */
  passTime(seconds: number): Promise<void>;
  /** No license is free at the vendor any more. */
  fillSeats(): Promise<void>;
  /** How many requests of a spot reached the vendor since the reset. */
  requests(spot: Spot): Promise<number>;
  stop(): Promise<void>;
}
