import { createHash } from 'node:crypto';
import * as z from 'zod';
import { storeOfAsker } from '../../shared/adapters/records/store-of-asker.ts';
import { ForbiddenError, ValidationError } from '../../shared/errors.ts';
import { type Identity, askerId } from '../../shared/runtime/identity.ts';
import type { HttpRequest, HttpResponse } from '../../shared/runtime/http.ts';
import type { LaterRoutes, Route } from '../../shared/runtime/route.ts';
import type { ApiDependencies } from './api-context.ts';
import type { ApiRoute } from './api-route.ts';
import { etagOf, expectedVersion } from './etag.ts';
import { FileAnswer } from './file-answer.ts';
import { readBody } from './read-body.ts';
import type { RouteGroup } from './route-group.ts';

const fileResponse = ({ fileName, mediaType, text }: FileAnswer): HttpResponse => ({
  status: 200,
  headers: { 'content-type': mediaType, 'content-disposition': `attachment; filename="${fileName}"` },
  body: text,
});

const fieldsSchema = z.record(z.string(), z.unknown());

/** A path with fields of the answer in place of their names in braces. */
const locationOf = (path: string, answer: unknown): string => {
  const fields = fieldsSchema.parse(answer);
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(fields[name])));
};

const toResponse = ({ operation }: ApiRoute, answer: unknown): HttpResponse => {
  if (answer instanceof FileAnswer) return fileResponse(answer);
  const { status, type, versioned, location } = operation.answers;
  if (type === 'none') return { status };
  return {
    status,
    headers: {
      'content-type': type,
      ...(versioned ? { etag: etagOf(answer) } : {}),
      ...(location === undefined ? {} : { location: locationOf(location, answer) }),
    },
    body: JSON.stringify(answer),
  };
};

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update('\n').update(part);
  return hash.digest('hex');
};

/** The key a repeat is known by: the asker's own, for this operation only. */
const idempotencyKey = (request: HttpRequest): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ValidationError('Idempotency-Key is not valid.', [
      { field: 'Idempotency-Key', rule: 'must have 1 to 255 printable characters' },
    ]);
  return key;
};

const identify = async (
  { operation }: ApiRoute,
  deps: ApiDependencies,
  request: HttpRequest,
): Promise<Identity | undefined> =>
  operation.permission === null
    ? undefined
    : deps.authenticate(request, {
        permission: operation.permission,
        access: operation.access,
        fresh: operation.fresh === true,
        attempted: operation.operationId,
      });

/** Somebody who asks, with the world as they may see and change it: nothing they reach it with knows what is hidden from them. */
const inTheirWorld = (deps: ApiDependencies, identity: Identity) => {
  const { restriction } = identity.rights;
  return {
    deps: { ...deps, store: storeOfAsker(deps.store, restriction) },
    identity: { ...identity, caller: { ...identity.caller, restriction } },
  };
};

/** Turns a declared route into one the entry can serve: who asks, what they send, once or again, and what they get. */
const adaptRoute = (route: ApiRoute, deps: ApiDependencies): Route => ({
  method: route.operation.method,
  path: route.operation.path,
  handle: async (request) => {
    const { operation } = route;
    const identity = await identify(route, deps, request);
    const answer = route.prepare({
      params: request.params,
      query: request.query,
      body: readBody(operation, request),
      expectedVersion: operation.ifMatch ? expectedVersion(request) : 0,
    });
    const asked = identity === undefined ? { deps, identity } : inTheirWorld(deps, identity);
    const respond = async () => {
      try {
        return toResponse(route, await answer(asked.deps, asked.identity));
      } catch (error) {
        if (identity !== undefined && error instanceof ForbiddenError)
          await deps.recordDenial({
            caller: identity.caller,
            identity: askerId(identity.asker),
            attempted: operation.operationId,
            reason: error.code,
          });
        throw error;
      }
    };
    const key = operation.idempotent ? idempotencyKey(request) : undefined;
    if (key === undefined || identity === undefined) return respond();
    return deps.once(
      {
        key: sha256(askerId(identity.asker), operation.operationId, key),
        payload: sha256(request.path, JSON.stringify(request.query), request.body),
      },
      respond,
    );
  },
});

/** Routes that the entry has loaded when one of them is asked for. */
export const adaptGroup = ({ paths, load }: RouteGroup, deps: ApiDependencies): LaterRoutes => ({
  paths,
  load: async () => (await load()).map((route) => adaptRoute(route, deps)),
});
