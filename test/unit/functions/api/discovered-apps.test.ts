import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Answer, apiWorld } from '../../../support/api-world.ts';

const PAYMENT = { amount: 1250, currency: 'EUR', date: '2026-03-01', vendorName: 'Miro' };

const seen = (email: string, date: string, more: object = {}) => ({
  ...{ email, date, app: 'Miro', source: 'proxy' },
  ...more,
});

const world = async () => {
  const api = apiWorld();
  const { send } = await api.signIn('super-admin');
  const post = async (path: string, json: object): Promise<Answer['json']> => {
    const answer = await send('POST', path, { json });
    if (answer.status >= 300) throw new Error(answer.text);
    return answer.json;
  };
  const made = await post('/v1/applications', { name: 'MIRO' });
  const applicationId = z.string().parse(made['applicationId']);
  const chart = [
    { email: 'ada@example.com', department: 'Design' },
    { email: 'bo@example.com', department: 'Design' },
    { email: 'cy@example.com', department: 'Sales' },
  ];
  const opened = await post('/v1/org-chart', {});
  const importPath = `/v1/org-chart/${z.string().parse(opened['importId'])}`;
  await send('PUT', importPath, { json: { people: chart } });
  await post(`${importPath}/commit`, {});
  const found = async (query = '') => {
    const { json } = await send('GET', `/v1/discovered-apps${query}`);
    return z.array(z.looseObject({ discoveredAppId: z.string(), name: z.string() })).parse(json['items']);
  };
  return { ...api, admin: send, post, applicationId, found };
};

describe('apps that nobody manages', () => {
  it('are found in spend and on the network, with people, departments, money and days', async () => {
    const { post, found, applicationId } = await world();
    await post('/v1/spend', { items: [PAYMENT, { ...PAYMENT, date: '2026-02-03', vendorName: ' miro ' }] });
    const sightings = [
      seen('ada@example.com', '2026-03-02'),
      seen('ada@example.com', '2026-02-28'),
      seen('bo@example.com', '2026-03-01', { app: 'Miro!' }),
      seen('cy@example.com', '2026-03-01'),
      seen('eve@elsewhere.example', '2026-03-01', { source: 'dns' }),
    ];
    expect(await post('/v1/sightings', { sightings })).toEqual({ received: 5, new: 5, known: 0 });
    const all = await found();
    expect(all).toEqual([
      {
        ...{ discoveredAppId: all[0]?.discoveredAppId, name: 'Miro', kind: 'name', decision: 'open' },
        ...{
          applicationId: null,
          proposedApplicationIds: [applicationId],
          people: 4,
          sources: ['dns', 'proxy'],
        },
        departments: [
          { department: 'Design', people: 2 },
          { department: null, people: 1 },
          { department: 'Sales', people: 1 },
        ],
        spend: {
          totals: [{ amount: 2500, currency: 'EUR', items: 2 }],
          ...{ firstOn: '2026-02-03', lastOn: '2026-03-01' },
        },
        ...{ firstOn: '2026-02-03', lastOn: '2026-03-02' },
      },
    ]);
  });

  it('are told by their domain, whatever they are called, and never merged with a name', async () => {
    const { post, found } = await world();
    await post('/v1/sightings', {
      sightings: [
        seen('ada@example.com', '2026-03-02', { domain: 'Miro.com' }),
        seen('bo@example.com', '2026-03-02', { app: 'RealtimeBoard', domain: 'www.miro.com' }),
        seen('bo@example.com', '2026-03-02', { app: 'miro.com' }),
        seen('bo@example.com', '2026-03-02'),
      ],
    });
    const apps = await found();
    expect(apps.map(({ kind, people }) => [kind, people]).sort()).toEqual([
      ['domain', 2],
      ['name', 1],
    ]);
  });

  it('say nothing new when the same comes again, in another order too', async () => {
    const { post, found, admin } = await world();
    const sightings = [seen('ada@example.com', '2026-03-02'), seen('bo@example.com', '2026-02-28')];
    await post('/v1/sightings', { sightings });
    const before = await found();
    expect(await post('/v1/sightings', { sightings: sightings.toReversed() })).toMatchObject({ new: 0 });
    expect(await found()).toEqual(before);
    const earlier = [seen('ada@example.com', '2026-03-01'), seen('ada@example.com', '2026-03-02')];
    expect(await post('/v1/sightings', { sightings: earlier })).toMatchObject({ new: 1, known: 1 });
    const [app] = await found();
    const people = await admin('GET', `/v1/discovered-apps/${app?.discoveredAppId ?? ''}/people?limit=1`);
    expect(people.json['items']).toEqual([
      {
        ...{ email: 'ada@example.com', department: 'Design' },
        ...{ firstOn: '2026-03-01', lastOn: '2026-03-02' },
      },
    ]);
    const cursor = encodeURIComponent(z.string().parse(people.json['nextCursor']));
    const rest = await admin(
      'GET',
      `/v1/discovered-apps/${app?.discoveredAppId ?? ''}/people?limit=1&cursor=${cursor}`,
    );
    expect(rest.json).toMatchObject({ items: [{ email: 'bo@example.com' }], nextCursor: null });
  });

  it('become an application’s by what an admin says, with their spend, and nobody’s again', async () => {
    const { post, found, admin, applicationId } = await world();
    await post('/v1/spend', { items: [PAYMENT] });
    await post(`/v1/applications/${applicationId}/spend`, { items: [{ ...PAYMENT, amount: 50 }] });
    const months = async () =>
      (await admin('GET', `/v1/applications/${applicationId}/spend/months`)).json['months'];
    expect(await months()).toMatchObject([{ totals: [{ amount: 50 }] }]);
    const [app] = await found('?decision=open');
    const path = `/v1/discovered-apps/${app?.discoveredAppId ?? ''}`;
    const decide = (json: object) => admin('PUT', `${path}/decision`, { json });
    expect((await decide({ decision: 'managed', applicationId })).json).toMatchObject({
      decision: 'managed',
    });
    expect(await months()).toMatchObject([{ totals: [{ amount: 1300, items: 2 }] }]);
    const { json } = await admin('GET', `/v1/applications/${applicationId}/spend?limit=1`);
    expect([json['items'], typeof json['nextCursor']]).toMatchObject([[{ amount: 50 }], 'string']);
    expect(await found('?decision=open')).toEqual([]);
    await decide({ decision: 'ignored' });
    expect(await months()).toMatchObject([{ totals: [{ amount: 50 }] }]);
    expect((await admin('GET', `${path}/spend`)).json['items']).toMatchObject([{ amount: 1250 }]);
    await decide({ decision: 'open' });
    expect(await found('?decision=open')).toHaveLength(1);
    expect((await decide({ decision: 'managed', applicationId: 'app_00000000-none' })).status).toBe(404);
  });

  it('are the whole organization’s: hidden from the restricted until they are an application of theirs', async () => {
    const { post, found, admin, applicationId, signInRestricted } = await world();
    await post('/v1/spend', { items: [PAYMENT] });
    const [app] = await found();
    const { send } = await signInRestricted('admin', [applicationId]);
    expect((await send('GET', '/v1/discovered-apps')).json['items']).toEqual([]);
    expect((await send('POST', '/v1/spend', { json: { items: [PAYMENT] } })).status).toBe(403);
    const sightings = [seen('ada@example.com', '2026-03-02')];
    expect((await send('POST', '/v1/sightings', { json: { sightings } })).status).toBe(403);
    await admin('PUT', `/v1/discovered-apps/${app?.discoveredAppId ?? ''}/decision`, {
      json: { decision: 'managed', applicationId },
    });
    expect((await send('GET', '/v1/discovered-apps')).json['items']).toHaveLength(1);
    const spend = await send('GET', `/v1/applications/${applicationId}/spend`);
    expect(spend.json['items']).toMatchObject([{ amount: 1250 }]);
  });

  it('refuse sightings of nothing, of the future and by nobody', async () => {
    const { admin } = await world();
    const wrong = [
      { email: 'ada@example.com', date: '2026-03-02' },
      { email: 'ada', app: 'Miro', date: 'noon' },
      { email: 'ada@example.com', domain: 'no domain', date: '2026-03-02' },
    ];
    const { json } = await admin('POST', '/v1/sightings', { json: { sightings: wrong } });
    expect(json['violations']).toMatchObject([
      { field: 'sightings.0.app' },
      { field: 'sightings.1.email' },
      { field: 'sightings.1.date' },
      { field: 'sightings.2.domain' },
    ]);
    const ahead = await admin('POST', '/v1/sightings', {
      json: { sightings: [seen('ada@example.com', '2030-01-01')] },
    });
    expect(ahead.json['violations']).toMatchObject([{ field: 'sightings.0.date' }]);
  });
});
