import { describe, expect, it } from 'vitest';
import type { Attributes } from '../../../../../../shared/adapters/connectors/scim/resource.ts';
import { valuesAt, withValueAt } from '../../../../../../shared/adapters/connectors/scim/values-at-path.ts';
import { type ScimPath, parseScimPath } from '../../../../../../shared/domain/scim-path.ts';

const at = (text: string): ScimPath => {
  const path = parseScimPath(text);
  if (path === null) throw new Error(`${text} is no path.`);
  return path;
};
const known = (value: string): boolean => ['Full', 'View'].includes(value);
const USER: Attributes = {
  UserType: 'Full',
  roles: [{ type: 'seatType', value: 'Full', display: 'kept' }, { type: 'team', value: 'Full' }, 'odd'],
  entitlements: ['Full', 'extra', 'View'],
  one: { value: 'Full', other: 1 },
  'urn:Example:2.0:User': { seat: 'Full' },
};
const SEAT = { type: 'seatType', value: 'Full', display: 'kept' };

describe('values at a path', () => {
  it.each([
    ['usertype', ['Full']],
    ['roles.value', ['Full', 'Full', 'odd']],
    ['roles[type eq "SEATTYPE"].value', ['Full']],
    ['entitlements', ['Full', 'extra', 'View']],
    ['one.value', ['Full']],
    ['urn:example:2.0:User:seat', ['Full']],
    ['urn:other:2.0:User:seat', []],
    ['nothing', []],
  ])('are read, whatever their form: %s', (path, values) => {
    expect(valuesAt(USER, at(path))).toEqual(values);
  });

  it.each<[string, Attributes, unknown]>([
    ['usertype', USER, { schema: null, attribute: 'UserType', value: 'View' }],
    ['entitlements', USER, { schema: null, attribute: 'entitlements', value: ['View', 'extra'] }],
    ['one.value', USER, { schema: null, attribute: 'one', value: { value: 'View', other: 1 } }],
    ['urn:x:2.0:User:seat', USER, { schema: 'urn:x:2.0:User', attribute: 'seat', value: 'View' }],
    [
      'roles[type eq "seatType"].value',
      { roles: [SEAT, { type: 'team', value: 'Full' }] },
      {
        schema: null,
        attribute: 'roles',
        value: [
          { ...SEAT, value: 'View' },
          { type: 'team', value: 'Full' },
        ],
      },
    ],
    [
      'roles[type eq "seatType"].value',
      { roles: [{ type: 'team', value: 'Full' }] },
      {
        schema: null,
        attribute: 'roles',
        value: [
          { type: 'team', value: 'Full' },
          { type: 'seatType', value: 'View' },
        ],
      },
    ],
    ['roles.value', {}, { schema: null, attribute: 'roles', value: [{ value: 'View' }] }],
    ['userType', {}, { schema: null, attribute: 'userType', value: 'View' }],
  ])('are replaced, and all else stays: %s', (path, user, changed) => {
    expect(withValueAt(user, at(path), known, 'View')).toEqual(changed);
  });

  it.each<[string, Attributes]>([
    ['roles[type eq "seatType"].value', { roles: ['Full'] }],
    ['roles[type eq "seatType"].value', { roles: 'Full' }],
    ['one', USER],
  ])('are left alone where their form does not show them: %s', (path, user) => {
    expect(withValueAt(user, at(path), known, 'View')).toBeNull();
  });
});
