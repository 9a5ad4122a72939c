import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { noteSsoApps } from '../../../../shared/use-cases/sso-apps/note-sso-apps.ts';
import { landSignIns, takeInSignIns } from '../../../../shared/use-cases/sso-apps/land-sign-ins.ts';
import { apiWorld } from '../../../support/api-world.ts';
import { oktaApp, signIn } from '../../../support/sso-world.ts';

const company = async () => {
  const world = apiWorld();
  const { send } = await world.signIn('admin');
  const make = async (path: string, json: unknown, field: string) =>
    z.string().parse((await send('POST', path, { json })).json[field]);
  const applicationId = await make('/v1/applications', { name: 'Zoom' }, 'applicationId');
  const path = `/v1/applications/${applicationId}/instances`;
  const instanceId = await make(path, { name: 'Main', vendor: 'zoom' }, 'instanceId');
  const apps = await noteSsoApps(world.deps, [
    oktaApp('0oa1'),
    oktaApp('0oa2', { label: 'Zoom link', signOn: 'bookmark' }),
    oktaApp('0oa3', { label: 'Lunch', catalogName: null }),
  ]);
  const [zoom = '', bookmark = ''] = apps.map(({ ssoAppId }) => ssoAppId);
  const labels = async (query = '') =>
    z
      .object({ items: z.array(z.looseObject({ label: z.string() })) })
      .parse((await send('GET', `/v1/sso-apps${query}`)).json)
      .items.map(({ label }) => label);
  return { ...world, send, applicationId, instanceId, zoom, bookmark, labels };
};

describe('apps that people sign in to, over the API', () => {
  it('are listed with what is proposed and why, and what is no single sign-on says so', async () => {
    const { send, instanceId, applicationId, labels } = await company();
    expect((await send('GET', '/v1/sso-apps')).json).toMatchObject({
      items: [
        {
          ...{ label: 'Zoom', signOn: 'saml', isSso: true },
          link: {
            ...{ state: 'proposed', instanceId, applicationId },
            candidates: [{ instanceId, score: 95, reasons: ['catalog-name', 'same-name'] }],
          },
        },
        { label: 'Zoom link', isSso: false, link: null },
        { label: 'Lunch', isSso: true, link: null },
      ],
    });
    expect(await labels('?link=proposed')).toEqual(['Zoom']);
    expect(await labels('?link=unlinked')).toEqual(['Zoom link', 'Lunch']);
    expect(await labels(`?instanceId=${instanceId}`)).toEqual(['Zoom']);
  });

  it('are confirmed and declined, and list the days of their sign-ins below the instance', async () => {
    const { send, deps, instanceId, zoom, bookmark, labels } = await company();
    const json = { instanceId };
    const below = async () => (await send('GET', `/v1/instances/${instanceId}/sso-apps`)).json['items'];
    expect(await below()).toEqual([]);
    const linked = await send('POST', `/v1/sso-apps/${zoom}/link`, { json });
    expect([linked.status, linked.json]).toMatchObject([200, { link: { state: 'confirmed', instanceId } }]);
    expect(await below()).toMatchObject([{ ssoAppId: zoom, signIns: null }]);
    await landSignIns(deps, zoom, [
      signIn('ada@x.example', '2026-02-01T09:00:00.000Z', '1'),
      signIn('ada@x.example', '2026-02-01T10:00:00.000Z', '2'),
      signIn('bob@x.example', '2026-02-03T09:00:00.000Z', '3'),
    ]);
    await takeInSignIns(deps, [zoom], () => false);
    expect(await below()).toMatchObject([
      { ssoAppId: zoom, signIns: { firstDay: '2026-02-01', lastDay: '2026-02-03' } },
    ]);
    expect((await send('GET', `/v1/sso-apps/${zoom}/sign-ins?to=2026-02-02`)).json['items']).toEqual([
      { day: '2026-02-01', people: 1, signIns: 2, isExact: true },
    ]);
    const people = await send('GET', `/v1/sso-apps/${zoom}/sign-ins/people?from=2026-02-02`);
    expect(people.json['items']).toMatchObject([{ address: 'bob@x.example', days: ['2026-02-03'] }]);
    const refused = await send('POST', `/v1/sso-apps/${bookmark}/link`, { json });
    expect([refused.status, refused.json['code']]).toEqual([409, 'not-sso']);
    expect(await labels('?link=confirmed')).toEqual(['Zoom']);
    await send('POST', `/v1/sso-apps/${zoom}/decline`, { json });
    expect(await labels('?link=declined')).toEqual(['Zoom']);
    expect(await below()).toEqual([]);
  });

  it('are read by whoever sees counts, and decided on by whoever connects', async () => {
    const { signIn: signInAs, signInRestricted, applicationId, instanceId, zoom } = await company();
    const json = { instanceId };
    const counting = await signInAs('limited-user');
    const shown = await counting.send('GET', '/v1/sso-apps');
    expect(shown.status).toBe(200);
    expect((await counting.send('POST', `/v1/sso-apps/${zoom}/link`, { json })).status).toBe(403);
    expect((await counting.send('GET', `/v1/sso-apps/${zoom}/sign-ins/people`)).status).toBe(403);
    const other = await signInRestricted('admin', []);
    expect((await other.send('GET', '/v1/sso-apps')).json['items']).toEqual([]);
    expect((await other.send('POST', `/v1/sso-apps/${zoom}/link`, { json })).status).toBe(404);
    expect((await other.send('GET', `/v1/sso-apps/${zoom}/sign-ins`)).status).toBe(404);
    const own = await signInRestricted('admin', [applicationId]);
    expect((await own.send('GET', '/v1/sso-apps')).json['items']).toHaveLength(1);
    expect((await own.send('POST', `/v1/sso-apps/${zoom}/link`, { json })).status).toBe(200);
  });
});
