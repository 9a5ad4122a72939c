import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  allPages,
  appId,
  causesOf,
  errorOf,
  OktaClient,
  shownApp,
  shownUser,
  userId,
} from './okta-client.ts';

let client: OktaClient;

beforeEach(async () => {
  client = await OktaClient.start();
});

afterEach(() => client.close());

const shownAssignment = z.looseObject({
  id: z.string(),
  externalId: z.string().nullable(),
  scope: z.string(),
  status: z.string(),
  credentials: z.object({ userName: z.string() }),
});

const labels = async (parameters: Readonly<Record<string, string>> = {}): Promise<readonly string[]> =>
  (await client.page(shownApp, '/apps', parameters)).rows.map(({ label }) => label).sort();

describe('the list of apps', () => {
  it('holds active and inactive ones, several of one name, and none that was deleted', async () => {
    expect(await labels()).toEqual(['GitHub (old)', 'Wiki', 'Zoom', 'Zoom Labs']);
  });

  it('is filtered by status and by name, and found by the beginning of name or label', async () => {
    expect(await labels({ filter: 'name eq "zoomus"' })).toEqual(['Zoom', 'Zoom Labs']);
    expect(await labels({ filter: 'status eq "INACTIVE"' })).toEqual(['GitHub (old)']);
    expect(await labels({ filter: 'status eq "ACTIVE" and name eq "bookmark"' })).toEqual(['Wiki']);
    expect(await labels({ q: 'git' })).toEqual(['GitHub (old)']);
    const ada = await userId(client, 'ada@example.com');
    expect(await labels({ filter: `user.id eq "${ada}"` })).toEqual(['Zoom']);
  });

  it('is cut into pages', async () => {
    const pages = await allPages(client, shownApp, '/apps', { limit: '3' });
    expect(pages.map(({ rows }) => rows.length)).toEqual([3, 1]);
    expect(new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(4);
  });

  it.each([
    [{ filter: 'label eq "Zoom"' }, 'E0000031'],
    [{ filter: 'status sw "A"' }, 'E0000031'],
    [{ filter: 'status' }, 'E0000053'],
    [{ limit: '201' }, 'E0000001'],
  ])('refuses %j', async (parameters, code) => {
    expect(await errorOf(await client.call('/apps', parameters))).toEqual([400, code]);
  });

  it('shows how people sign on, what is provisioned and how many seats there are', async () => {
    const { rows } = await client.page(shownApp, '/apps');
    expect(rows.find(({ label }) => label === 'Zoom')).toMatchObject({
      name: 'zoomus',
      signOnMode: 'SAML_2_0',
      features: ['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION'],
      licensing: { seatCount: 40 },
      settings: { signOn: { ssoAcsUrl: 'https://acme.zoom.us/saml/SSO' } },
    });
    expect(rows.find(({ label }) => label === 'Zoom Labs')).toMatchObject({
      settings: { oauthClient: { redirect_uris: ['https://labs.zoom.us/callback'] } },
    });
    expect(rows.find(({ label }) => label === 'Wiki')).toMatchObject({ signOnMode: 'BOOKMARK' });
  });

  it('follows the admin who renames or deletes an app', async () => {
    await client.control('POST', 'apps/zoom', { label: 'Video calls' });
    await client.control('POST', 'apps/link', { status: 'DELETED' });
    expect(await labels()).toEqual(['GitHub (old)', 'Video calls', 'Zoom Labs']);
  });
});

describe('the users of an app', () => {
  const list = async (
    label = 'Zoom',
    parameters: Readonly<Record<string, string>> = {},
  ): Promise<readonly z.infer<typeof shownAssignment>[]> =>
    (await client.page(shownAssignment, `/apps/${await appId(client, label)}/users`, parameters)).rows;

  it('are shown with scope, state of provisioning and id at the vendor', async () => {
    const rows = await list();
    expect(rows.find(({ scope }) => scope === 'USER')).toMatchObject({
      id: await userId(client, 'ada@example.com'),
      externalId: 'KDcu',
      status: 'PROVISIONED',
      syncState: 'SYNCHRONIZED',
      credentials: { userName: 'ada@example.com' },
      profile: { licenseType: 'Licensed' },
    });
    const byGroup = rows.find(({ scope }) => scope === 'GROUP');
    expect(byGroup).toMatchObject({ externalId: null, _links: { group: { name: 'All of Zoom' } } });
    expect(byGroup).not.toHaveProperty('_embedded');
  });

  it('come with the user where that is asked for', async () => {
    const [row] = await list('Zoom', { expand: 'user', q: 'ada' });
    expect(z.object({ user: shownUser }).parse(row?.['_embedded']).user.profile.login).toBe(
      'ada@example.com',
    );
  });

  it('come 50 at a time unless asked for more', async () => {
    const assignOne = async (index: number): Promise<void> => {
      const login = `n${index}@example.com`;
      await client.control('POST', 'users', { login, firstName: 'N', lastName: 'N' });
      await client.control('POST', 'assignments', { app: 'zoom-labs', login });
    };
    await Promise.all(Array.from({ length: 51 }, (_, index) => assignOne(index)));
    const path = `/apps/${await appId(client, 'Zoom Labs')}/users`;
    const pages = await allPages(client, shownAssignment, path, {});
    expect(pages.map(({ rows }) => rows.length)).toEqual([50, 1]);
    expect((await client.page(shownAssignment, path, { limit: '500' })).rows).toHaveLength(51);
    expect(await errorOf(await client.call(path, { limit: '501' }))).toEqual([400, 'E0000001']);
    expect((await client.page(shownAssignment, path)).rows[0]).toMatchObject({
      status: 'ACTIVE',
      syncState: 'DISABLED',
    });
  });

  it('are taken away with 204, which is logged and recorded', async () => {
    const [zoom, ada] = [await appId(client, 'Zoom'), await userId(client, 'ada@example.com')];
    const remove = (): Promise<Response> =>
      client.call(`/apps/${zoom}/users/${ada}`, {}, { method: 'DELETE' });
    const answer = await remove();
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect((await list()).map(({ scope }) => scope)).toEqual(['GROUP']);
    expect(await errorOf(await remove())).toEqual([404, 'E0000007']);
    expect(client.okta.standIn.log.entries().find(({ method }) => method === 'DELETE')?.changes).toEqual([
      { kind: 'unassigned', userId: ada, login: 'ada@example.com', appId: zoom, deactivatesInTarget: true },
    ]);
    const filter = 'eventType eq "application.user_membership.remove"';
    const { rows } = await client.page(
      z.looseObject({ target: z.array(z.looseObject({ id: z.string() })) }),
      '/logs',
      { filter },
    );
    expect(rows.map(({ target }) => target.map(({ id }) => id))).toEqual([[zoom, expect.any(String), ada]]);
  });

  it('cannot be taken away from what a group grants', async () => {
    const [zoom, ben] = [await appId(client, 'Zoom'), await userId(client, 'ben@example.com')];
    const remove = (): Promise<Response> =>
      client.call(`/apps/${zoom}/users/${ben}`, {}, { method: 'DELETE' });
    expect(await errorOf(await remove())).toEqual([403, 'E0000046']);
    expect(await causesOf(await remove())).toEqual([expect.stringContaining('group memberships')]);
    expect(await list()).toHaveLength(2);
    await client.control('POST', 'switches', { deleteGroupAssignment: 'allow' });
    expect((await remove()).status).toBe(204);
    expect(await list()).toHaveLength(1);
  });

  it('are one by one to be read', async () => {
    const [zoom, ada] = [await appId(client, 'Zoom'), await userId(client, 'ada@example.com')];
    expect(await (await client.call(`/apps/${zoom}/users/${ada}`)).json()).toMatchObject({ id: ada });
    expect((await client.call(`/apps/${zoom}/users/nobody`)).status).toBe(404);
    expect((await client.call(`/apps/nothing/users`)).status).toBe(404);
    expect(await (await client.call(`/apps/${zoom}`)).json()).toMatchObject({ label: 'Zoom' });
  });

  it('lose somebody who is deactivated, unless the switch keeps them', async () => {
    await client.control('POST', 'switches', { deactivatedKeepAssignments: true });
    await client.control('POST', 'users/ada@example.com', { status: 'DEPROVISIONED' });
    expect(await list()).toHaveLength(2);
    await client.control('POST', 'switches', { deactivatedKeepAssignments: false });
    await client.control('POST', 'users/ben@example.com', { status: 'DEPROVISIONED' });
    expect((await list()).map(({ scope }) => scope)).toEqual(['USER']);
  });
});
