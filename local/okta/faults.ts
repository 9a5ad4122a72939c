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
  readonly login: string | null;
  readonly orgId: string | null;
  /** Decoded. */
  readonly query: string;
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
    (match.login === undefined || match.login.toLowerCase() === target.login?.toLowerCase()) &&
    (match.orgId === undefined || match.orgId === target.orgId) &&
    (match.query === undefined || target.query.includes(match.query))
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

  /** Forgets all of them, or those ordered for one org. */
  clear(orgId: string | null = null): void {
    this.#active = orgId === null ? [] : this.#active.filter(({ order }) => order.match.orgId !== orgId);
  }
}
