import { chartAddresses, orgCharts, people } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';

/** Longer chains are a chart that goes wrong. */
const LONGEST = 30;

/** Looks up who stands above whom in the current chart, each manager once. */
export class ManagerChains {
  readonly #store: Basics['store'];
  readonly #above = new Map<string, string | null>();
  #chartId: string | null | undefined;

  constructor({ store }: Pick<Basics, 'store'>) {
    this.#store = store;
  }

  /** The managers of each, from the nearest up; a chain that comes back to itself ends there. */
  async of(managerIds: readonly (string | null)[]): Promise<string[][]> {
    let asked = managerIds;
    for (let depth = 0; depth < LONGEST && asked.length > 0; depth += 1) asked = await this.#learn(asked);
    return managerIds.map((managerId) => this.#chain(managerId));
  }

  #chain(managerId: string | null): string[] {
    const chain = new Set<string>();
    let next = managerId;
    while (next !== null && !chain.has(next) && chain.size < LONGEST) {
      chain.add(next);
      next = this.#above.get(next) ?? null;
    }
    return [...chain];
  }

  /** Reads the managers of those who are not known yet, and gives them back. */
  async #learn(personIds: readonly (string | null)[]): Promise<string[]> {
    const unknown = [...new Set(personIds)].filter((id) => id !== null).filter((id) => !this.#above.has(id));
    const chartId = (this.#chartId ??= (await this.#store.get(orgCharts, {}))?.chartId ?? null);
    if (unknown.length === 0 || chartId === null) return [];
    const found = await this.#store.getMany(
      people,
      unknown.map((personId) => ({ chartId, personId })),
    );
    const addresses = [...new Set(found.flatMap((person) => person?.managerEmail ?? []))];
    const owners = await this.#store.getMany(
      chartAddresses,
      addresses.map((address) => ({ chartId, address })),
    );
    const byAddress = new Map(addresses.map((address, index) => [address, owners[index]?.personId ?? null]));
    unknown.forEach((personId, index) => {
      const address = found[index]?.managerEmail;
      this.#above.set(personId, address === undefined ? null : (byAddress.get(address) ?? null));
    });
    return unknown.flatMap((personId) => this.#above.get(personId) ?? []);
  }
}
