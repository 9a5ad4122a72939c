import { z } from 'zod';
import { answerRoutes } from '../../functions/answer/answer-routes.ts';
import { accountRoutes } from '../../functions/auth/account-routes.ts';
import { signInRoutes } from '../../functions/auth/sign-in-routes.ts';
import { connectRoutes } from '../../functions/connect/connect-routes.ts';
import { tokenRoutes } from '../../functions/oauth2/token-routes.ts';
import { scimRoutes } from '../../functions/scim/scim-routes.ts';
import { webhookRoutes } from '../../functions/webhooks/webhook-routes.ts';

/** Stands for whatever a family needs: making its routes asks nothing of it, but a text to put into one. */
const nothingReal = (): never => {
  const get = (_: object, key: string | symbol): unknown => (key === Symbol.toPrimitive ? () => '' : stand);
  const stand: object = new Proxy(() => stand, { get, apply: () => stand });
  return z.custom<never>(() => true).parse(stand);
};

/** Every route outside of the API, as method and path. */
export const pageRoutes = async (): Promise<string[]> => {
  const loaded = [
    answerRoutes,
    connectRoutes,
    webhookRoutes,
    signInRoutes,
    accountRoutes,
    tokenRoutes,
  ].flatMap((family) => family(nothingReal()));
  const later = await Promise.all(scimRoutes(nothingReal()).map(({ load }) => load()));
  return [...loaded, ...later.flat()].map(({ method, path }) => `${method} ${path}`);
};
