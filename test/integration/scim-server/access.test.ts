import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asAdmin, request, until } from '../../support/integration/api.ts';
import { scimToken } from '../../support/integration/identities.ts';
import { fromOwnNetwork } from '../../support/integration/networks.ts';
import { newSession } from '../../support/integration/sessions.ts';

/** What somebody who was stopped has to have felt by. */
const STOPPED_SECONDS = 60;
const TOLD_SECONDS = 60;

const run = randomUUID().slice(0, 8);
const madeSchema = z.looseObject({ id: z.string() });
const userSchema = z.looseObject({ groups: z.array(z.object({ value: z.string() })).default([]) });
const groupSchema = z.looseObject({ members: z.array(z.looseObject({ value: z.string() })).default([]) });

describe.concurrent('somebody whom the identity provider keeps', () => {
  let token = '';

  const scim = async (method: string, path: string, body?: object) => {
    const { status, text } = await request(`/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status, json: z.looseObject({}).parse(text === '' ? {} : JSON.parse(text)) };
  };
  const push = async (name: string): Promise<string> => {
    const { json } = await scim('POST', '/Users', {
      ...{ userName: `${name}-${run}@example.com`, permissionsRole: 'Basic-User' },
      ...{ name: { givenName: name, familyName: 'Pushed' }, active: true },
      emails: [{ value: `${name}-${run}@example.com`, type: 'work', primary: true }],
    });
    return madeSchema.parse(json).id;
  };
  const patch = (path: string, ...Operations: readonly object[]) =>
    scim('PATCH', path, { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });

  beforeAll(async () => {
    token = await scimToken();
  });

  it('is let in no more within a minute of being deactivated, and again once reactivated', async () => {
    const userId = await push('stopped');
    const { text } = await request(`/v1/users/${userId}/tokens`, {
      method: 'POST',
      headers: { ...asAdmin(), 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'theirs', scope: 'write', expiresInDays: 1 }),
    });
    const theirs = z.looseObject({ token: z.string(), tokenId: z.string() }).parse(JSON.parse(text));
    const headers = { authorization: `Bearer ${theirs.token}` };
    const cookie = await newSession(userId);
    const enter = async (): Promise<number[]> =>
      Promise.all(
        [headers, { cookie }].map(
          async (who) => (await request('/v1/me', { headers: { ...who, ...fromOwnNetwork(80) } })).status,
        ),
      );
    expect(await enter()).toEqual([200, 200]);
    expect((await patch(`/Users/${userId}`, { op: 'replace', value: { active: false } })).status).toBe(200);
    const refused = (statuses: readonly number[]) => statuses.every((status) => status === 401);
    await until('token and session to be refused', STOPPED_SECONDS, enter, refused);
    await patch(`/Users/${userId}`, { op: 'Replace', path: 'active', value: 'True' });
    // What is known of them is read anew for every write.
    const left = await request(`/v1/me/tokens/${theirs.tokenId}`, { method: 'DELETE', headers });
    expect(left.status).toBe(204);
    // A browser has to sign in again. Reads may still go by what a process remembered for half a minute.
    await until('the old session to be refused again', TOLD_SECONDS, enter, refused);
  });

  it('is told which groups they are in, and leaves them by being deleted', async () => {
    const [stays, goes] = [await push('stays'), await push('goes')];
    const { json } = await scim('POST', '/Groups', {
      displayName: `Group ${run}`,
      members: [{ value: stays }, { value: goes }],
    });
    const { id } = madeSchema.parse(json);
    for (const userId of [stays, goes])
      await until(
        'a user to know of the group',
        TOLD_SECONDS,
        async () => userSchema.parse((await scim('GET', `/Users/${userId}`)).json).groups,
        (groups) => groups.some(({ value }) => value === id),
      );
    expect((await scim('DELETE', `/Users/${goes}`)).status).toBe(204);
    const members = async () =>
      groupSchema.parse((await scim('GET', `/Groups/${id}`)).json).members.map(({ value }) => value);
    await until('who was deleted to have left', TOLD_SECONDS, members, (left) => left.join() === stays);
    expect((await scim('DELETE', `/Groups/${id}`)).status).toBe(204);
  });
});
