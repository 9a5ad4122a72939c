import type { PersonEvidence } from '../../domain/evidence.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { Person } from '../../domain/person.ts';
import { chartAddresses, orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';

/** Who an account was joined to, every address of that person, and what the chart says of their hours and leave. */
export interface PersonMatch {
  readonly evidence: PersonEvidence;
  readonly addresses: readonly string[];
  readonly hours: Pick<Person, 'leaveFrom' | 'leaveUntil' | 'partTimeFactor'>;
}

const unmatched = (reason: 'no-person' | 'email-not-verified'): PersonMatch => ({
  evidence: { kind: 'none', reason },
  addresses: [],
  hours: {},
});

const evidenceOf = (person: Person, by: 'email' | 'alias', managerId: string | null): PersonEvidence => ({
  kind: 'matched',
  personId: person.personId,
  by,
  startDate: person.startDate ?? null,
  endDate: person.endDate ?? null,
  department: person.department ?? null,
  title: person.title ?? null,
  location: person.location ?? null,
  managerId,
  custom: person.custom,
});

/** What belongs to each address in a chart; each address is looked up once. */
const byAddress = async ({ store }: Pick<Basics, 'store'>, chartId: string, addresses: readonly string[]) => {
  const distinct = [...new Set(addresses)];
  const found = await store.getMany(
    chartAddresses,
    distinct.map((address) => ({ chartId, address })),
  );
  return new Map(distinct.map((address, index) => [address, found[index]]));
};

/** The people of these ids in a chart. */
const byId = async ({ store }: Pick<Basics, 'store'>, chartId: string, personIds: readonly string[]) => {
  const distinct = [...new Set(personIds)];
  const found = await store.getMany(
    people,
    distinct.map((personId) => ({ chartId, personId })),
  );
  return new Map(distinct.map((personId, index) => [personId, found[index]]));
};

/**
 * Joins accounts to people of the current chart by exact address, verified by the vendor; never by a guess. An account that matches
 * nobody says why. The chart is read in batches: four reads however many accounts there are.
 */
export const matchPeople = async (
  deps: Pick<Basics, 'store'>,
  accounts: readonly { readonly email: string; readonly emailVerified: boolean }[],
): Promise<PersonMatch[]> => {
  const chart = await deps.store.get(orgCharts, {});
  if (chart === undefined) return accounts.map(() => unmatched('no-person'));
  const { chartId } = chart;
  const owners = await byAddress(
    deps,
    chartId,
    accounts.map(({ email }) => normalizeAddress(email)),
  );
  const persons = await byId(
    deps,
    chartId,
    [...owners.values()].flatMap((owner) => (owner === undefined ? [] : [owner.personId])),
  );
  const managers = await byAddress(
    deps,
    chartId,
    [...persons.values()].flatMap((person) => person?.managerEmail ?? []),
  );
  return accounts.map((account) => {
    const owner = owners.get(normalizeAddress(account.email));
    if (owner !== undefined && !account.emailVerified) return unmatched('email-not-verified');
    const person = owner === undefined ? undefined : persons.get(owner.personId);
    if (owner === undefined || person === undefined) return unmatched('no-person');
    const manager = person.managerEmail === undefined ? undefined : managers.get(person.managerEmail);
    return {
      evidence: evidenceOf(person, owner.by, manager?.personId ?? null),
      addresses: [person.email, ...person.emailAliases],
      hours: person,
    };
  });
};
