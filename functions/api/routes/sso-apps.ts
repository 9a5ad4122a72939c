import {
  confirmSsoLinkOperation,
  declineSsoLinkOperation,
  listSignInsOfPeopleOperation,
  listSignInsOperation,
  listSsoAppsOfInstanceOperation,
  listSsoAppsOperation,
  pushSignInsOperation,
} from '../../../shared/contracts/api/sso-apps.ts';
import { type SsoApp, isSso } from '../../../shared/domain/sso-app.ts';
import { daySchema } from '../../../shared/domain/time.ts';
import { ssoApps, ssoLinks } from '../../../shared/records/sso-apps.ts';
import { readDays } from '../../../shared/use-cases/day-log/read-days.ts';
import { loadInstance } from '../../../shared/use-cases/instances/load-instance.ts';
import {
  confirmSsoLink,
  declineSsoLink,
  loadSsoApp,
} from '../../../shared/use-cases/sso-apps/decide-link.ts';
import { pushSignIns } from '../../../shared/use-cases/sso-apps/push-sign-ins.ts';
import { coverageOf, signInsByPerson } from '../../../shared/use-cases/sso-apps/sign-ins-of.ts';
import type { ApiDependencies } from '../api-context.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { filteredPage } from '../record-page.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

/** An app as shown. What was declined may name instances that an asker does not see. */
const shown = (app: SsoApp) => {
  const { ssoAppId, source, label, catalogName, signInHost, signOn, active, link, notedAt, version } = app;
  return {
    ...{ ssoAppId, source, label, catalogName, signInHost, signOn, active, link, notedAt, version },
    isSso: isSso(app),
  };
};

const isFor = ({ link }: SsoApp, instanceId: string): boolean =>
  link?.state === 'proposed'
    ? link.candidates.some((candidate) => candidate.instanceId === instanceId)
    : link?.state === 'confirmed' && link.instanceId === instanceId;

const withDays = async (deps: ApiDependencies, app: SsoApp) => {
  const coverage = await coverageOf(deps, app);
  const signIns = coverage === null ? null : { firstDay: coverage.firstDay, lastDay: coverage.lastDay };
  return { ...shown(app), signIns };
};

export const ssoAppRoutes: readonly ApiRoute[] = [
  listRoute(listSsoAppsOperation, async ({ deps }, { query }, page) => {
    const { items, next } = await filteredPage(
      deps.store,
      ssoApps,
      {},
      page,
      (app) =>
        (query.link === undefined || query.link === (app.link?.state ?? 'unlinked')) &&
        (query.instanceId === undefined || isFor(app, query.instanceId)),
    );
    return { items: items.map(shown), next };
  }),
  listRoute(listSsoAppsOfInstanceOperation, async ({ deps }, { params }, page) => {
    await loadInstance(deps, params.instanceId);
    const { records, next } = await deps.store.page(ssoLinks, params, page);
    const apps = (await deps.store.getMany(ssoApps, records)).filter((app) => app !== undefined);
    return { items: await Promise.all(apps.map((app) => withDays(deps, app))), next };
  }),
  route(confirmSsoLinkOperation, async ({ deps, caller }, { params, body }) =>
    shown(await confirmSsoLink(deps, caller, { ...params, ...body })),
  ),
  route(declineSsoLinkOperation, async ({ deps, caller }, { params, body }) =>
    shown(await declineSsoLink(deps, caller, { ...params, ...body })),
  ),
  route(pushSignInsOperation, ({ deps, caller }, { body }) => pushSignIns(deps, caller, body.signIns)),
  listRoute(listSignInsOperation, async ({ deps }, { params, query }, { limit, after }) => {
    await loadSsoApp(deps, params.ssoAppId);
    const { items, next } = await readDays(deps, { log: 'sso', ...params }, query, {
      limit,
      after: after === null ? null : daySchema.parse(after),
    });
    return {
      items: items.map(({ day, people, events, isExact }) => ({ day, people, signIns: events, isExact })),
      next,
    };
  }),
  listRoute(listSignInsOfPeopleOperation, async ({ deps }, { params, query }, { limit, after }) => {
    const { ssoAppId } = await loadSsoApp(deps, params.ssoAppId);
    return shardPage(await signInsByPerson(deps, ssoAppId, query, { limit, after: shardPosition(after) }));
  }),
];
