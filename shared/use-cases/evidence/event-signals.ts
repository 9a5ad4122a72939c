import type { EventSignal } from '../../domain/evidence.ts';
import { shardOf } from '../../domain/plan.ts';
import { type Day, type Instant, dayOf, plusDays } from '../../domain/time.ts';
import { loggedDays, usedDays } from '../../records/day-log.ts';
import type { Basics } from '../dependencies.ts';

type Reading = Pick<Basics, 'store'>;

/** Days within which active ones are counted, as in a vendor's own log. */
const ACTIVE_WINDOW_DAYS = 30;

/** Addresses that are looked up side by side. */
const LANES = 16;

/** The span of days up to today of which an application has told anything; null where it sends no events. Two reads. */
const spanOf = async ({ store }: Reading, instanceId: string, today: Day) => {
  const log = { log: 'usage' as const, instanceId };
  // Sort keys of a logged day go on with `#`, which sorts before `~`.
  const upTo = { limit: 1, to: `${today}~` };
  const [first, last] = await Promise.all([
    store.page(loggedDays, log, upTo),
    store.page(loggedDays, log, { ...upTo, descending: true }),
  ]);
  const [from, to] = [first.records[0]?.day, last.records[0]?.day];
  return from === undefined || to === undefined ? null : { from, to };
};

/** What one address did lately, and when it did anything last. One read: each day of an address is a record. */
const usesOf = async ({ store }: Reading, instanceId: string, address: string, today: Day) => {
  const { records } = await store.page(
    usedDays,
    { log: 'usage', instanceId, shard: shardOf(address) },
    { limit: ACTIVE_WINDOW_DAYS, from: `${address}#`, to: `${address}#${today}`, descending: true },
  );
  const since = plusDays(today, 1 - ACTIVE_WINDOW_DAYS);
  return {
    lastAt: records[0]?.lastAt ?? null,
    days: records.map(({ day }) => day).filter((day) => day >= since),
  };
};

/**
 * What the events that a custom application sends of itself say of each of some accounts; null for all where it sends none. `addresses`
 * are those of each account and its person, in their stored form. A read for each address.
 */
export const eventSignals = async (
  deps: Reading,
  instanceId: string,
  at: Instant,
  addresses: readonly (readonly string[])[],
): Promise<(EventSignal | null)[]> => {
  const today = dayOf(at);
  const span = await spanOf(deps, instanceId, today);
  if (span === null) return addresses.map(() => null);
  const unique = [...new Set(addresses.flat())];
  const uses = new Map<string, Awaited<ReturnType<typeof usesOf>>>();
  for (let next = 0; next < unique.length; next += LANES)
    await Promise.all(
      unique.slice(next, next + LANES).map(async (address) => {
        uses.set(address, await usesOf(deps, instanceId, address, today));
      }),
    );
  return addresses.map((own) => {
    const found = own.map((address) => uses.get(address)).filter((one) => one !== undefined);
    const lastAt = found
      .flatMap((one) => one.lastAt ?? [])
      .toSorted()
      .at(-1);
    const activeDays = new Set(found.flatMap(({ days }) => days)).size;
    return { ...span, lastAt: lastAt ?? null, activeDays };
  });
};
