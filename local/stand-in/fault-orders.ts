import { z } from 'zod';

/** What every order can name of the calls it is meant for; a vendor adds whose they are. */
export const CALL_MATCH = {
  method: z.string().optional(),
  /** Exact path; `*` stands for one segment. */
  path: z.string().optional(),
  /** Text found in the body. */
  body: z.string().optional(),
} as const;

/** Body of `POST /_control/faults` for a stand-in that knows these effects and tells calls apart by that. */
export function faultOrderSchema<E extends z.ZodType, M extends z.ZodType>(effect: E, match: M) {
  return z.strictObject({
    effect,
    match,
    /** How many matching calls pass before the first one is hit, counted from one: 1 hits the next. */
    nth: z.number().int().min(1).default(1),
    /** How many calls are hit. */
    times: z.number().int().min(1).default(1),
  });
}

export interface FaultOrder<E, M> {
  readonly effect: E;
  readonly match: M;
  readonly nth: number;
  readonly times: number;
}

interface ActiveFault<E, M> {
  readonly id: number;
  readonly order: FaultOrder<E, M>;
  seen: number;
  hits: number;
}

/** What every request shows to be matched against. */
export interface CallTarget {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Whether an order is meant for a call. */
export interface FaultMatching<M, T> {
  readonly isMeantFor: (match: M, target: T) => boolean;
  /** The account that an order is meant for alone. */
  readonly accountOf: (match: M) => string | undefined;
}

function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index])
  );
}

export function isSameCall(
  match: z.infer<z.ZodObject<typeof CALL_MATCH>>,
  { method, path, body }: CallTarget,
): boolean {
  return (
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.path === undefined || pathMatches(match.path, path)) &&
    (match.body === undefined || body.includes(match.body))
  );
}

/** Addresses and logins are the same in any case. */
export function isSamePerson(wanted: string | undefined, given: string | null): boolean {
  return wanted === undefined || wanted.toLowerCase() === given?.toLowerCase();
}

/** Faults in the order they were set; the first that is due hits, each call is hit by one at most. */
export class FaultOrders<E, M, T> {
  #active: ActiveFault<E, M>[] = [];
  #nextId = 1;
  readonly #matching: FaultMatching<M, T>;

  constructor(matching: FaultMatching<M, T>) {
    this.#matching = matching;
  }

  add(order: FaultOrder<E, M>): number {
    const id = this.#nextId++;
    this.#active.push({ id, order, seen: 0, hits: 0 });
    return id;
  }

  /** Every matching fault counts the call, so that two faults with `nth` 1 and 2 hit two calls in a row. */
  take(target: T): E | undefined {
    let taken: E | undefined;
    for (const fault of this.#active) {
      if (!this.#matching.isMeantFor(fault.order.match, target)) continue;
      fault.seen += 1;
      if (taken !== undefined || fault.seen < fault.order.nth || fault.hits >= fault.order.times) continue;
      fault.hits += 1;
      taken = fault.order.effect;
    }
    return taken;
  }

  list(): readonly ActiveFault<E, M>[] {
    return this.#active;
  }

  /** Forgets all of them, or those ordered for one account. */
  clear(account: string | null = null): void {
    const { accountOf } = this.#matching;
    this.#active =
      account === null ? [] : this.#active.filter(({ order }) => accountOf(order.match) !== account);
  }
}
