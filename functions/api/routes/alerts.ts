import { changeOwnAlertsOperation, getOwnAlerts } from '../../../shared/contracts/api/alerts.ts';
import type { AlertSubscription } from '../../../shared/domain/alert.ts';
import { userAsking } from '../../../shared/runtime/identity.ts';
import { alertsOf, changeAlerts } from '../../../shared/use-cases/alerts/change-alerts.ts';
import { type ApiRoute, route } from '../api-route.ts';

const shown = ({ topics, version }: AlertSubscription) => ({ topics, version });

export const alertRoutes: readonly ApiRoute[] = [
  route(getOwnAlerts, async (context) =>
    shown(await alertsOf(context.deps, userAsking(context).user.userId)),
  ),
  route(changeOwnAlertsOperation, async (context, { body: { topics }, expectedVersion }) => {
    const { userId } = userAsking(context).user;
    return shown(await changeAlerts(context.deps, context.caller, { userId, topics, expectedVersion }));
  }),
];
