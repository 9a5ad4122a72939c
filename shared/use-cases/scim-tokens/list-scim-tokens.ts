import type { Token } from '../../domain/token.ts';
import { organizationTokens, tokens } from '../../records/access.ts';
import type { Basics } from '../dependencies.ts';

/** A page of the organization's tokens for SCIM, oldest first, revoked and expired ones too. Needs `tokens.read`. */
export const listScimTokens = async (
  { store }: Pick<Basics, 'store'>,
  page: { readonly limit: number; readonly after: string | null },
): Promise<{ readonly items: Token[]; readonly next: string | null }> => {
  const { records, next } = await store.page(organizationTokens, {}, page);
  const found = await store.getMany(
    tokens,
    records.map(({ tokenId }) => ({ tokenId })),
  );
  return { items: found.filter((token) => token !== undefined), next };
};
