import { fits, valuesAt } from './filter-match.ts';
import { comparisonsOf, parseFilter, type Filter } from './filter.ts';
import { oktaError } from './okta-errors.ts';
import { findUser, type OktaUser } from './org.ts';
import { limitOf, listReply } from './paging.ts';
import { json, type Reply } from './reply.ts';
import type { Route, VendorCall } from './route.ts';
import { searchedNames, userView } from './user-view.ts';

const MAX_LIMIT = 200;

const USUAL_WITH_Q = 10;

/** `filter` knows these and their operators only. */
const FILTERED: Readonly<Record<string, readonly string[]>> = {
  status: ['eq'],
  lastUpdated: ['eq', 'gt', 'ge', 'lt', 'le'],
  id: ['eq'],
  'profile.login': ['eq'],
  'profile.email': ['eq'],
  'profile.firstName': ['eq'],
  'profile.lastName': ['eq'],
};

/** `search` has no `ne` and no `not`. */
const SEARCH_OPERATORS = ['eq', 'gt', 'ge', 'lt', 'le', 'sw', 'co', 'pr'];

const SEARCHED = /^(id|status|created|activated|statusChanged|lastUpdated|type\.id|profile\.[\w-]+)$/;

function isFilterable({
  attribute,
  operator,
}: {
  readonly attribute: string;
  readonly operator: string;
}): boolean {
  return FILTERED[attribute]?.includes(operator) === true;
}

function isSearchable({
  attribute,
  operator,
}: {
  readonly attribute: string;
  readonly operator: string;
}): boolean {
  return SEARCHED.test(attribute) && SEARCH_OPERATORS.includes(operator);
}

function hasNot(filter: Filter): boolean {
  switch (filter.kind) {
    case 'compare':
      return false;
    case 'not':
      return true;
    case 'and':
    case 'or':
      return hasNot(filter.left) || hasNot(filter.right);
  }
}

/** The filter of a parameter, or the refusal of what the parameter cannot do. */
function readFilter(text: string, isAllowed: typeof isFilterable): Filter | Reply {
  const parsed = parseFilter(text);
  if (parsed.kind === 'wrong') return oktaError('invalid-filter', parsed.why);
  const wrong = comparisonsOf(parsed.filter).find((comparison) => !isAllowed(comparison));
  if (wrong !== undefined)
    return oktaError('unsupported-operator', `Operator: ${wrong.operator}, Field: ${wrong.attribute}`);
  return hasNot(parsed.filter) ? oktaError('unsupported-operator', 'Operator: not') : parsed.filter;
}

/** What `search` sees: changes reach its index late. */
function indexed({ standIn }: VendorCall, user: OktaUser): OktaUser {
  const { stale } = user;
  return stale !== undefined && standIn.now() < stale.until ? stale.user : user;
}

/** Who is asked for; the deactivated are left out unless `search` or `filter` is used. */
function wantedUsers(call: VendorCall): readonly OktaUser[] | Reply {
  const { org, url } = call;
  const all = [...org.users.values()];
  const search = url.searchParams.get('search');
  const text = search ?? url.searchParams.get('filter');
  if (text === null) {
    const q = url.searchParams.get('q')?.toLowerCase();
    return all.filter(
      (user) =>
        user.status !== 'DEPROVISIONED' &&
        (q === undefined || searchedNames(user).some((name) => name.startsWith(q))),
    );
  }
  const filter = readFilter(text, search === null ? isFilterable : isSearchable);
  if (!('kind' in filter)) return filter;
  const seen = search === null ? all : all.map((user) => indexed(call, user));
  return seen.filter((user) => {
    const shown = userView(call, org, user);
    return fits(filter, (attribute) => valuesAt(shown, attribute));
  });
}

function listUsers(call: VendorCall): Reply {
  const { org, url } = call;
  const usual = url.searchParams.has('q') ? USUAL_WITH_Q : MAX_LIMIT;
  const limit = limitOf(call, { min: 1, max: MAX_LIMIT, usual });
  if (typeof limit !== 'number') return limit;
  const users = wantedUsers(call);
  if ('status' in users) return users;
  const sortBy = url.searchParams.has('search') ? url.searchParams.get('sortBy') : null;
  const descending = sortBy !== null && url.searchParams.get('sortOrder')?.toLowerCase() === 'desc';
  const keyOf = (user: OktaUser): string =>
    sortBy === null ? user.id : `${valuesAt(userView(call, org, user), sortBy)[0] ?? ''}\n${user.id}`;
  const keys = new Map(users.map((user) => [user, keyOf(user)]));
  const key = (user: OktaUser): string => keys.get(user) ?? '';
  const rows = users.toSorted((left, right) => (key(left) < key(right) === descending ? 1 : -1));
  return listReply(call, { rows, keyOf: key, descending, limit, view: (user) => userView(call, org, user) });
}

function getUser(call: VendorCall): Reply {
  const key = call.params.get('userId') ?? '';
  const user = findUser(call.org, key);
  return user === undefined
    ? oktaError('not-found', `${key} (User)`)
    : json(200, userView(call, call.org, user));
}

export const USER_ROUTES: readonly Route[] = [
  { method: 'GET', path: '/api/v1/users', scopes: ['okta.users.read'], handle: listUsers },
  { method: 'GET', path: '/api/v1/users/:userId', scopes: ['okta.users.read'], handle: getUser },
];
