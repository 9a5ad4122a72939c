import { z } from 'zod';
import { oauthProblem } from '../../functions/oauth2/oauth-problem.ts';
import { tokenRoutes } from '../../functions/oauth2/token-routes.ts';
import type { ApiScope } from '../../shared/domain/token.ts';
import { httpEntry } from '../../shared/runtime/http-entry.ts';
import { createProgramClient } from '../../shared/use-cases/program-clients/create-program-client.ts';
import { type Send, apiWorld } from './api-world.ts';
import { capturedLog } from './captured-log.ts';
import { type EventParts, ORIGIN_SECRET, httpEvent, lambdaContext } from './http-event.ts';

const bodySchema = z.record(z.string(), z.json());

/** HTTP Basic of an id and a secret as they stand. */
export const basic = (clientId: string, clientSecret: string) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
});

/** The whole HTTP API on the memory twins, and beside it the door where programs get access tokens. */
export const oauthWorld = (...made: Parameters<typeof apiWorld>) => {
  const world = apiWorld(...made);
  const entry = httpEntry({
    family: 'oauth2',
    originSecret: () => Promise.resolve(ORIGIN_SECRET),
    routes: tokenRoutes(world.deps),
    renderError: oauthProblem,
    log: capturedLog().log,
  });

  /** Asks the token endpoint as API Gateway does, which sends forms on in base64. */
  const askToken = async (form: string | Record<string, string>, parts: Partial<EventParts> = {}) => {
    const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
    const result = await entry(
      httpEvent({
        method: 'POST',
        path: '/oauth2/token',
        body: Buffer.from(body).toString('base64'),
        isBase64Encoded: true,
        ...parts,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...parts.headers },
      }),
      lambdaContext(),
    );
    const headers = Object.fromEntries(
      Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const text = result.body ?? '';
    const json = text === '' ? {} : bodySchema.parse(JSON.parse(text));
    return { status: result.statusCode ?? 0, headers, text, json };
  };

  /** Makes a program client as a Super Admin does. */
  const newClient = async (scope: ApiScope = 'read', expiresInDays = 365) => {
    const { user } = await world.signIn('super-admin');
    const caller = { actor: { kind: 'user', userId: user.userId, tokenId: null } } as const;
    const { client, clientSecret } = await createProgramClient(world.deps, caller, {
      name: 'reports',
      scope,
      expiresInDays,
    });
    return { ...client, clientSecret };
  };

  /** A program with an access token, and how it asks. */
  const program = async (scope: ApiScope) => {
    const client = await newClient(scope);
    const { json } = await askToken(
      { grant_type: 'client_credentials' },
      { headers: basic(client.clientId, client.clientSecret) },
    );
    const token = z.string().parse(json['access_token']);
    const send: Send = (method, path, extra = {}) =>
      world.send(method, path, { ...extra, headers: { authorization: `Bearer ${token}`, ...extra.headers } });
    return { client, token, send };
  };

  return { ...world, askToken, newClient, program };
};
