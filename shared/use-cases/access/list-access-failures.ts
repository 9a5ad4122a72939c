import { type Instant, dayOf, minus, plusDays } from '../../domain/time.ts';
import { type AccessFailure, accessFailures } from '../../records/access-failures.ts';
import type { Basics } from '../dependencies.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

const sortOf = ({ minute, network }: AccessFailure): string => `${minute}#${network}`;

/** The failures of a day, newest first, down to a moment and from below a sort key on. */
async function* failuresOfDay(
  { store }: Deps,
  day: string,
  { since, below, size }: { readonly since: Instant; readonly below: string | null; readonly size: number },
): AsyncGenerator<AccessFailure> {
  const range = { from: since, ...(below === null ? {} : { to: below }), limit: size, descending: true };
  let after: string | null = null;
  do {
    const page: { readonly records: readonly AccessFailure[]; readonly next: string | null } =
      await store.page(accessFailures, { day }, { ...range, after });
    // The bound itself is read too, and was on the page before.
    yield* page.records.filter((record) => sortOf(record) !== below);
    after = page.next;
  } while (after !== null);
}

/**
 * Who failed to say who they are in the last 24 hours, by network and minute, newest first; `after` is the sort key of the last one of
 * the page before.
 */
export const listAccessFailures = async (
  deps: Deps,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: AccessFailure[]; readonly next: string | null }> => {
  const now = deps.clock.now();
  const today = dayOf(now);
  const items: AccessFailure[] = [];
  for (const day of [today, plusDays(today, -1)]) {
    if (after !== null && day > dayOf(after)) continue;
    const range = { since: minus(now, 'P1D'), below: after, size: limit };
    for await (const failure of failuresOfDay(deps, day, range)) {
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) return { items, next: sortOf(last) };
      items.push(failure);
    }
  }
  return { items, next: null };
};
