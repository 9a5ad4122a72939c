import type { Sequence, Step } from './sequence.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const USE = 'Microsoft, "Develop a SCIM endpoint"';
const ISSUES = 'Microsoft, "Known issues with SCIM 2.0 protocol compliance"';

const find = (filter: string) => ({ path: '/Users', filter });
const operation = (...operations: readonly unknown[]) => ({ schemas: [PATCH], Operations: operations });

const update = (source: string, operations: readonly unknown[], holds: unknown): Step => ({
  source,
  method: 'PATCH',
  path: '/Users/{id}',
  body: operation(...operations),
  status: 200,
  holds,
});

const connected: Step = {
  source: `${USE}, "Test Connection": somebody at random, who is not there`,
  method: 'GET',
  ...find('userName eq "5b9e3ea5-{run}"'),
  status: 200,
  holds: { totalResults: 0, Resources: [] },
};

const created: Step = {
  source: `${USE}, "Create User"`,
  method: 'POST',
  path: '/Users',
  body: {
    schemas: [CORE, ENTERPRISE],
    externalId: 'object-{run}',
    userName: 'grace+1.{run}@example.com',
    active: true,
    emails: [{ primary: true, type: 'work', value: 'grace.{run}@example.com' }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Grace Hopper', familyName: 'Hopper', givenName: 'Grace' },
    roles: [],
  },
  status: 201,
  holds: { externalId: 'object-{run}', active: true, name: { familyName: 'Hopper' } },
  lacks: ['roles'],
  keeps: { id: 'id' },
};

const deleted: Step = {
  source: `${USE}, "Delete User"`,
  method: 'DELETE',
  path: '/Users/{id}',
  status: 204,
};

/** As Entra ID sends by itself: capitals, booleans as texts, a path each. */
const byDefault: Sequence = {
  name: 'Entra ID, default',
  steps: [
    connected,
    created,
    {
      source: `${USE}, "Get User by query"`,
      method: 'GET',
      ...find('userName eq "grace+1.{run}@example.com"'),
      status: 200,
      holds: { totalResults: 1, Resources: [{ id: '{id}' }] },
    },
    {
      source: `${USE}, matching by externalId`,
      method: 'GET',
      ...find('externalId eq "object-{run}"'),
      status: 200,
      holds: { totalResults: 1 },
    },
    {
      source: `${USE}, matching by address`,
      method: 'GET',
      ...find('emails[type eq "work"].value eq "GRACE.{run}@example.com"'),
      status: 200,
      holds: { totalResults: 1, itemsPerPage: 1 },
    },
    update(
      `${USE}, "Update User [Multi-valued properties]"`,
      [
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new.{run}@example.com' },
        { op: 'Replace', path: 'name.familyName', value: 'Murray' },
      ],
      {
        emails: [{ type: 'work', value: 'new.{run}@example.com', primary: true }],
        name: { familyName: 'Murray', givenName: 'Grace' },
      },
    ),
    update(
      `${ISSUES}: operations with a capital, schemas in the path, a manager as a text`,
      [
        { op: 'Add', path: 'name.familyName', value: 'Hopper' },
        { op: 'Replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
        { op: 'Add', path: `${ENTERPRISE}:manager`, value: '26118915' },
        { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555' },
        { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Arlington' },
        { op: 'Replace', path: `${CORE}:permissionsRole`, value: 'Limited-Plus-User' },
      ],
      {
        name: { familyName: 'Hopper' },
        [ENTERPRISE]: { department: 'Sales', manager: { value: '26118915' } },
        phoneNumbers: [{ type: 'mobile', value: '+1 555' }],
        addresses: [{ type: 'work', locality: 'Arlington' }],
        permissionsRole: 'limited-plus-user',
      },
    ),
    update(`${ISSUES}: booleans as texts`, [{ op: 'Replace', path: 'active', value: 'False' }], {
      active: false,
    }),
    {
      source: `${USE}: somebody is found whether active or not`,
      method: 'GET',
      path: '/Users/{id}',
      status: 200,
      holds: { active: false, permissionsRole: 'limited-plus-user' },
    },
    update(`${ISSUES}: booleans as texts`, [{ op: 'Replace', path: 'active', value: 'True' }], {
      active: true,
    }),
    update(
      'Microsoft, SingleAppRoleAssignment of roles',
      [{ op: 'Add', path: 'roles[primary eq "True"].value', value: 'User' }],
      { roles: [{ primary: true, value: 'User' }] },
    ),
    update(
      'the same, another role',
      [{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'Auditor' }],
      { roles: [{ primary: true, value: 'Auditor' }], permissionsRole: 'limited-plus-user' },
    ),
    update(
      'Microsoft, AppRoleAssignmentsComplex of roles: JSON in a text',
      [{ op: 'Add', path: 'roles', value: [{ value: '{"id":"r1","value":"Admin","displayName":"Admin"}' }] }],
      {
        roles: [
          { primary: true, value: 'Auditor' },
          { value: '{"id":"r1","value":"Admin","displayName":"Admin"}' },
        ],
      },
    ),
    deleted,
    { ...deleted, method: 'GET', status: 404, holds: { status: '404' } },
  ],
};

/** With the flag `aadOptscim062020` in the tenant's address. */
const compliant: Sequence = {
  name: 'Entra ID, compliant',
  steps: [
    connected,
    created,
    update(
      `${ISSUES}, flags: several attributes without a path, names dotted and with schemas`,
      [
        {
          op: 'replace',
          value: {
            displayName: 'Bjfe',
            'name.givenName': 'Kkom',
            'emails[type eq "work"].value': 'kkom.{run}@example.com',
            [`${ENTERPRISE}:employeeNumber`]: 'E7',
            [`${CORE}:permissionsRole`]: 'admin',
          },
        },
      ],
      {
        displayName: 'Bjfe',
        name: { givenName: 'Kkom', familyName: 'Hopper' },
        emails: [{ value: 'kkom.{run}@example.com' }],
        [ENTERPRISE]: { employeeNumber: 'E7' },
        permissionsRole: 'admin',
      },
    ),
    update(`${ISSUES}, flags: real booleans`, [{ op: 'replace', path: 'active', value: false }], {
      active: false,
    }),
    update(`${ISSUES}, flags: the same`, [{ op: 'replace', value: { active: true } }], { active: true }),
    update(
      `${USE}: an attribute is cleared`,
      [
        { op: 'remove', path: 'displayName' },
        { op: 'remove', path: 'nickName' },
      ],
      {
        active: true,
      },
    ),
    deleted,
  ],
};

const groupUpdate = (source: string, ...operations: readonly unknown[]): Step => ({
  source,
  method: 'PATCH',
  path: '/Groups/{group}',
  body: operation(...operations),
  status: 204,
});

const membership = (status: string, source: string, total: number): Step => ({
  source: `${source}${status}`,
  method: 'GET',
  path: '/Groups',
  filter: 'id eq "{group}" and members eq "{id}"',
  status: 200,
  holds: { totalResults: total },
});

const groups: Sequence = {
  name: 'Entra ID, groups',
  steps: [
    created,
    {
      source: `${USE}, "Create Group": empty, and with a schema of Microsoft’s`,
      method: 'POST',
      path: '/Groups',
      body: {
        schemas: [
          'urn:ietf:params:scim:schemas:core:2.0:Group',
          'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
        ],
        externalId: '8aa1a0c0-{run}',
        displayName: 'Crew {run}',
        meta: { resourceType: 'Group' },
      },
      status: 201,
      holds: { externalId: '8aa1a0c0-{run}', displayName: 'Crew {run}' },
      keeps: { group: 'id' },
    },
    {
      source: `${USE}, "Get Group by displayName"`,
      method: 'GET',
      path: '/Groups?excludedAttributes=members',
      filter: 'displayName eq "crew {run}"',
      status: 200,
      holds: { totalResults: 1, Resources: [{ id: '{group}' }] },
      lacks: ['Resources.0.members'],
    },
    {
      source: `${USE}, "Get Group"`,
      method: 'GET',
      path: '/Groups/{group}?excludedAttributes=members',
      status: 200,
      holds: { id: '{group}' },
      lacks: ['members'],
    },
    groupUpdate(`${USE}, "Update Group [Add Members]"`, {
      op: 'Add',
      path: 'members',
      value: [{ $ref: null, value: '{id}' }],
    }),
    membership('', 'a probe of Entra ID: is a member', 1),
    groupUpdate('the same again, which adds nobody twice', {
      op: 'Add',
      path: 'members',
      value: [{ $ref: null, value: '{id}' }],
    }),
    {
      source: 'the same',
      method: 'GET',
      path: '/Groups/{group}',
      status: 200,
      holds: { members: [{ value: '{id}' }] },
    },
    groupUpdate(`${ISSUES}: members are removed by a list of values`, {
      op: 'Remove',
      path: 'members',
      value: [{ value: '{id}' }],
    }),
    membership('', 'a probe of Entra ID: is no member', 0),
    groupUpdate(`${ISSUES}, flags`, { op: 'add', path: 'members', value: [{ value: '{id}' }] }),
    groupUpdate(`${ISSUES}, flags: members are removed by a filter`, {
      op: 'remove',
      path: 'members[value eq "{id}"]',
    }),
    membership('', 'a probe of Entra ID: is no member', 0),
    groupUpdate(`${USE}, "Update Group [Non-member attributes]"`, {
      op: 'Replace',
      path: 'displayName',
      value: 'Crew two {run}',
    }),
    groupUpdate(
      'RFC 7644 §3.5.2.2: without a filter, nobody stays',
      { op: 'add', path: 'members', value: [{ value: '{id}' }] },
      { op: 'remove', path: 'members' },
    ),
    {
      source: 'the same',
      method: 'GET',
      path: '/Groups/{group}',
      status: 200,
      holds: { displayName: 'Crew two {run}', members: [] },
    },
    { source: `${USE}, "Delete Group"`, method: 'DELETE', path: '/Groups/{group}', status: 204 },
    deleted,
  ],
};

export const ENTRA: readonly Sequence[] = [byDefault, compliant, groups];
