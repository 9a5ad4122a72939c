import { put } from '../../records/change.ts';
import { tokenUses } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** Remembers no more than these tokens; then it starts anew, which costs a read each. */
const MOST = 1000;

const hourOf = (now: string): string => `${now.slice(0, 13)}:00:00.000Z`;

/** Keeps when tokens were last used, to the hour: one write a token, hour and process at most. */
export const makeRecordUse = ({ store, clock }: Pick<Basics, 'store' | 'clock'>) => {
  const written = new Map<string, string>();
  return async (tokenId: string): Promise<void> => {
    const lastUsedHour = hourOf(clock.now());
    if (written.get(tokenId) === lastUsedHour) return;
    if (written.size >= MOST) written.clear();
    const stored = await store.get(tokenUses, { tokenId });
    if (stored?.lastUsedHour !== lastUsedHour)
      await store.writeMany([put(tokenUses, { tokenId, lastUsedHour }, 'any')]);
    written.set(tokenId, lastUsedHour);
  };
};
