import { z } from 'zod';
import { createApplicationOperation } from '../../../shared/contracts/api/applications.ts';
import { asAdmin, ask, request } from './api.ts';

/** Bearer tokens by who has them; null for nobody. */
export type Identities = ReadonlyMap<string, string | null>;

const ROLES = ['super-admin', 'admin', 'basic-user', 'limited-plus-user', 'limited-user', 'appstore-user'];
const RESTRICTED = ['admin', 'basic-user', 'limited-user'];

const created = z.looseObject({});

const post = async (path: string, body: object): Promise<z.output<typeof created>> => {
  const { status, text } = await request(path, {
    method: 'POST',
    headers: { ...asAdmin(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (status !== 201) throw new Error(`POST ${path} answered ${String(status)}: ${text}`);
  return created.parse(JSON.parse(text));
};

const textOf = (answer: z.output<typeof created>, field: string): string => z.string().parse(answer[field]);

let made = 0;

/** A user of a role, and a token of theirs. */
export const userToken = async (role: string, scope: 'read' | 'write' = 'write'): Promise<string> => {
  made += 1;
  const email = `walker-${String(made)}-${String(Date.now())}@walk.example`;
  const userId = textOf(await post('/v1/users', { email, role }), 'userId');
  return textOf(await post(`/v1/users/${userId}/tokens`, { name: 'walk', scope }), 'token');
};

/** A custom role restricted to some applications. */
export const customRole = async (level: string, applicationIds: readonly string[]): Promise<string> => {
  made += 1;
  const name = `${level} of ${String(applicationIds.length)}, no. ${String(made)} ${String(Date.now())}`;
  return textOf(await post('/v1/roles', { name, level, applicationIds }), 'roleId');
};

/** An access token of a program client of the organization. */
export const programToken = async (scope: 'read' | 'write'): Promise<string> => {
  const client = await post('/v1/program-clients', { name: `walking program, ${scope}`, scope });
  const credentials = `${textOf(client, 'clientId')}:${textOf(client, 'clientSecret')}`;
  const { text } = await request('/oauth2/token', {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  return textOf(created.parse(JSON.parse(text)), 'access_token');
};

/** A token for SCIM, and no other than it. */
export const scimToken = async (): Promise<string> => {
  const { text } = await request('/v1/scim-tokens', { headers: asAdmin() });
  const { items } = z.object({ items: z.array(z.object({ tokenId: z.string() })) }).parse(JSON.parse(text));
  for (const { tokenId } of items)
    await request(`/v1/scim-tokens/${tokenId}`, { method: 'DELETE', headers: asAdmin() });
  return textOf(await post('/v1/scim-tokens', { name: 'walk' }), 'token');
};

/** Everybody who can ask: nobody, every role, roles restricted to one application, and the organization's programs. */
export const makeIdentities = async (): Promise<Identities> => {
  const found = new Map<string, string | null>([['nobody', null]]);
  for (const role of ROLES) found.set(role, await userToken(role));
  found.set('super-admin, read token', await userToken('super-admin', 'read'));
  found.set('admin, read token', await userToken('admin', 'read'));
  const { applicationId } = await ask(createApplicationOperation, { body: { name: 'Walked' } });
  for (const level of RESTRICTED)
    found.set(`restricted ${level}`, await userToken(await customRole(level, [applicationId])));
  found.set('program, read', await programToken('read'));
  found.set('program, write', await programToken('write'));
  found.set('scim token', await scimToken());
  return found;
};

/** The header of somebody's token; none for nobody. */
export const bearer = (identities: Identities, who: string): Record<string, string> => {
  const token = identities.get(who);
  if (token === undefined) throw new Error(`Nobody is called ${who}.`);
  return token === null ? {} : { authorization: `Bearer ${token}` };
};
