import { z } from 'zod';
import { type Token, tokenPrefix, tokenSchema } from '../../shared/domain/token.ts';
import { tokenUses } from '../../shared/records/access.ts';
import type { ApiDependencies } from './api-context.ts';
import type { ListPage } from './api-route.ts';

/** Drops the hash, and nothing else. */
const shownPart = z.object(tokenSchema.omit({ secretHash: true, version: true }).shape);

/** Tokens as shown: everything but the hash, and when each was last used. */
export const shownTokens = async ({ store }: Pick<ApiDependencies, 'store'>, tokens: readonly Token[]) => {
  const uses = await store.getMany(
    tokenUses,
    tokens.map(({ tokenId }) => ({ tokenId })),
  );
  return tokens.map((token, index) => ({
    ...shownPart.parse(token),
    prefix: tokenPrefix(token.tokenId),
    lastUsedHour: uses[index]?.lastUsedHour ?? null,
  }));
};

/** One token as shown. */
export const shownToken = async (deps: Pick<ApiDependencies, 'store'>, token: Token) => {
  const [shown] = await shownTokens(deps, [token]);
  if (shown === undefined) throw new Error('a token is shown as one');
  return shown;
};

/** A page of tokens as shown. */
export const tokenPage = async (deps: Pick<ApiDependencies, 'store'>, page: ListPage<Token>) => ({
  items: await shownTokens(deps, page.items),
  next: page.next,
});
