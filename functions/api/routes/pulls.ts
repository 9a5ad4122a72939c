import {
  listPullsOperation,
  rejectPullOperation,
  releasePullOperation,
} from '../../../shared/contracts/api/pulls.ts';
import { type Pull, isWhole } from '../../../shared/domain/pull.ts';
import { type Rights, may } from '../../../shared/domain/rights.ts';
import { rejectPull, releasePull } from '../../../shared/use-cases/pull/decide-pull.ts';
import { listPulls } from '../../../shared/use-cases/pull/list-pulls.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';

/**
 * A pull as an asker may see it: why one failed is told in the vendor's words, and those may name somebody. What was counted before all
 * was read is no figure of the instance.
 */
const shownTo =
  (rights: Rights) =>
  <P extends Pick<Pull, 'failure' | 'figures' | 'platform' | 'signs' | 'state'>>(pull: P) => ({
    ...pull,
    figures: isWhole(pull) && pull.platform === undefined ? pull.figures : null,
    platform: isWhole(pull) ? (pull.platform?.figures ?? null) : null,
    signs: isWhole(pull) ? pull.signs : null,
    failure: may(rights, 'accounts.read') ? pull.failure : null,
  });

export const pullRoutes: readonly ApiRoute[] = [
  listRoute(listPullsOperation, async ({ deps, rights }, { params }, page) => {
    const { records, next } = await listPulls(deps, params.instanceId, page);
    return { items: records.map(shownTo(rights)), next };
  }),
  route(releasePullOperation, async ({ deps, caller, rights }, { params, body }) =>
    shownTo(rights)(await releasePull(deps, caller, { ...params, ...body })),
  ),
  route(rejectPullOperation, async ({ deps, caller, rights }, { params, body }) =>
    shownTo(rights)(await rejectPull(deps, caller, { ...params, ...body })),
  ),
];
