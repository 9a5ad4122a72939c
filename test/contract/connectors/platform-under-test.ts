import type { ConnectorSettings } from '../../../shared/adapters/connectors/connector-set.ts';
import type { Vendor } from '../../../shared/domain/vendor.ts';
import type { Credentials } from '../../../shared/ports/credential-access.ts';
import type { PlatformApp, PlatformPerson } from '../../../shared/ports/platform.ts';
import type { SpoiltAnswer } from './spoilt-answers.ts';

/** Which list a trouble hits. */
export type PlatformSpot = 'people' | 'apps' | 'log';

/** What goes wrong with the next call of a spot. */
export type PlatformTrouble =
  | { readonly kind: 'limited'; readonly seconds: number }
  /** For too many calls at once, which says nothing of when. */
  | { readonly kind: 'concurrent' }
  | { readonly kind: Exclude<SpoiltAnswer, 'answer-lost'> }
  /** The next page is at another host. */
  | { readonly kind: 'foreign-link'; readonly origin: string }
  /** The page before comes again. */
  | { readonly kind: 'repeated-page' };

/** A sign-in as it is to be logged. */
export interface SignIn {
  readonly login: string;
  /** Label of an app. */
  readonly app: string;
  /** What became of it. `let-in-otherwise`: by another word than the usual. */
  readonly outcome?: 'let-in' | 'let-in-otherwise' | 'denied' | 'failed';
  /** Logged under the name such events had before, where there was one. */
  readonly byOldName?: boolean;
  readonly at?: string;
  /** Not stored before it is released. */
  readonly held?: boolean;
}

export interface ExpectedAssignment {
  readonly login: string;
  readonly app: string;
  readonly scope: 'direct' | 'group';
  readonly appUserName: string | null;
}

/** In what vendors differ that do their job. */
export interface PlatformTraits {
  /** Whoever has left is still in the list of people. */
  readonly listsLeavers: boolean;
  /** Assignments tell since when. */
  readonly datesAssignments: boolean;
  /** Each list has a rate of its own. */
  readonly limitsApart: boolean;
  /** Where answers have links, and what becomes of a read whose link leads to another host. */
  readonly foreignLink: { readonly spot: PlatformSpot; readonly then: 'refused' | 'ok' };
  /** Which list credentials may lack the right to, and nothing else. */
  readonly deniable: PlatformSpot;
}

/** A platform's stand-in with a small company in it, as the contract suite drives it. Adding a platform is writing one of these. */
export interface PlatformUnderTest {
  readonly vendor: Vendor;
  readonly settings: ConnectorSettings;
  readonly endpoint: string;
  readonly tenantId: string;
  readonly traits: PlatformTraits;
  /** Everybody, those who are gone included; pages are so small that each list takes several. */
  readonly people: readonly Omit<PlatformPerson, 'platformUserId' | 'lastLoginAt'>[];
  readonly apps: readonly Omit<PlatformApp, 'platformAppId'>[];
  /** Of all apps; one app has several pages of them. */
  readonly assignments: readonly ExpectedAssignment[];
  /** Who was let in before the stand-in started, by login and label; more than one page. */
  readonly signIns: readonly { readonly login: string; readonly app: string }[];
  /** Credentials of the tenant, as its admin makes them. `without`: they lack the right to what this spot reads. */
  credentials(without?: PlatformSpot): Promise<Credentials>;
  /** The vendor takes the credentials back. */
  revoke(credentials: Credentials): Promise<void>;
  trouble(spot: PlatformSpot, trouble: PlatformTrouble): Promise<void>;
  /** Somebody signs in now; the event's id, where it is not held. */
  signIn(signIn: SignIn): Promise<string>;
  /** What was held back is stored now; the ids. */
  release(): Promise<readonly string[]>;
  /** The log shows an event once more. */
  repeat(eventId: string): Promise<void>;
  /** The tenant allows so few calls of a spot in a window. */
  limit(spot: PlatformSpot, calls: number): Promise<void>;
  /** The tenant's own clock goes on, and ours does not. */
  passTime(seconds: number): Promise<void>;
  /** Ends all troubles; the company is as it was. */
  reset(): Promise<void>;
  /** How many requests of a spot reached the vendor since the reset. */
  requests(spot: PlatformSpot): Promise<number>;
  stop(): Promise<void>;
}
