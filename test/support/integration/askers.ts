import { randomUUID } from 'node:crypto';
import { issueTokenOperation } from '../../../shared/contracts/api/tokens.ts';
import { createUserOperation } from '../../../shared/contracts/api/users.ts';
import type { RoleRef } from '../../../shared/domain/role.ts';
import { ask, request } from './api.ts';

/** What a request of an asker came to. */
export type Asked = Awaited<ReturnType<typeof request>>;

/** Somebody who asks with a token of their own. */
export interface TestAsker {
  readonly userId: string;
  readonly token: string;
  send(method: string, path: string, json?: unknown, version?: number): Promise<Asked>;
}

/** Asks by a token, as whoever it belongs to. */
export const askerWith = (userId: string, token: string): TestAsker => ({
  userId,
  token,
  send: (method, path, json, version) =>
    request(path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === undefined ? {} : { 'if-match': `"${String(version)}"` }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    }),
});

/** Makes a user of a role, with a token that may change things. */
export const newAsker = async (role: RoleRef): Promise<TestAsker> => {
  const { userId } = await ask(createUserOperation, {
    body: { email: `${role}-${randomUUID()}@example.com`, role },
  });
  const { token } = await ask(issueTokenOperation, {
    params: { userId },
    body: { name: 'test', scope: 'write' },
  });
  return askerWith(userId, token);
};
