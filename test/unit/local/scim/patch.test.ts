import { describe, expect, it } from 'vitest';
import { ENTERPRISE_SCHEMA, USER_SCHEMA } from '../../../../local/scim/attributes.ts';
import { patched, patchSchema } from '../../../../local/scim/patch.ts';

const LICENSE = 'urn:example:2.0:User';

const ada = {
  userName: 'ada@example.com',
  active: true,
  name: { familyName: 'Byron' },
  roles: [{ type: 'seatType', value: 'Full' }],
  entitlements: [{ value: 'editor' }, { value: 'exports' }],
  [LICENSE]: { seat: 'paid' },
};

const run = (...operations: readonly object[]) =>
  patched(ada, patchSchema.parse({ Operations: operations }).Operations);

describe('a patch', () => {
  it.each([
    [{ op: 'replace', path: 'active', value: false }, { active: false }],
    [{ op: 'Replace', path: 'ACTIVE', value: 'False' }, { active: 'False' }],
    [{ op: 'replace', value: { active: false } }, { active: false }],
    [{ op: 'replace', value: { 'name.familyName': 'Lovelace' } }, { name: { familyName: 'Lovelace' } }],
    [{ op: 'replace', value: { [LICENSE]: { seat: 'free' } } }, { [LICENSE]: { seat: 'free' } }],
    [{ op: 'replace', value: { [`${LICENSE}:seat`]: 'free' } }, { [LICENSE]: { seat: 'free' } }],
    [{ op: 'replace', path: `${LICENSE}:seat`, value: 'free' }, { [LICENSE]: { seat: 'free' } }],
    [{ op: 'replace', path: LICENSE, value: { seat: 'free' } }, { [LICENSE]: { seat: 'free' } }],
    [{ op: 'replace', path: `${USER_SCHEMA}:active`, value: false }, { active: false }],
    [
      { op: 'add', path: `${ENTERPRISE_SCHEMA}:department`, value: 'Sales' },
      { [ENTERPRISE_SCHEMA]: { department: 'Sales' } },
    ],
    [
      { op: 'replace', path: 'roles', value: [{ type: 'seatType', value: 'View' }] },
      { roles: [{ type: 'seatType', value: 'View' }] },
    ],
    [
      { op: 'replace', path: 'roles[type eq "seatType"].value', value: 'View' },
      { roles: [{ type: 'seatType', value: 'View' }] },
    ],
    [
      { op: 'replace', path: 'roles[type eq "seatType"]', value: { value: 'View' } },
      { roles: [{ type: 'seatType', value: 'View' }] },
    ],
    [
      { op: 'add', path: 'entitlements', value: [{ value: 'editor' }, { value: 'admin' }] },
      { entitlements: [{ value: 'editor' }, { value: 'exports' }, { value: 'admin' }] },
    ],
    [{ op: 'remove', path: 'entitlements[value eq "editor"]' }, { entitlements: [{ value: 'exports' }] }],
    [
      { op: 'remove', path: 'entitlements', value: [{ value: 'exports' }] },
      { entitlements: [{ value: 'editor' }] },
    ],
    [{ op: 'remove', path: 'entitlements[value eq "nothing"]' }, {}],
    [{ op: 'remove', path: 'title' }, {}],
    [{ op: 'replace', value: { id: 'another', meta: {}, active: false } }, { active: false }],
  ])('%j makes %j of it', (operation, expected) => {
    expect(run(operation)).toEqual({ resource: { ...ada, ...expected } });
  });

  it('can take an attribute away', () => {
    const result = run({ op: 'remove', path: 'entitlements' });
    expect(Object.keys('resource' in result ? result.resource : ada)).not.toContain('entitlements');
  });

  it.each([
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'replace', path: 'roles[type eq "other"].value', value: 'x' }, 'noTarget'],
    [{ op: 'replace', path: 'roles[type is "x"].value', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'roles[', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'active' }, 'invalidValue'],
    [{ op: 'replace', value: 'False' }, 'invalidValue'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
  ])('%j is refused as %s', (operation, refused) => {
    expect(run(operation)).toEqual({ refused });
  });

  it('is done as a whole or not at all', () => {
    const before = structuredClone(ada);
    expect(run({ op: 'replace', path: 'active', value: false }, { op: 'remove' })).toEqual({
      refused: 'noTarget',
    });
    expect(ada).toEqual(before);
  });

  it('knows three operations', () => {
    expect(patchSchema.safeParse({ Operations: [{ op: 'move', path: 'active' }] }).success).toBe(false);
    expect(patchSchema.safeParse({ Operations: [] }).success).toBe(false);
  });
});
