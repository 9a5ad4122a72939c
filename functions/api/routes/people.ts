import { getPersonOperation, listPeopleOperation } from '../../../shared/contracts/api/person-operations.ts';
import { getPersonHistory } from '../../../shared/contracts/api/person-history.ts';
import { personHistory } from '../../../shared/use-cases/people/person-history.ts';
import { findPersonByAddress, getPerson, listPeople } from '../../../shared/use-cases/people/read-people.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';
import { shardPage, shardPosition } from '../shard-cursor.ts';

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
];
