import type { Token } from '../../domain/token.ts';
import { tokens, userTokens } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** A page of a user's tokens, oldest first, revoked and expired ones too. */
export const listTokens = async (
  { store }: Pick<Basics, 'store'>,
  userId: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: Token[]; readonly next: string | null }> => {
  const { records, next } = await store.page(userTokens, { userId }, page);
  const found = await store.getMany(
    tokens,
    records.map(({ tokenId }) => ({ tokenId })),
  );
  return { items: found.filter((token) => token !== undefined), next };
};
