import type { Instant } from '../domain/time.ts';
import type { VendorPage, VendorResult } from './vendor-result.ts';

/** Somebody in a platform's directory. Texts are as the platform has them; null where it has none. */
export interface PlatformPerson {
  readonly platformUserId: string;
  /** What they sign in with, mostly an address. */
  readonly login: string;
  readonly email: string | null;
  readonly secondEmail: string | null;
  /** `staged`: not let in yet. `deprovisioned`: gone for good. */
  readonly status: 'active' | 'staged' | 'suspended' | 'deprovisioned' | 'other';
  /** The platform's own word, e.g. `PASSWORD_EXPIRED`. */
  readonly vendorStatus: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly displayName: string | null;
  readonly title: string | null;
  readonly department: string | null;
  /** Whom they report to, by whatever the company keeps there: an id, an address, or a name where it has nothing else. */
  readonly managerRef: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly countryCode: string | null;
  /** Attributes of the company's own, and those of its structure such as a cost center. */
  readonly custom: Readonly<Record<string, string>>;
  /** Last sign-in to the platform itself, which says nothing of any application. */
  readonly lastLoginAt: Instant | null;
}

/** An application as the platform knows it. */
export interface PlatformApp {
  readonly platformAppId: string;
  /** Key in the platform's catalogue, e.g. `zoomus`; null for one the company made itself. */
  readonly catalogName: string | null;
  /** The name its admins gave it. */
  readonly label: string;
  /** How people get in. Only the first three are single sign-on. */
  readonly signOn: 'saml' | 'oidc' | 'ws-fed' | 'bookmark' | 'password' | 'other';
  readonly active: boolean;
  /** Host that people are sent to when they sign in; left out where the platform does not say. */
  readonly signInHost?: string;
}

/** That somebody may use an application. It says nothing of use. */
export interface PlatformAssignment {
  readonly platformUserId: string;
  /** Their name in the application; null where the platform does not say. */
  readonly appUserName: string | null;
  /** `group`: by a membership or who knows how, and not to be taken away alone. */
  readonly scope: 'direct' | 'group';
  /** The platform's own word, e.g. `PROVISIONED`. */
  readonly vendorStatus: string;
  readonly since: Instant | null;
}

/** Somebody was let through to an application. Whether the application took them, the platform cannot see. */
export interface SsoEvent {
  /** The same for the same event, however often it is read. */
  readonly eventId: string;
  readonly at: Instant;
  readonly platformUserId: string;
  /** Null where the log has an id and no login; its people have both. */
  readonly login: string | null;
  readonly platformAppId: string;
}

/** A page of the log of sign-ins. In no order of time; an event may come again, and long after it happened. */
export interface SsoPage {
  readonly items: readonly SsoEvent[];
  /** Where to read on, now or much later; to be stored. Null where the log has not begun. */
  readonly cursor: string | null;
  /** Nothing more is there at this moment. */
  readonly caughtUp: boolean;
}

/** Reads what a platform knows of people, applications and who signed in where. A missing right is `not-granted`. */
export interface PlatformReader {
  /**
   * Everybody, in all statuses, those who are gone included where the platform still has them. Who changes status while the list is
   * read may be in it twice, and so may everybody where somebody was deleted meanwhile.
   */
  listPeople(cursor: string | null): Promise<VendorResult<VendorPage<PlatformPerson>>>;
  listApps(cursor: string | null): Promise<VendorResult<VendorPage<PlatformApp>>>;
  /** Who is assigned to an app; `gone` where there is no such app (any more). */
  listAssignments(
    platformAppId: string,
    cursor: string | null,
  ): Promise<VendorResult<VendorPage<PlatformAssignment>>>;
  /** Successful sign-ins, as they were stored. From the cursor of an earlier page, or from as far back as the platform keeps them. */
  readSsoEvents(cursor: string | null): Promise<VendorResult<SsoPage>>;
}
