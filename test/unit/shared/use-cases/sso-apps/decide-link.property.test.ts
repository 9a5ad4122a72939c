import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSso } from '../../../../../shared/domain/sso-app.ts';
import { ConflictError } from '../../../../../shared/errors.ts';
import { ssoApps, ssoLinks } from '../../../../../shared/records/sso-apps.ts';
import { createApplication } from '../../../../../shared/use-cases/applications/create-application.ts';
import { createInstance } from '../../../../../shared/use-cases/instances/create-instance.ts';
import { confirmSsoLink, declineSsoLink } from '../../../../../shared/use-cases/sso-apps/decide-link.ts';
import { noteSsoApps } from '../../../../../shared/use-cases/sso-apps/note-sso-apps.ts';
import { proposeLinks } from '../../../../../shared/use-cases/sso-apps/propose-links.ts';
import { ADMIN } from '../../../../support/run-world.ts';
import { SsoWorld, oktaApp } from '../../../../support/sso-world.ts';

const LABELS = ['Zoom', 'Zoom EU', 'Miro', 'Lunch'] as const;

const anyPlace = fc.record({ app: fc.integer({ min: 0, max: 2 }), instance: fc.integer({ min: 0, max: 3 }) });

const anyStep = fc.oneof(
  fc.record({
    kind: fc.constant('note' as const),
    app: fc.integer({ min: 0, max: 2 }),
    label: fc.constantFrom(...LABELS),
    signOn: fc.constantFrom('saml' as const, 'saml' as const, 'saml' as const, 'bookmark' as const),
  }),
  fc.record({ kind: fc.constant('confirm' as const), place: anyPlace }),
  fc.record({ kind: fc.constant('decline' as const), place: anyPlace }),
  fc.record({ kind: fc.constant('propose' as const) }),
);

const company = async () => {
  const world = new SsoWorld();
  const deps = world.deps();
  const instances: string[] = [];
  for (const [name, tenants] of [
    ['Zoom', ['US', 'EU']],
    ['Miro', ['Main']],
    ['Other', ['Main']],
  ] as const) {
    const { applicationId } = await createApplication(deps, ADMIN, { name, contacts: [] });
    for (const tenant of tenants) {
      const made = await createInstance(deps, ADMIN, { applicationId, name: tenant, vendor: 'custom' });
      instances.push(made.instanceId);
    }
  }
  const apps = await noteSsoApps(deps, [oktaApp('0'), oktaApp('1'), oktaApp('2')]);
  return { world, deps, instances, apps: apps.map(({ ssoAppId }) => ssoAppId) };
};

describe('links of apps, by whatever happens one after the other and side by side', () => {
  it('are the same on both sides, of one instance at most, and of what was confirmed alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyStep, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
        async (rounds) => {
          const { world, deps, instances, apps } = await company();
          const take = async (step: (typeof rounds)[number][number]): Promise<void> => {
            if (step.kind === 'propose') return proposeLinks(deps);
            if (step.kind === 'note') {
              const { app, label, signOn } = step;
              await noteSsoApps(deps, [oktaApp(String(app), { label, signOn, catalogName: null })]);
              return;
            }
            const link = {
              ssoAppId: apps[step.place.app] ?? '',
              instanceId: instances[step.place.instance] ?? '',
            };
            const decide = step.kind === 'confirm' ? confirmSsoLink : declineSsoLink;
            try {
              await decide(deps, ADMIN, link);
            } catch (error) {
              if (!(error instanceof ConflictError)) throw error;
            }
          };
          const confirmed = new Set<string>();
          for (const round of rounds) {
            await Promise.all(round.map(take));
            const stored = (await world.store.page(ssoApps, {}, { limit: 10 })).records;
            const told = world.store.auditTrail();
            for (const { action, subjectId, instanceId } of told)
              if (action === 'sso-app.linked') confirmed.add(`${String(subjectId)} ${String(instanceId)}`);
            const fromApps = stored.flatMap(({ ssoAppId, link }) =>
              link?.state === 'confirmed' ? [`${ssoAppId} ${link.instanceId}`] : [],
            );
            const pointers = await Promise.all(
              instances.map((instanceId) => world.store.page(ssoLinks, { instanceId }, { limit: 10 })),
            );
            const fromInstances = pointers.flatMap(({ records }) =>
              records.map(({ ssoAppId, instanceId }) => `${ssoAppId} ${instanceId}`),
            );
            expect(fromInstances.sort()).toEqual(fromApps.toSorted());
            for (const link of fromApps) expect(confirmed).toContain(link);
            for (const { link, declined } of stored)
              if (link?.state === 'proposed')
                for (const { instanceId } of link.candidates) expect(declined).not.toContain(instanceId);
          }
          await proposeLinks(deps);
          for (const app of (await world.store.page(ssoApps, {}, { limit: 10 })).records)
            if (!isSso(app)) expect(app.link?.state).not.toBe('proposed');
        },
      ),
      { numRuns: 100 },
    );
  });
});
