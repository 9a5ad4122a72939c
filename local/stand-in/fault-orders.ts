import { z } from 'zod';

const matchSchema = z.strictObject({
  method: z.string().optional(),
  /** Exact path; `*` stands for one segment. */
  path: z.string().optional(),
  /** The account or tenant whose token is used. */
  account: z.string().optional(),
  /** Address or login of the person the path names. */
  person: z.string().optional(),
  /** Text found in the query as it was sent, e.g. `cursor=`. */
  query: z.string().optional(),
  /** Text found in the body. */
  body: z.string().optional(),
});

/** Body of `POST /_control/faults` for a stand-in that knows these effects. */
export function faultOrderSchema<E extends z.ZodType>(effect: E) {
  return z.strictObject({
    effect,
    match: matchSchema.default({}),
    /** How many matching calls pass before the first one is hit, counted from one: 1 hits the next. */
    nth: z.number().int().min(1).default(1),
    /** How many calls are hit. */
    times: z.number().int().min(1).default(1),
  });
}

export interface FaultOrder<E> {
  readonly effect: E;
  readonly match: z.infer<typeof matchSchema>;
  readonly nth: number;
  readonly times: number;
}

interface ActiveFault<E> {
  readonly id: number;
  readonly order: FaultOrder<E>;
  seen: number;
  hits: number;
}

/** What a request shows to be matched against. */
export interface FaultTarget {
  readonly method: string;
  readonly path: string;
  readonly account: string | null;
  readonly person: string | null;
  readonly query: string;
  readonly body: string;
}

function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index])
  );
}

function matches({ match }: FaultOrder<unknown>, target: FaultTarget): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === target.method) &&
    (match.path === undefined || pathMatches(match.path, target.path)) &&
    (match.account === undefined || match.account === target.account) &&
    (match.person === undefined || match.person.toLowerCase() === target.person?.toLowerCase()) &&
    (match.query === undefined || target.query.includes(match.query)) &&
    (match.body === undefined || target.body.includes(match.body))
  );
}

/** Faults in the order they were set; the first that is due hits, each call is hit by one at most. */
export class FaultOrders<E> {
  #active: ActiveFault<E>[] = [];
  #nextId = 1;

  add(order: FaultOrder<E>): number {
    const id = this.#nextId++;
    this.#active.push({ id, order, seen: 0, hits: 0 });
    return id;
  }

  /** Every matching fault counts the call, so that two faults with `nth` 1 and 2 hit two calls in a row. */
  take(target: FaultTarget): E | undefined {
    let taken: E | undefined;
    for (const fault of this.#active) {
      if (!matches(fault.order, target)) continue;
      fault.seen += 1;
      if (taken !== undefined || fault.seen < fault.order.nth || fault.hits >= fault.order.times) continue;
      fault.hits += 1;
      taken = fault.order.effect;
    }
    return taken;
  }

  list(): readonly ActiveFault<E>[] {
    return this.#active;
  }

  /** Forgets all of them, or those ordered for one account. */
  clear(account: string | null = null): void {
    this.#active =
      account === null ? [] : this.#active.filter(({ order }) => order.match.account !== account);
  }
}
