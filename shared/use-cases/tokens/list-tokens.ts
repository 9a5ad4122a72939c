import type { ApiToken } from '../../domain/user.ts';
import { apiTokens, userTokens } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** A page of a user's tokens, oldest first, revoked and expired ones too. */
export const listTokens = async (
  { store }: Pick<Basics, 'store'>,
  userId: string,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: ApiToken[]; readonly next: string | null }> => {
  const { records, next } = await store.page(userTokens, { userId }, page);
  const tokens = await store.getMany(
    apiTokens,
    records.map(({ tokenId }) => ({ tokenId })),
  );
  return { items: tokens.filter((token) => token !== undefined), next };
};
