import type { Person } from '../../domain/person.ts';
import type { SpendGrouping } from '../../domain/spend-group.ts';
import type { SpendItem } from '../../domain/spend.ts';
import { chartAddresses, orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';
import { ManagerChains } from '../insight/manager-chains.ts';

/** The groups that a payment counts in. */
export interface GroupKey {
  readonly by: SpendGrouping;
  readonly key: string;
}

/** Finds out in the current chart who payments are for, each person once. */
export class SpendPeople {
  readonly #store: Basics['store'];
  readonly #chains: ManagerChains;
  readonly #people = new Map<string, Person | null>();
  #chartId: string | null | undefined;

  constructor(deps: Pick<Basics, 'store'>) {
    this.#store = deps.store;
    this.#chains = new ManagerChains(deps);
  }

  /** The groups of each: by the department that the books name before that of the chart. */
  async groupsOf(items: readonly Pick<SpendItem, 'email' | 'department'>[]): Promise<GroupKey[][]> {
    await this.#learn(items.flatMap(({ email }) => email ?? []));
    const known = items.map(({ email }) => (email === null ? null : (this.#people.get(email) ?? null)));
    const chains = await this.#chains.of(known.map((person) => person?.personId ?? null));
    return items.map(({ department }, index) => {
      const person = known[index] ?? null;
      // A chain begins with the person itself.
      const managers = (chains[index] ?? []).slice(1);
      return [
        { by: 'department', key: department ?? person?.department ?? '' },
        { by: 'location', key: person?.location ?? '' },
        { by: 'person', key: person?.personId ?? '' },
        ...(managers.length === 0 ? [''] : managers).map((key) => ({ by: 'manager' as const, key })),
      ];
    });
  }

  async #learn(emails: readonly string[]): Promise<void> {
    const unknown = [...new Set(emails)].filter((email) => !this.#people.has(email));
    const chartId = (this.#chartId ??= (await this.#store.get(orgCharts, {}))?.chartId ?? null);
    if (unknown.length === 0 || chartId === null) return;
    const owners = await this.#store.getMany(
      chartAddresses,
      unknown.map((address) => ({ chartId, address })),
    );
    const ids = [...new Set(owners.flatMap((owner) => owner?.personId ?? []))];
    const found = await this.#store.getMany(
      people,
      ids.map((personId) => ({ chartId, personId })),
    );
    const byId = new Map(ids.map((personId, index) => [personId, found[index] ?? null]));
    unknown.forEach((email, index) => {
      this.#people.set(email, byId.get(owners[index]?.personId ?? '') ?? null);
    });
  }
}
