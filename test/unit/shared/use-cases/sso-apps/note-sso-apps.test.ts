import { describe, expect, it } from 'vitest';
import { noteSsoApps } from '../../../../../shared/use-cases/sso-apps/note-sso-apps.ts';
import { ssoApps } from '../../../../../shared/records/sso-apps.ts';
import { SsoWorld, oktaApp, reportedApp } from '../../../../support/sso-world.ts';

const all = async (world: SsoWorld) => (await world.store.page(ssoApps, {}, { limit: 500 })).records;

describe('noting apps that people sign in to', () => {
  it('knows an app again by its source, writes nothing where nothing changed, and follows its source where something did', async () => {
    const world = new SsoWorld();
    const first = await world.note(oktaApp('0oa1'));
    const writes = world.store.calls.write;
    expect(await world.note(oktaApp('0oa1'))).toEqual(first);
    expect(world.store.calls.write).toBe(writes);
    const changed = await world.note(oktaApp('0oa1', { label: 'Zoom EU', active: false }));
    expect(changed).toMatchObject({ ssoAppId: first.ssoAppId, label: 'Zoom EU', active: false, version: 2 });
    expect(await all(world)).toEqual([changed]);
  });

  it('tells apart what different sources, and a social login, call the same', async () => {
    const world = new SsoWorld();
    const source = { kind: 'reported', provider: 'Entra ID', name: 'Zoom' } as const;
    await noteSsoApps(world.deps(), [
      oktaApp('0oa1'),
      oktaApp('0oa2'),
      reportedApp('Zoom'),
      reportedApp('Zoom', { source: { ...source, providerKind: 'social' }, signOn: 'social' }),
      reportedApp('Zoom', { source: { ...source, provider: 'Ping', providerKind: 'sso' } }),
    ]);
    expect(await all(world)).toHaveLength(5);
  });

  it('takes a reported name in other letters and spaces for the same, also within one call', async () => {
    const world = new SsoWorld();
    const [one, other] = await noteSsoApps(world.deps(), [
      reportedApp('Zoom Phone'),
      reportedApp(' zoom  PHONE'),
    ]);
    expect(other?.ssoAppId).toBe(one?.ssoAppId);
    expect(await all(world)).toHaveLength(1);
  });

  it('makes one app where two note it at once, of more apps than one transaction takes', async () => {
    const world = new SsoWorld();
    const apps = Array.from({ length: 130 }, (_, index) => oktaApp(`0oa${String(index)}`));
    const [one, other] = await Promise.all([
      noteSsoApps(world.deps(), apps),
      noteSsoApps(world.deps(), apps.toReversed()),
    ]);
    expect(await all(world)).toHaveLength(130);
    expect(one.map(({ ssoAppId }) => ssoAppId)).toEqual(other.map(({ ssoAppId }) => ssoAppId).toReversed());
  });
});
