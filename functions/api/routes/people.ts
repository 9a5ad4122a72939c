import { getPersonOperation, listPeopleOperation } from '../../../shared/contracts/api/person-operations.ts';
import { erasePersonOperation, getPersonErasure } from '../../../shared/contracts/api/person-erasures.ts';
import { ERASURE_STEPS, type Erasure } from '../../../shared/domain/erasure.ts';
import { readErasure, requestErasure } from '../../../shared/use-cases/erasure/request-erasure.ts';
import { getPersonHistory } from '../../../shared/contracts/api/person-history.ts';
import { personHistory } from '../../../shared/use-cases/people/person-history.ts';
import { findPersonByAddress, getPerson, listPeople } from '../../../shared/use-cases/people/read-people.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

const shownErasure = ({ personId, requestedAt, endedAt, pass, step, erased, found }: Erasure) => ({
  ...{ personId, requestedAt, endedAt, pass, stepsDone: step, steps: ERASURE_STEPS.length },
  state: endedAt === null ? ('running' as const) : ('done' as const),
  erased: endedAt === null ? erased + found : erased,
});

export const personRoutes: readonly ApiRoute[] = [
  listRoute(listPeopleOperation, async ({ deps }, { query }, { limit, after }) => {
    const address = query.address ?? query.email;
    if (address === undefined)
      return shardPage(await listPeople(deps, { limit, after: shardPosition(after) }));
    const person = await findPersonByAddress(deps, address);
    return { items: person === undefined ? [] : [person], next: null };
  }),
  route(getPersonOperation, ({ deps }, { params }) => getPerson(deps, params.personId)),
  listRoute(getPersonHistory, ({ deps }, { params }, page) => personHistory(deps, params.personId, page)),
  route(erasePersonOperation, async ({ deps, caller }, { params, body }) =>
    shownErasure(await requestErasure(deps, caller, params.personId, body)),
  ),
  route(getPersonErasure, async ({ deps }, { params }) =>
    shownErasure(await readErasure(deps, params.personId)),
  ),
];
