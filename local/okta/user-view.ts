import { displayNameOf, type OktaUser, type Org } from './org.ts';
import type { VendorCall } from './route.ts';

/** Attributes of every org's profile, besides the required four. */
const BASE_ATTRIBUTES = [
  'secondEmail',
  'displayName',
  'title',
  'department',
  'division',
  'costCenter',
  'organization',
  'employeeNumber',
  'manager',
  'managerId',
  'userType',
  'city',
  'state',
  'countryCode',
  'timezone',
  'mobilePhone',
] as const;

export function shownTime(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}

/** Whether attributes without a value are shown as null for this user. */
function showsNulls({ standIn }: VendorCall, user: OktaUser): boolean {
  const { nulls } = standIn.switches;
  return nulls === 'mixed' ? (user.id.codePointAt(3) ?? 0) % 2 === 0 : nulls === 'present';
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** A user as the answers show it; `Content-Type: …; okta-response=omitCredentials` leaves parts out. */
export function userView(call: VendorCall, org: Org, user: OktaUser): Readonly<Record<string, unknown>> {
  const withNulls = showsNulls(call, user);
  const unset = withNulls
    ? Object.fromEntries([...BASE_ATTRIBUTES, ...org.customAttributes].map((name) => [name, null]))
    : {};
  const omitted = call.contentType?.split('okta-response=')[1]?.split(';')[0]?.split(',') ?? [];
  const self = `${call.url.origin}/api/v1/users/${user.id}`;
  const shown = {
    id: user.id,
    status: user.status,
    created: shownTime(user.created),
    activated: user.status === 'STAGED' ? null : shownTime(user.created + 60_000),
    statusChanged: shownTime(user.statusChanged),
    lastLogin: shownTime(user.lastLogin),
    lastUpdated: shownTime(user.lastUpdated),
    passwordChanged: null,
    type: { id: 'oty1162QAr8hJjTaq0g4' },
    profile: { ...unset, ...user.profile },
    realmId: null,
    ...(omitted.includes('omitTransitioningToStatus') ? {} : { transitioningToStatus: null }),
    ...(omitted.includes('omitCredentials')
      ? {}
      : { credentials: { provider: { type: 'OKTA', name: 'OKTA' } } }),
    _links: omitted.includes('omitCredentialsLinks')
      ? { self: { href: self } }
      : { self: { href: self }, resetPassword: { href: `${self}/lifecycle/reset_password`, method: 'POST' } },
  };
  if (withNulls) return shown;
  return { ...withoutNulls(shown), profile: withoutNulls(shown.profile) };
}

/** What a `q` is compared with. */
export function searchedNames(user: OktaUser): readonly string[] {
  const { firstName, lastName, email } = user.profile;
  const texts = [firstName, lastName, email, displayNameOf(user)];
  return texts.flatMap((text) => (typeof text === 'string' ? [text.toLowerCase()] : []));
}
