import * as z from 'zod';
import {
  type ProgramClient,
  type Token,
  credentialState,
  programClientSchema,
  tokenPrefix,
  tokenSchema,
} from '../../shared/domain/token.ts';
import { tokenUses } from '../../shared/records/access.ts';
import { clientUses } from '../../shared/records/client-uses.ts';
import type { ApiDependencies } from './api-context.ts';
import type { ListPage } from './api-route.ts';

type Deps = Pick<ApiDependencies, 'store' | 'clock'>;

/** Drops the hash, and nothing else. */
const shownPart = z.object(tokenSchema.omit({ secretHash: true, version: true }).shape);
const shownClientPart = z.object(programClientSchema.omit({ secretHash: true, version: true }).shape);

/** Tokens as shown: everything but the hash, what they are now, and when each was last used. */
export const shownTokens = async ({ store, clock }: Deps, tokens: readonly Token[]) => {
  const uses = await store.getMany(
    tokenUses,
    tokens.map(({ tokenId }) => ({ tokenId })),
  );
  const now = clock.now();
  return tokens.map((token, index) => ({
    ...shownPart.parse(token),
    prefix: tokenPrefix(token.tokenId),
    state: credentialState(token, now),
    lastUsedHour: uses[index]?.lastUsedHour ?? null,
  }));
};

/** One token as shown. */
export const shownToken = async (deps: Deps, token: Token) => {
  const [shown] = await shownTokens(deps, [token]);
  if (shown === undefined) throw new Error('a token is shown as one');
  return shown;
};

/** A page of tokens as shown. */
export const tokenPage = async (deps: Deps, page: ListPage<Token>) => ({
  items: await shownTokens(deps, page.items),
  next: page.next,
});

/** Program clients as shown: everything but the hash, what they are now, and when a token of each was last used. */
export const shownClients = async ({ store, clock }: Deps, clients: readonly ProgramClient[]) => {
  const uses = await store.getMany(
    clientUses,
    clients.map(({ clientId }) => ({ clientId })),
  );
  const now = clock.now();
  return clients.map((client, index) => ({
    ...shownClientPart.parse(client),
    state: credentialState(client, now),
    lastUsedHour: uses[index]?.lastUsedHour ?? null,
  }));
};

/** One program client as shown. */
export const shownClient = async (deps: Deps, client: ProgramClient) => {
  const [shown] = await shownClients(deps, [client]);
  if (shown === undefined) throw new Error('a client is shown as one');
  return shown;
};
