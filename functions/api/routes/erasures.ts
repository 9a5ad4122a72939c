import { erasePersonOperation, getErasureOperation } from '../../../shared/contracts/api/erasures.ts';
import { ERASURE_STEPS, type Erasure } from '../../../shared/domain/erasure.ts';
import { readErasure, requestErasure } from '../../../shared/use-cases/erasure/request-erasure.ts';
import { type ApiRoute, route } from '../api-route.ts';

const shown = ({ erasureId, personId, requestedAt, endedAt, pass, step, erased, found }: Erasure) => ({
  ...{ erasureId, personId, requestedAt, endedAt, pass, stepsDone: step, steps: ERASURE_STEPS.length },
  state: endedAt === null ? ('running' as const) : ('done' as const),
  erased: endedAt === null ? erased + found : erased,
});

export const erasureRoutes: readonly ApiRoute[] = [
  route(erasePersonOperation, async ({ deps, caller }, { body }) =>
    shown(await requestErasure(deps, caller, body)),
  ),
  route(getErasureOperation, async ({ deps }, { params }) =>
    shown(await readErasure(deps, params.erasureId)),
  ),
];
