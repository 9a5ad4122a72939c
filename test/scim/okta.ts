import type { Sequence, Step } from './sequence.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

const named = (userName: string) => ({
  path: '/Users?startIndex=1&count=100',
  filter: `userName eq "${userName}"`,
});

const REFERENCE = 'Okta, SCIM 2.0 reference';

/** Somebody as Okta's wizard-made apps write them, read-only attributes and all. */
const ada = {
  schemas: [CORE, ENTERPRISE],
  userName: 'Ada.{run}@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ primary: true, value: 'ada.{run}@example.com', type: 'work' }],
  displayName: 'Ada Lovelace',
  locale: 'en-GB',
  externalId: '00u{run}',
  groups: [],
  password: 'never kept',
  active: true,
};

const created: Step = {
  source: `${REFERENCE}, "Create Users"`,
  method: 'POST',
  path: '/Users',
  body: { ...ada, permissionsRole: 'Basic-User' },
  status: 201,
  holds: {
    active: true,
    userName: 'Ada.{run}@example.com',
    externalId: '00u{run}',
    permissionsRole: 'basic-user',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: 'ada.{run}@example.com', type: 'work', primary: true }],
    meta: { resourceType: 'User', version: 'W/"1"' },
  },
  lacks: ['password', 'groups'],
  keeps: { id: 'id' },
};

const cleanedUp: Step = {
  source: 'RFC 7644 §3.6',
  method: 'DELETE',
  path: '/Users/{id}',
  status: 204,
};

/** Okta's own acceptance suite, its required steps. */
const acceptance: Sequence = {
  name: 'Okta’s acceptance suite',
  steps: [
    created,
    {
      source: 'Okta-SCIM-20-SPEC-Test, "Required Test: Test Users endpoint"',
      method: 'GET',
      path: '/Users?count=1&startIndex=1',
      status: 200,
      holds: { schemas: [LIST], itemsPerPage: 1, startIndex: 1 },
      keeps: { first: 'Resources.0.id' },
    },
    {
      source: 'the same, "Get Users/{id}"',
      method: 'GET',
      path: '/Users/{first}',
      status: 200,
      holds: { id: '{first}' },
    },
    {
      source: 'the same, "Test invalid User by username"',
      method: 'GET',
      ...named('nobody.{run}@example.com'),
      status: 200,
      holds: { schemas: [LIST], totalResults: 0, itemsPerPage: 0, Resources: [] },
    },
    {
      source: 'the same, "Test invalid User by ID"',
      method: 'GET',
      path: '/Users/nobody-{run}',
      status: 404,
      holds: { schemas: [ERROR], status: '404' },
    },
    {
      source: 'the same, "Verify that user was created"',
      method: 'GET',
      path: '/Users/{id}',
      status: 200,
      holds: { userName: 'Ada.{run}@example.com', name: { familyName: 'Lovelace' }, active: true },
    },
    {
      source: 'the same, "Expect failure when recreating user with same values"',
      method: 'POST',
      path: '/Users',
      body: ada,
      status: 409,
      holds: { schemas: [ERROR], status: '409', scimType: 'uniqueness' },
    },
    {
      source: 'the same, "Username Case Sensitivity Check"',
      method: 'GET',
      ...named('ADA.{run}@EXAMPLE.COM'),
      status: 200,
      holds: { totalResults: 1, Resources: [{ id: '{id}' }] },
    },
    cleanedUp,
    { ...cleanedUp, method: 'GET', source: 'RFC 7644 §3.6', status: 404, holds: { status: '404' } },
  ],
};

/** Apps that the wizard makes: every update is a PUT of what was read. */
const wizard: Sequence = {
  name: 'Okta, an app made by the wizard',
  steps: [
    {
      source: 'Okta, SCIM reference, "Test the connection": its parameters are constants',
      method: 'GET',
      path: '/Users?startIndex=1&count=2',
      status: 200,
      holds: { schemas: [LIST], startIndex: 1 },
    },
    {
      source: 'the same, with Push Groups',
      method: 'GET',
      path: '/Groups?startIndex=1&count=100',
      status: 200,
      holds: { schemas: [LIST] },
    },
    {
      source: `${REFERENCE}, "Determine if the user already exists"`,
      method: 'GET',
      ...named('Ada.{run}@example.com'),
      status: 200,
      holds: { totalResults: 0 },
    },
    created,
    {
      source: `${REFERENCE}, "Update a User (PUT)": read first`,
      method: 'GET',
      path: '/Users/{id}',
      status: 200,
    },
    {
      source: `${REFERENCE}, "Update a User (PUT)"`,
      method: 'PUT',
      path: '/Users/{id}',
      body: {
        ...ada,
        id: '{id}',
        title: 'Analyst',
        permissionsRole: 'basic-user',
        meta: { resourceType: 'User', version: 'W/"1"' },
        [ENTERPRISE]: { department: 'Research', manager: { value: 'E1' } },
      },
      status: 200,
      holds: {
        title: 'Analyst',
        permissionsRole: 'basic-user',
        [ENTERPRISE]: { department: 'Research', manager: { value: 'E1' } },
        meta: { version: 'W/"2"' },
      },
    },
    {
      source: `${REFERENCE}, "Delete (deactivate) Users": an app of the wizard puts active false`,
      method: 'PUT',
      path: '/Users/{id}',
      body: { ...ada, id: '{id}', active: false },
      status: 200,
      holds: { active: false, permissionsRole: 'basic-user' },
      lacks: ['title'],
    },
    {
      source: `${REFERENCE}: somebody who is assigned again is looked up first, and is found inactive`,
      method: 'GET',
      ...named('ada.{run}@example.com'),
      status: 200,
      holds: { totalResults: 1, Resources: [{ id: '{id}', active: false }] },
    },
    {
      source: `${REFERENCE}, "Reactivate Users"`,
      method: 'PUT',
      path: '/Users/{id}',
      body: { ...ada, id: '{id}', active: true, permissionsRole: 'ADMIN' },
      status: 200,
      holds: { active: true, permissionsRole: 'admin' },
    },
    {
      source: 'RFC 7644 §3.5.1: where active is not sent, it stays as it was',
      method: 'PUT',
      path: '/Users/{id}',
      body: { schemas: [CORE], userName: 'Ada.{run}@example.com' },
      status: 200,
      holds: { active: true, permissionsRole: 'admin' },
      lacks: ['externalId', 'name', 'displayName'],
    },
    cleanedUp,
  ],
};

const operation = (...operations: readonly unknown[]) => ({ schemas: [PATCH], Operations: operations });

/** Apps of the catalog: profile by PUT, active by PATCH without a path. */
const catalog: Sequence = {
  name: 'Okta, an app of the catalog',
  steps: [
    created,
    {
      source: `${REFERENCE}, "Delete (deactivate) Users"`,
      method: 'PATCH',
      path: '/Users/{id}',
      body: operation({ op: 'replace', value: { active: false } }),
      status: 200,
      holds: { id: '{id}', active: false, permissionsRole: 'basic-user' },
    },
    {
      source: `${REFERENCE}, "Reactivate Users"`,
      method: 'PATCH',
      path: '/Users/{id}',
      body: operation({ op: 'replace', value: { active: true } }),
      status: 200,
      holds: { active: true },
    },
    {
      source: `${REFERENCE}, "Sync passwords": it is neither kept nor refused`,
      method: 'PATCH',
      path: '/Users/{id}',
      body: operation({ op: 'replace', value: { password: 'never kept' } }),
      status: 200,
      lacks: ['password'],
    },
    cleanedUp,
  ],
};

const member = (id: string) => ({ value: id, display: 'somebody' });

/** Group push. */
const groups: Sequence = {
  name: 'Okta, pushed groups',
  steps: [
    created,
    {
      source: `${REFERENCE}, "Create Groups"`,
      method: 'POST',
      path: '/Groups',
      body: { schemas: [GROUP], displayName: 'Pilots {run}', members: [member('{id}')] },
      status: 201,
      holds: { displayName: 'Pilots {run}', members: [{ value: '{id}' }], meta: { resourceType: 'Group' } },
      keeps: { group: 'id' },
    },
    {
      source: 'RFC 7644 §3.3',
      method: 'POST',
      path: '/Groups',
      body: { schemas: [GROUP], displayName: 'PILOTS {run}' },
      status: 409,
      holds: { scimType: 'uniqueness' },
    },
    {
      source: `${REFERENCE}, "Update specific group name": the id comes along, members do not`,
      method: 'PATCH',
      path: '/Groups/{group}',
      body: operation({ op: 'replace', value: { id: '{group}', displayName: 'Flyers {run}' } }),
      status: 204,
    },
    {
      source: `${REFERENCE}, "Retrieve specific Groups"`,
      method: 'GET',
      path: '/Groups/{group}',
      status: 200,
      holds: { displayName: 'Flyers {run}', members: [{ value: '{id}' }] },
    },
    {
      source: `${REFERENCE}, "Update specific group membership"`,
      method: 'PATCH',
      path: '/Groups/{group}',
      body: operation(
        { op: 'remove', path: 'members[value eq "{id}"]' },
        { op: 'add', path: 'members', value: [member('nobody-{run}')] },
      ),
      status: 204,
    },
    {
      source: 'the same, ids of nobody are passed over',
      method: 'GET',
      path: '/Groups/{group}',
      status: 200,
      holds: { members: [] },
    },
    {
      source: `${REFERENCE}, "Update specific group membership": all at once`,
      method: 'PATCH',
      path: '/Groups/{group}',
      body: operation({ op: 'replace', path: 'members', value: [member('{id}')] }),
      status: 204,
    },
    {
      source: 'Okta, "Push now" of an empty group, without a path',
      method: 'PATCH',
      path: '/Groups/{group}',
      body: operation({ op: 'replace', value: { members: [], id: '{group}', displayName: 'Flyers {run}' } }),
      status: 204,
    },
    { source: 'the same', method: 'GET', path: '/Groups/{group}', status: 200, holds: { members: [] } },
    {
      source: `${REFERENCE}, "Update specific group (PUT)"`,
      method: 'PUT',
      path: '/Groups/{group}',
      body: { schemas: [GROUP], id: '{group}', displayName: 'Flyers {run}', members: [member('{id}')] },
      status: 200,
      holds: { members: [{ value: '{id}' }] },
    },
    {
      source: `${REFERENCE}: a pushed group gives nobody a role`,
      method: 'GET',
      path: '/Users/{id}',
      status: 200,
      holds: { permissionsRole: 'basic-user' },
    },
    {
      source: `${REFERENCE}, "Delete a specific group"`,
      method: 'DELETE',
      path: '/Groups/{group}',
      status: 204,
    },
    {
      source: 'RFC 7644 §3.6',
      method: 'GET',
      path: '/Groups/{group}',
      status: 404,
      holds: { status: '404' },
    },
    cleanedUp,
  ],
};

export const OKTA: readonly Sequence[] = [acceptance, wizard, catalog, groups];
