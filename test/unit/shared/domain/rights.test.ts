import { describe, expect, it } from 'vitest';
import type { CustomRole } from '../../../../shared/domain/custom-role.ts';
import { ORGANIZATION_WIDE, PERMISSIONS } from '../../../../shared/domain/permission.ts';
import {
  type Restriction,
  UNRESTRICTED,
  covers,
  may,
  reaches,
  rightsOfRole,
  rightsOfScope,
  soleApplication,
} from '../../../../shared/domain/rights.ts';
import { ROLES } from '../../../../shared/domain/role.ts';

/** What each role adds to the one below it, written down by hand. */
const ADDS = {
  'appstore-user': 'me.read me.write applications.read',
  'limited-user': 'usage.read',
  'limited-plus-user': 'contracts.read',
  'basic-user':
    'spend.read people.read accounts.read connections.read runs.read workflows.read exemptions.read policy.read',
  admin:
    'applications.create applications.write people.write connections.write workflows.write runs.write plans.release exemptions.write imports.write audit.read kill-switch.write',
  'super-admin':
    'users.read users.write roles.read roles.write tokens.read tokens.write policy.write organization.write',
} as const;

const LADDER = [
  'appstore-user',
  'limited-user',
  'limited-plus-user',
  'basic-user',
  'admin',
  'super-admin',
] as const;

/** Never under a restriction: they are about more than single applications. */
const ORGANIZATIONS =
  'applications.create people.write policy.write kill-switch.write users.read users.write roles.read roles.write tokens.read tokens.write organization.write';

const ZOOM = 'app_00000000-zoom';
const SLACK = 'app_00000000-slack';
const only = (...applicationIds: string[]): Restriction => ({ kind: 'only', applicationIds });
const words = (text: string): string[] => text.split(' ');
const held = (permissions: ReadonlySet<string>): string[] => [...permissions].toSorted();

const custom = (level: CustomRole['level'], applicationIds: string[]): CustomRole => ({
  roleId: 'rol_00000000-custom',
  name: 'Custom',
  level,
  applicationIds,
  createdAt: '2026-03-02T09:00:00.000Z',
  version: 1,
});

const upTo = (role: (typeof LADDER)[number]): string[] =>
  LADDER.slice(0, LADDER.indexOf(role) + 1).flatMap((step) => words(ADDS[step]));

describe('the permission table', () => {
  it.each(LADDER)('gives %s what the roles below have and what it adds', (role) => {
    const { permissions, restriction } = rightsOfRole(role, undefined);
    expect(held(permissions)).toEqual(upTo(role).toSorted());
    expect(restriction).toEqual(UNRESTRICTED);
  });

  it('has a row for every role and gives every permission to somebody', () => {
    expect([...LADDER].toSorted()).toEqual([...ROLES].toSorted());
    expect(held(rightsOfRole('super-admin', undefined).permissions)).toEqual([...PERMISSIONS].toSorted());
  });

  it('shows names and addresses to nobody below Basic User', () => {
    for (const role of ['appstore-user', 'limited-user', 'limited-plus-user'] as const)
      for (const permission of [
        'people.read',
        'accounts.read',
        'runs.read',
        'users.read',
        'audit.read',
      ] as const)
        expect(may(rightsOfRole(role, undefined), permission)).toBe(false);
  });
});

describe('a custom role', () => {
  it.each(LADDER.filter((role) => role !== 'super-admin'))(
    'on the level %s holds what that does, but nothing over the organization',
    (level) => {
      const role = custom(level, [ZOOM]);
      const { permissions, restriction } = rightsOfRole(role.roleId, role);
      const organization = new Set(words(ORGANIZATIONS));
      expect(held(permissions)).toEqual(
        upTo(level)
          .filter((permission) => !organization.has(permission))
          .toSorted(),
      );
      expect(restriction).toEqual(only(ZOOM));
    },
  );

  it('with an empty list reaches no application', () => {
    const role = custom('admin', []);
    const { restriction } = rightsOfRole(role.roleId, role);
    expect(reaches(restriction, ZOOM)).toBe(false);
    expect(reaches(restriction, null)).toBe(false);
  });

  it('that is not there, or is another one, gives nothing', () => {
    for (const known of [undefined, custom('admin', [ZOOM])]) {
      const rights = rightsOfRole('rol_00000000-other', known);
      expect(held(rights.permissions)).toEqual([]);
      expect(rights.restriction).toEqual(only());
    }
  });

  it('adds nothing to a built-in role', () => {
    expect(rightsOfRole('limited-user', custom('admin', [ZOOM]))).toEqual(
      rightsOfRole('limited-user', undefined),
    );
  });

  it('is held from the rights over the organization by one list', () => {
    expect(held(ORGANIZATION_WIDE)).toEqual(words(ORGANIZATIONS).toSorted());
  });
});

describe('a restriction', () => {
  it('reaches what it names and nothing that belongs to no application', () => {
    expect(reaches(UNRESTRICTED, ZOOM)).toBe(true);
    expect(reaches(UNRESTRICTED, null)).toBe(true);
    expect(reaches(only(ZOOM), ZOOM)).toBe(true);
    expect(reaches(only(ZOOM), SLACK)).toBe(false);
    expect(reaches(only(ZOOM), null)).toBe(false);
  });

  it.each<[Restriction, Restriction, boolean]>([
    [UNRESTRICTED, UNRESTRICTED, true],
    [UNRESTRICTED, only(ZOOM), true],
    [only(ZOOM), UNRESTRICTED, false],
    [only(ZOOM, SLACK), only(SLACK), true],
    [only(ZOOM), only(ZOOM, SLACK), false],
    [only(), only(), true],
    [only(), only(ZOOM), false],
    [only(ZOOM), only(), true],
  ])('%o covers %o: %s', (wider, narrower, expected) => {
    expect(covers(wider, narrower)).toBe(expected);
  });

  it('may come down to one application', () => {
    expect(soleApplication(only(ZOOM))).toBe(ZOOM);
    for (const several of [UNRESTRICTED, only(), only(ZOOM, SLACK)])
      expect(soleApplication(several)).toBeNull();
  });
});

describe('programs of the organization', () => {
  it.each(['read', 'write'] as const)('of scope %s never rule, and never act on licenses', (scope) => {
    const rights = rightsOfScope(scope);
    const never = PERMISSIONS.filter((permission) =>
      /^(users|roles|tokens|organization|kill-switch|runs\.write|workflows\.write|connections\.write|policy\.write|me\.write)/.test(
        permission,
      ),
    );
    expect(never.length).toBeGreaterThan(10);
    expect(never.filter((permission) => may(rights, permission))).toEqual([]);
    expect(rights.restriction).toEqual(UNRESTRICTED);
  });

  it('of scope read change nothing', () => {
    const { permissions } = rightsOfScope('read');
    expect([...permissions].filter((permission) => !permission.endsWith('.read'))).toEqual([]);
  });

  it('of scope write bring data in as well', () => {
    const [read, write] = [rightsOfScope('read').permissions, rightsOfScope('write').permissions];
    expect(held(write.difference(read))).toEqual([
      'applications.create',
      'applications.write',
      'exemptions.write',
      'imports.write',
      'people.write',
    ]);
  });

  it('of scope scim do nothing here', () => {
    expect(held(rightsOfScope('scim').permissions)).toEqual([]);
  });
});
