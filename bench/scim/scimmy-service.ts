import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { z } from 'zod';
import type { Service } from './service.ts';

const TOKEN = 'token-of-the-benchmark';

type Stored = SCIMMY.Schemas.User;

const dataSchema = z.looseObject({ userName: z.string() });

const isUser = (value: unknown): value is Stored => typeof value === 'object' && value !== null;

const areUsers = (value: unknown): value is Stored[] => Array.isArray(value);

/** Users of the peer in a map, by their ids. */
const keepUsers = (): void => {
  const users = new Map<string, Stored>();
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .ingress((resource, data) => {
      const id = resource.id ?? `user-${String(users.size)}`;
      const stored: unknown = { ...dataSchema.parse(data), id };
      if (!isUser(stored)) throw new Error('That is no user.');
      users.set(id, stored);
      return stored;
    })
    .egress((resource) => {
      if (resource.id !== undefined) {
        const user = users.get(resource.id);
        if (user === undefined) throw new SCIMMY.Types.Error(404, '', 'There is no such user.');
        return user;
      }
      const all = [...users.values()];
      const matched: unknown = resource.filter === undefined ? all : resource.filter.match(all);
      return areUsers(matched) ? matched : [];
    })
    .degress((resource) => {
      users.delete(resource.id ?? '');
    });
};

/** SCIMMY behind its routers for Express, asked without a network between, as ours is. */
export const scimmyService = (): Service => {
  keepUsers();
  SCIMMY.Config.set({ patch: true, filter: { supported: true, maxResults: 200 } });
  const app = express();
  app.use(
    '/scim/v2',
    new SCIMMYRouters({
      type: 'bearer',
      handler: (request) => {
        if (request.headers.authorization !== `Bearer ${TOKEN}`) throw new Error('Unknown token.');
        return 'client';
      },
    }),
  );
  return (method, path, body) =>
    new Promise((resolve) => {
      const request = new IncomingMessage(new Socket());
      const sent = body === undefined ? '' : JSON.stringify(body);
      Object.assign(request, {
        method,
        url: `/scim/v2${path}`,
        headers: {
          host: 'localhost',
          authorization: `Bearer ${TOKEN}`,
          ...(sent === ''
            ? {}
            : { 'content-type': 'application/scim+json', 'content-length': String(Buffer.byteLength(sent)) }),
        },
      });
      if (sent !== '') request.push(sent);
      request.push(null);
      const response = new ServerResponse(request);
      response.end = (chunk?: unknown) => {
        const bytes: unknown = chunk;
        resolve(
          bytes instanceof Uint8Array
            ? Buffer.from(bytes).toString('utf8')
            : typeof bytes === 'string'
              ? bytes
              : '',
        );
        return response;
      };
      app(request, response);
    });
};
