import { addressSchema } from './address.ts';
import type { OrgChartRow } from './person.ts';
import type { DirectoryPerson } from './platform.ts';

/** People of a platform as rows of an org chart, and how many could not be one. */
export interface PlatformChart {
  readonly rows: readonly OrgChartRow[];
  /** People without an address, or whose addresses are all somebody else's. */
  readonly leftOut: number;
}

const MOST_CHARACTERS = 200;

const MOST_NAME_CHARACTERS = 100;

const addressOf = (text: string | null): string | undefined => addressSchema.safeParse(text).data;

const shortened = (text: string | null): string | undefined =>
  text === null || text.trim() === '' ? undefined : text.trim().slice(0, MOST_CHARACTERS);

/** The mail address first, then what they sign in with: the first that is nobody's yet is theirs. */
const addressesIn = ({ email, login }: DirectoryPerson): string[] => [
  ...new Set([addressOf(email), addressOf(login)].filter((address) => address !== undefined)),
];

/** Who left and was let in again is there twice with the same address: who is there now comes first. */
const hereFirst = (a: DirectoryPerson, b: DirectoryPerson): number =>
  Number(a.status === 'deprovisioned') - Number(b.status === 'deprovisioned') ||
  (a.platformUserId < b.platformUserId ? -1 : 1);

const customOf = (custom: DirectoryPerson['custom']): OrgChartRow['custom'] =>
  Object.fromEntries(
    Object.entries(custom)
      .filter(([name]) => name !== '' && name.length <= MOST_NAME_CHARACTERS)
      .map(([name, value]) => [name, value.slice(0, MOST_CHARACTERS)]),
  );

/**
 * The org chart that a platform's people make. Deprovisioned people are in it, so that their accounts are somebody's: that they are gone
 * the platform's own status says. A manager is who has the platform's id or the address that is named; a name alone is nobody. Dates are
 * not known, so nobody has left or is on leave by this chart.
 */
export const platformChart = (people: readonly DirectoryPerson[]): PlatformChart => {
  const taken = new Set<string>();
  const kept: { readonly person: DirectoryPerson; readonly addresses: readonly string[] }[] = [];
  for (const person of people.toSorted(hereFirst)) {
    const addresses = addressesIn(person).filter((address) => !taken.has(address));
    for (const address of addresses) taken.add(address);
    if (addresses.length > 0) kept.push({ person, addresses });
  }
  const emailOf = new Map(
    kept.map(({ person: { platformUserId }, addresses: [email] }) => [platformUserId, email]),
  );
  const rows = kept.flatMap(({ person, addresses: [email, ...emailAliases] }): OrgChartRow[] => {
    if (email === undefined) return [];
    const { managerRef } = person;
    const managerEmail = managerRef === null ? undefined : (emailOf.get(managerRef) ?? addressOf(managerRef));
    const place = [person.city, person.region, person.countryCode].filter((part) => part !== null);
    const optional = {
      firstName: shortened(person.firstName),
      lastName: shortened(person.lastName),
      managerEmail,
      department: shortened(person.department),
      title: shortened(person.title),
      location: shortened(place.join(', ')),
    };
    const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
    return [{ email, emailAliases, custom: customOf(person.custom), ...given }];
  });
  return { rows, leftOut: people.length - rows.length };
};
