import type { FaultEffect, FaultOrder } from './fault-kinds.ts';

interface ActiveFault {
  readonly id: number;
  readonly order: FaultOrder;
  seen: number;
  hits: number;
}

/** What a request shows to be matched against. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly email: string | null;
  readonly accountId: string | null;
  readonly body: string;
}

function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index])
  );
}

function matches({ match }: FaultOrder, target: FaultTarget): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === target.method) &&
    (match.path === undefined || pathMatches(match.path, target.path)) &&
    (match.email === undefined || match.email.toLowerCase() === target.email?.toLowerCase()) &&
    (match.accountId === undefined || match.accountId === target.accountId) &&
    (match.body === undefined || target.body.includes(match.body))
  );
}

/** Faults in the order they were set; the first that is due hits, each call is hit by one at most. */
export class Faults {
  #active: ActiveFault[] = [];
  #nextId = 1;

  add(order: FaultOrder): number {
    const id = this.#nextId++;
    this.#active.push({ id, order, seen: 0, hits: 0 });
    return id;
  }

  /** Every matching fault counts the call, so that two faults with `nth` 1 and 2 hit two calls in a row. */
  take(target: FaultTarget): FaultEffect | undefined {
    let taken: FaultEffect | undefined;
    for (const fault of this.#active) {
      if (!matches(fault.order, target)) continue;
      fault.seen += 1;
      if (taken !== undefined || fault.seen < fault.order.nth || fault.hits >= fault.order.times) continue;
      fault.hits += 1;
      taken = fault.order.effect;
    }
    return taken;
  }

  list(): readonly ActiveFault[] {
    return this.#active;
  }

  /** Forgets all of them, or those ordered for one account. */
  clear(accountId: string | null = null): void {
    this.#active =
      accountId === null ? [] : this.#active.filter(({ order }) => order.match.accountId !== accountId);
  }
}
