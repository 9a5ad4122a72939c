import type { Instant } from '../../domain/time.ts';
import { type Token, isLive } from '../../domain/token.ts';
import { SCIM_TOKEN_SLOTS, scimTokenSlots, tokens } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** A slot as it stands; `token` is the one that holds it and is still good. */
export interface Slot {
  readonly slot: number;
  readonly version: number;
  readonly token: Token | null;
}

/** The slots that tokens for SCIM are active by, as they stand at a moment. */
export const readSlots = async ({ store }: Pick<Basics, 'store'>, now: Instant): Promise<Slot[]> => {
  const held = await store.getMany(
    scimTokenSlots,
    SCIM_TOKEN_SLOTS.map((slot) => ({ slot })),
  );
  return Promise.all(
    SCIM_TOKEN_SLOTS.map(async (slot, index): Promise<Slot> => {
      const record = held[index];
      if (record === undefined) return { slot, version: 0, token: null };
      const token = await store.get(tokens, { tokenId: record.tokenId });
      const isHeld = token !== undefined && isLive(token, now);
      return { slot, version: record.version, token: isHeld ? token : null };
    }),
  );
};
