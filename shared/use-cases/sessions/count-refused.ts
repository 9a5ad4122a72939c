import { plus } from '../../domain/time.ts';
import { put } from '../../records/change.ts';
import { refusedSignIns } from '../../records/sign-in.ts';
import type { Basics } from '../dependencies.ts';

/** More of them in an hour say nothing new. */
export const MOST_COUNTED = 1_000;

/** Counts that somebody unknown was turned away: how many an hour, not who, and no audit event for each. */
export const countRefused = async ({ store, clock }: Pick<Basics, 'store' | 'clock'>): Promise<void> => {
  const now = clock.now();
  const hour = now.slice(0, 13);
  const count = (await store.get(refusedSignIns, { hour }))?.count ?? 0;
  if (count >= MOST_COUNTED) return;
  const next = { hour, count: count + 1, expiresAt: plus(now, 'P30D'), version: count + 1 };
  // A conflict is another one counted at this moment; one less in such a flood does not matter.
  await store.write([put(refusedSignIns, next, count === 0 ? 'absent' : { version: count })]);
};
