import { describe, expect, it } from 'vitest';
import { RestrictedRecordStore } from '../../../../../shared/adapters/records/restricted-record-store.ts';
import type { Instance } from '../../../../../shared/domain/application.ts';
import { ssoApps } from '../../../../../shared/records/sso-apps.ts';
import { createApplication } from '../../../../../shared/use-cases/applications/create-application.ts';
import { createInstance } from '../../../../../shared/use-cases/instances/create-instance.ts';
import { confirmSsoLink, declineSsoLink } from '../../../../../shared/use-cases/sso-apps/decide-link.ts';
import { noteSsoApps } from '../../../../../shared/use-cases/sso-apps/note-sso-apps.ts';
import { proposeLinks } from '../../../../../shared/use-cases/sso-apps/propose-links.ts';
import { ssoAppsOf } from '../../../../../shared/use-cases/sso-apps/sso-apps-of.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { SsoWorld, oktaApp } from '../../../../support/sso-world.ts';

type Vendor = Instance['vendor'];

const company = () => {
  const world = new SsoWorld();
  const deps = world.deps();
  const add = async (name: string, names: readonly string[] = ['Main'], vendor: Vendor = 'custom') => {
    const { applicationId } = await createApplication(deps, ADMIN, { name, contacts: [] });
    const made: string[] = [];
    for (const one of names)
      made.push((await createInstance(deps, ADMIN, { applicationId, name: one, vendor })).instanceId);
    return { applicationId, instanceId: made[0] ?? '', others: made.slice(1) };
  };
  const stored = async (ssoAppId: string) => (await world.store.get(ssoApps, { ssoAppId }))?.link ?? null;
  const linked = async (instanceId: string) =>
    (await ssoAppsOf(deps, instanceId)).map(({ ssoAppId }) => ssoAppId);
  return { world, deps, add, stored, linked };
};

describe('which instance an app signs in to', () => {
  it('is proposed when the app is noted, and counts only once somebody confirmed it, by one event', async () => {
    const { world, deps, add, linked } = company();
    const { instanceId, applicationId } = await add('Zoom', ['Main'], 'zoom');
    const { ssoAppId, link } = await world.note(oktaApp('0oa1'));
    expect(link).toMatchObject({ state: 'proposed', instanceId, applicationId });
    expect(await linked(instanceId)).toEqual([]);
    const before = world.store.auditTrail().length;
    const confirmed = await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId });
    expect(confirmed.link).toMatchObject({ state: 'confirmed', instanceId, applicationId });
    expect(await linked(instanceId)).toEqual([ssoAppId]);
    expect(world.store.auditTrail().slice(before)).toMatchObject([
      {
        ...{ action: 'sso-app.linked', applicationId, instanceId, subjectId: ssoAppId },
        ...{ before: { link: 'proposed' }, after: { link: 'confirmed' } },
      },
    ]);
    await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId });
    expect(world.store.auditTrail()).toHaveLength(before + 1);
  });

  it('is proposed later where the application comes later, is renamed, or the app is', async () => {
    const { world, deps, add, stored } = company();
    const { ssoAppId } = await world.note(oktaApp('0oa1', { label: 'Board', catalogName: null }));
    expect(await stored(ssoAppId)).toBeNull();
    const board = await add('Board');
    await proposeLinks(deps);
    expect(await stored(ssoAppId)).toMatchObject({ state: 'proposed', instanceId: board.instanceId });
    const writes = world.store.calls.write;
    await proposeLinks(deps);
    expect(world.store.calls.write).toBe(writes);
    const miro = await add('Miro');
    await world.note(oktaApp('0oa1', { label: 'Miro', catalogName: null }));
    expect(await stored(ssoAppId)).toMatchObject({ state: 'proposed', instanceId: miro.instanceId });
    await world.note(oktaApp('0oa1', { label: 'Nothing we know', catalogName: null }));
    expect(await stored(ssoAppId)).toBeNull();
  });

  it('stays what was confirmed, whatever names become, and is no other’s at the same time', async () => {
    const { world, deps, add, stored, linked } = company();
    const zoom = await add('Zoom');
    const other = await add('Other');
    const { ssoAppId } = await world.note(oktaApp('0oa1'));
    await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId: other.instanceId });
    await world.note(oktaApp('0oa1', { label: 'Zoom again' }));
    await proposeLinks(deps);
    expect(await stored(ssoAppId)).toMatchObject({ state: 'confirmed', instanceId: other.instanceId });
    const refused = confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId: zoom.instanceId });
    await expect(refused).rejects.toMatchObject({ code: 'linked-elsewhere' });
    expect(await linked(zoom.instanceId)).toEqual([]);
  });

  it('is one of several instances, the next one where one is declined, and none once all are', async () => {
    const { world, deps, add, stored } = company();
    const { instanceId: us, others } = await add('Zoom', ['US', 'EU']);
    const eu = others[0] ?? '';
    const { ssoAppId } = await world.note(oktaApp('0oa1', { label: 'Zoom EU' }));
    expect(await stored(ssoAppId)).toMatchObject({
      instanceId: eu,
      candidates: [{ instanceId: eu }, { instanceId: us }],
    });
    await declineSsoLink(deps, ADMIN, { ssoAppId, instanceId: eu });
    expect(await stored(ssoAppId)).toMatchObject({ state: 'proposed', candidates: [{ instanceId: us }] });
    await declineSsoLink(deps, ADMIN, { ssoAppId, instanceId: us });
    expect(await stored(ssoAppId)).toMatchObject({ state: 'declined', instanceId: us });
    await proposeLinks(deps);
    await world.note(oktaApp('0oa1', { label: 'Zoom EU ' }));
    expect(await stored(ssoAppId)).toMatchObject({ state: 'declined' });
    // Whoever said no may say yes.
    await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId: us });
    expect(await stored(ssoAppId)).toMatchObject({ state: 'confirmed', instanceId: us });
  });

  it('ends when it is declined, by one event, and may then be another', async () => {
    const { world, deps, add, linked } = company();
    const zoom = await add('Zoom');
    const other = await add('Other');
    const { ssoAppId } = await world.note(oktaApp('0oa1'));
    await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId: zoom.instanceId });
    const before = world.store.auditTrail().length;
    for (let time = 0; time < 2; time += 1)
      await declineSsoLink(deps, ADMIN, { ssoAppId, instanceId: zoom.instanceId });
    expect(world.store.auditTrail().slice(before)).toMatchObject([
      { action: 'sso-app.declined', before: { link: 'confirmed' }, after: { link: 'declined' } },
    ]);
    expect(await linked(zoom.instanceId)).toEqual([]);
    await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId: other.instanceId });
    expect(await linked(other.instanceId)).toEqual([ssoAppId]);
  });

  it('is several apps’, and of an app that becomes a bookmark no more', async () => {
    const { world, deps, add, linked } = company();
    const { instanceId } = await add('Zoom');
    const apps = await noteSsoApps(deps, [oktaApp('0oa1'), oktaApp('0oa2')]);
    for (const { ssoAppId } of apps) await confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId });
    expect(await linked(instanceId)).toHaveLength(2);
    await world.note(oktaApp('0oa2', { signOn: 'bookmark' }));
    expect(await linked(instanceId)).toEqual([apps[0]?.ssoAppId]);
  });

  it.each(['bookmark', 'password', 'social'] as const)('is not for a %s app', async (signOn) => {
    const { world, deps, add } = company();
    const { instanceId } = await add('Zoom');
    const { ssoAppId, link } = await world.note(oktaApp('0oa1', { signOn }));
    expect(link).toBeNull();
    const refused = confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId });
    await expect(refused).rejects.toMatchObject({ code: 'not-sso' });
    await expect(refused).rejects.toThrow(signOn);
  });

  it('is not a platform, nor what is not there', async () => {
    const { world, deps, add } = company();
    const { instanceId } = await add('Okta', ['Org'], 'okta');
    const { ssoAppId } = await world.note(oktaApp('0oa1'));
    const missing = { ssoAppId: 'sso_00000000-none', instanceId: 'ins_00000000-none' };
    await expect(confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId })).rejects.toMatchObject({
      code: 'is-platform',
    });
    for (const decide of [confirmSsoLink, declineSsoLink]) {
      await expect(decide(deps, ADMIN, { ...missing, instanceId })).rejects.toThrow('There is no app');
      await expect(decide(deps, ADMIN, { ...missing, ssoAppId })).rejects.toThrow('There is no instance');
    }
  });

  it('is one instance where two confirm different ones at once', async () => {
    const { world, deps, add, linked } = company();
    const [one, other] = [await add('Zoom'), await add('Other')];
    const { ssoAppId } = await world.note(oktaApp('0oa1'));
    const results = await Promise.allSettled(
      [one, other].map(({ instanceId }) => confirmSsoLink(deps, ADMIN, { ssoAppId, instanceId })),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([...(await linked(one.instanceId)), ...(await linked(other.instanceId))]).toEqual([ssoAppId]);
  });
});

describe('somebody restricted to some applications', () => {
  const restricted = async () => {
    const { world, add, stored } = company();
    const [own, hidden] = [await add('Zoom'), await add('Workday')];
    const restriction = { kind: 'only', applicationIds: [own.applicationId] } as const;
    const deps = { ...world.deps(), store: new RestrictedRecordStore(world.store, restriction) };
    return { world, deps, caller: { ...ADMIN, restriction }, own, hidden, stored };
  };

  it('confirms and declines what is proposed for theirs, and sees nothing of other apps', async () => {
    const { world, deps, caller, own, stored } = await restricted();
    const mine = await world.note(oktaApp('0oa1'));
    const theirs = await world.note(oktaApp('0oa2', { label: 'Workday', catalogName: null }));
    const unknown = await world.note(oktaApp('0oa3', { label: 'Nothing', catalogName: null }));
    expect((await deps.store.page(ssoApps, {}, { limit: 10 })).records).toEqual([mine]);
    const { instanceId } = own;
    const { ssoAppId } = mine;
    await confirmSsoLink(deps, caller, { ssoAppId, instanceId });
    expect(await stored(ssoAppId)).toMatchObject({ state: 'confirmed' });
    await declineSsoLink(deps, caller, { ssoAppId, instanceId });
    await confirmSsoLink(deps, caller, { ssoAppId, instanceId });
    for (const other of [theirs, unknown])
      await expect(confirmSsoLink(deps, caller, { ssoAppId: other.ssoAppId, instanceId })).rejects.toThrow(
        'There is no app',
      );
  });

  it('can’t give theirs to an instance they do not see', async () => {
    const { world, deps, caller, hidden, stored } = await restricted();
    const { ssoAppId, link } = await world.note(oktaApp('0oa1'));
    const refused = confirmSsoLink(deps, caller, { ssoAppId, instanceId: hidden.instanceId });
    await expect(refused).rejects.toThrow('There is no instance');
    expect(await stored(ssoAppId)).toEqual(link);
  });
});
