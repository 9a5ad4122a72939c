import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Connection } from '../../../../shared/domain/connection.ts';
import { put } from '../../../../shared/records/change.ts';
import { connections } from '../../../../shared/records/applications.ts';
import { dayFigures } from '../../../../shared/records/accounts.ts';
import { usersEstimates } from '../../../../shared/records/provisioned.ts';
import { landSignIns, takeInSignIns } from '../../../../shared/use-cases/sso-apps/land-sign-ins.ts';
import { noteSsoApps } from '../../../../shared/use-cases/sso-apps/note-sso-apps.ts';
import { auditEvent } from '../../../../shared/use-cases/audit.ts';
import { DEPLOY, apiWorld } from '../../../support/api-world.ts';
import { IDS } from '../../../support/sample-run.ts';
import { oktaApp, signIn } from '../../../support/sso-world.ts';

const FIGURES = { accounts: 40, active: 40, inactive: 0, pending: 0, licensed: 30, basic: 10 };

const company = async () => {
  const world = apiWorld();
  const { send } = await world.signIn('super-admin');
  const make = async (path: string, json: unknown, field: string) =>
    z.string().parse((await send('POST', path, { json })).json[field]);
  const applicationId = await make('/v1/applications', { name: 'Zoom' }, 'applicationId');
  const path = `/v1/applications/${applicationId}`;
  const instanceId = await make(`${path}/instances`, { name: 'Main', vendor: 'zoom' }, 'instanceId');
  await make(`${path}/instances`, { name: 'Lab', vendor: 'zoom' }, 'instanceId');
  const otherId = await make('/v1/applications', { name: 'Other' }, 'applicationId');
  const connectionId = await make(
    `/v1/instances/${instanceId}/connections`,
    { clientId: 'c', clientSecret: 's', plan: 'pro' },
    'connectionId',
  );
  return { ...world, send, path, applicationId, instanceId, otherId, connectionId };
};

describe('an application in a line', () => {
  it('says how many instances it has, of which vendors, and how they are connected', async () => {
    const { send, applicationId, otherId } = await company();
    const { status, json } = await send('GET', '/v1/application-summaries');
    expect(status).toBe(200);
    expect(json['items']).toMatchObject([
      { applicationId, name: 'Zoom', vendors: ['zoom'], instances: 2, connection: 'not-connected' },
      { applicationId: otherId, vendors: [], instances: 0, connection: 'not-connected' },
    ]);
  });

  it('is connected once an instance is, and needs somebody as soon as one connection does', async () => {
    const { send, store, deps, otherId } = await company();
    const made = await send('POST', `/v1/applications/${otherId}/instances`, {
      json: { name: 'Org', vendor: 'okta' },
    });
    const instanceId = z.string().parse(made.json['instanceId']);
    const attached = await send('POST', `/v1/instances/${instanceId}/tenant-connections`, {
      json: { endpoint: 'https://acme.okta.com', credentials: { kind: 'api-token', token: 't' } },
    });
    const other = async () => {
      const { json } = await send('GET', '/v1/application-summaries');
      const items = z.array(z.looseObject({ applicationId: z.string() })).parse(json['items']);
      return items.find(({ applicationId }) => applicationId === otherId);
    };
    expect(await other()).toMatchObject({ vendors: ['okta'], instances: 1, connection: 'connected' });
    const connectionId = z.string().parse(attached.json['connectionId']);
    const connection = await store.get(connections, { connectionId });
    if (connection === undefined) throw new Error('There is no connection.');
    const event = auditEvent(deps, DEPLOY, 'connection.changed', { subjectId: connectionId });
    const refused: Connection = { ...connection, state: 'needs-reconnect' };
    await store.commit([put(connections, refused, 'any')], event);
    expect(await other()).toMatchObject({ connection: 'needs-reconnect' });
    const { json } = await send('GET', `/v1/applications/${otherId}/details`);
    expect(json['instances']).toMatchObject([
      { connections: [{ state: 'needs-reconnect', health: 'trouble', trouble: { kind: 'tokens-refused' } }] },
    ]);
  });

  it('comes page by page', async () => {
    const { send, otherId } = await company();
    const first = await send('GET', '/v1/application-summaries?limit=1');
    const cursor = encodeURIComponent(z.string().parse(first.json['nextCursor']));
    const second = await send('GET', `/v1/application-summaries?limit=1&cursor=${cursor}`);
    expect(second.json['items']).toMatchObject([{ applicationId: otherId }]);
  });
});

describe('everything known of an application', () => {
  it('is empty where nothing is known, and never 0', async () => {
    const { send, path, instanceId, connectionId } = await company();
    const { status, json } = await send('GET', `${path}/details`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      name: 'Zoom',
      ssoProtocols: [],
      contracts: [],
      spend: { from: '2025-04', months: [], totals: [] },
      instances: [
        {
          instanceId,
          users: { count: null, rule: 'none', observedAt: null },
          activity: { activeUsers: null, activeAsOf: null, lastEventOn: null },
          ssoProtocols: [],
          connections: [
            { connectionId, vendor: 'zoom', state: 'new', health: 'not-connected', trouble: null },
          ],
        },
        { name: 'Lab', connections: [] },
      ],
    });
    expect((await send('GET', '/v1/applications/app_00000000-none/details')).status).toBe(404);
  });

  it('has users, the newest count of who uses it, sign-on by the apps that are confirmed, and money', async () => {
    const { send, path, deps, store, instanceId } = await company();
    const apps = await noteSsoApps(deps, [
      oktaApp('0oa1'),
      oktaApp('0oa2', { signOn: 'oidc' }),
      oktaApp('0oa3', { signOn: 'ws-fed' }),
    ]);
    for (const { ssoAppId } of apps.slice(0, 2))
      await send('POST', `/v1/sso-apps/${ssoAppId}/link`, { json: { instanceId } });
    const [{ ssoAppId } = { ssoAppId: '' }] = apps;
    await landSignIns(deps, ssoAppId, [signIn('ada@x.example', '2026-02-03T09:00:00.000Z', '1')]);
    await takeInSignIns(deps, [ssoAppId], () => false);
    const figures = { ...FIGURES, engagedLately: 25 };
    await store.writeMany([
      put(dayFigures, { instanceId, day: '2026-02-27', pullId: IDS.pull, figures }, 'any'),
      put(dayFigures, { instanceId, day: '2026-03-01', pullId: IDS.pull, figures: FIGURES }, 'any'),
      put(
        usersEstimates,
        {
          ...{ instanceId, day: '2026-02-28', engagedLately: 12, estimatedAt: '2026-02-28T03:00:00.000Z' },
          users: {
            count: 31,
            rule: 'signed-in',
            source: { kind: 'sso-apps', ssoAppIds: [ssoAppId] },
            observedAt: '2026-02-28T03:00:00.000Z',
          },
        },
        'any',
      ),
    ]);
    const payment = { amount: 1250, currency: 'EUR', vendorName: 'Zoom' };
    const items = ['2025-03-31', '2025-04-01', '2026-03-01'].map((date) => ({ ...payment, date }));
    await send('POST', `${path}/spend`, { json: { items } });
    const contract = {
      ...{ reference: 'C-1', seats: 10, unitPrice: 12_000, currency: 'EUR', startsOn: '2026-01-01' },
      note: 'Ask Ada.',
    };
    await send('POST', `${path}/contracts`, { json: contract });
    const { json, text } = await send('GET', `${path}/details`);
    expect(json).toMatchObject({
      ssoProtocols: ['oidc', 'saml'],
      contracts: [{ reference: 'C-1', seats: 10 }],
      spend: {
        months: [{ month: '2025-04' }, { month: '2026-03' }],
        totals: [{ amount: 2500, currency: 'EUR', items: 2 }],
      },
      instances: [
        {
          users: { count: 31, rule: 'signed-in' },
          activity: { activeUsers: 12, activeAsOf: '2026-02-28', lastEventOn: '2026-02-03' },
          ssoProtocols: ['oidc', 'saml'],
        },
        { name: 'Lab', ssoProtocols: [] },
      ],
    });
    expect(text).not.toContain('Ask Ada.');
  });

  it.each([
    ['limited-user', null, null],
    ['limited-plus-user', [], null],
  ] as const)('leaves out what a %s may not see', async (role, contracts, connections) => {
    const { signIn: signInAs, path } = await company();
    const { send } = await signInAs(role);
    const { status, json } = await send('GET', `${path}/details`);
    expect(status).toBe(200);
    expect(json).toMatchObject({ contracts, spend: null, instances: [{ connections }, { connections }] });
    const summaries = await send('GET', '/v1/application-summaries');
    expect(summaries.json['items']).toMatchObject([{ connection: null }, { connection: null }]);
  });

  it('is nothing to somebody who is restricted to another, and is for programs that read', async () => {
    const { signInRestricted, path, otherId } = await company();
    const { send } = await signInRestricted('admin', [otherId]);
    expect((await send('GET', `${path}/details`)).status).toBe(404);
    const { json } = await send('GET', '/v1/application-summaries');
    expect(json['items']).toMatchObject([{ applicationId: otherId }]);
  });
});
