import { describe, expect, it } from 'vitest';
import { applyPatch } from '../../../../../shared/contracts/scim/apply-patch.ts';
import { type Json, type JsonObject, parseJson } from '../../../../../shared/contracts/scim/json.ts';
import { readPatch } from '../../../../../shared/contracts/scim/patch-request.ts';
import { ScimRefusal } from '../../../../../shared/contracts/scim/refusal.ts';
import { USER_RESOURCE } from '../../../../../shared/contracts/scim/resource-definition.ts';
import { SCIM_URNS } from '../../../../../shared/contracts/scim/urns.ts';

const { user: CORE, enterpriseUser: ENTERPRISE } = SCIM_URNS;

const ada: JsonObject = {
  userName: 'ada@example.com',
  active: true,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  title: 'Analyst',
  emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  roles: [{ value: 'old', primary: true }],
  [ENTERPRISE]: { department: 'Research', manager: { value: 'E1' } },
};

const patched = (...operations: readonly Json[]): JsonObject =>
  applyPatch(USER_RESOURCE, ada, readPatch({ Operations: operations }));

const typeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof ScimRefusal ? error.scimType : String(error);
  }
  return 'nothing refused';
};

describe('what identity providers send', () => {
  it.each<[string, Json, JsonObject]>([
    ['no path, as Okta', { op: 'replace', value: { active: false } }, { active: false }],
    [
      'a boolean as a text, as Entra ID',
      { op: 'Replace', path: 'active', value: 'False' },
      { active: false },
    ],
    [
      'a list element by its kind',
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@example.com' },
      { emails: [{ value: 'new@example.com', type: 'work', primary: true }] },
    ],
    [
      'one that is not there, which Entra ID replaces too',
      { op: 'Replace', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 1' },
      { phoneNumbers: [{ value: '+44 1', type: 'mobile' }] },
    ],
    [
      'the same, added',
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 1' },
      { phoneNumbers: [{ value: '+44 1', type: 'mobile' }] },
    ],
    [
      'a part of a name',
      { op: 'Add', path: 'name.familyName', value: 'Byron' },
      { name: { givenName: 'Ada', familyName: 'Byron' } },
    ],
    [
      'an attribute of the extension',
      { op: 'Replace', path: `${ENTERPRISE}:department`, value: 'Sales' },
      { [ENTERPRISE]: { department: 'Sales', manager: { value: 'E1' } } },
    ],
    [
      'a manager as a text',
      { op: 'Replace', path: `${ENTERPRISE}:manager`, value: '26118915' },
      { [ENTERPRISE]: { department: 'Research', manager: { value: '26118915' } } },
    ],
    [
      'several without a path, dotted and with a URN',
      {
        op: 'replace',
        value: { displayName: 'Bjfe', 'name.givenName': 'Kkom', [`${ENTERPRISE}:employeeNumber`]: 'E7' },
      },
      {
        displayName: 'Bjfe',
        name: { givenName: 'Kkom', familyName: 'Lovelace' },
        [ENTERPRISE]: { department: 'Research', manager: { value: 'E1' }, employeeNumber: 'E7' },
      },
    ],
    [
      'the extension as an object',
      { op: 'add', value: { [ENTERPRISE]: { costCenter: 'C1' } } },
      { [ENTERPRISE]: { department: 'Research', manager: { value: 'E1' }, costCenter: 'C1' } },
    ],
    [
      'the core schema in front',
      { op: 'replace', path: `${CORE}:permissionsRole`, value: 'Admin' },
      { permissionsRole: 'Admin' },
    ],
    [
      'the primary role, asked for by a text',
      { op: 'replace', path: 'roles[primary eq "True"].value', value: 'new' },
      { roles: [{ value: 'new', primary: true }] },
    ],
    [
      'JSON in a text',
      { op: 'Add', path: 'roles', value: [{ value: '{"id":"1","value":"Admin"}' }] },
      { roles: [{ value: 'old', primary: true }, { value: '{"id":"1","value":"Admin"}' }] },
    ],
    ['roles as a text', { op: 'replace', path: 'roles', value: 'plain' }, { roles: [{ value: 'plain' }] }],
    [
      'names in whatever case',
      { op: 'REPLACE', path: 'UserName', value: 'z@x.com' },
      { userName: 'z@x.com' },
    ],
    ['null, which is no value', { op: 'replace', path: 'title', value: null }, { title: undefined }],
    [
      'what is read-only without a path',
      { op: 'replace', value: { id: 'x', meta: {}, title: 'T' } },
      { title: 'T' },
    ],
    [
      'what we do not know without a path',
      { op: 'add', value: { shoeSize: 43, title: 'T' } },
      { title: 'T' },
    ],
    ['a password, which is not kept', { op: 'Replace', path: 'password', value: 'never kept' }, {}],
    ['the removal of what is not there', { op: 'remove', path: 'nickName' }, {}],
    ['the removal of an extension', { op: 'remove', path: ENTERPRISE }, { [ENTERPRISE]: undefined }],
  ])('takes %s', (_, operation, difference) => {
    expect(patched(operation)).toEqual({ ...ada, ...difference });
  });

  it('adds nothing twice, and keeps one primary value', () => {
    const work = { value: 'ada@example.com', type: 'work', primary: true };
    const home = { value: 'home@example.com', type: 'home', primary: true };
    const { emails } = patched(
      { op: 'add', path: 'emails', value: [home, work] },
      { op: 'add', path: 'emails', value: home },
    );
    expect(emails).toEqual([{ ...work, primary: false }, home]);
  });

  it('leaves the given resource as it is, whatever is done', () => {
    const before = JSON.stringify(ada);
    patched(
      { op: 'replace', path: 'name.givenName', value: 'X' },
      { op: 'remove', path: 'emails[type eq "x"]' },
    );
    expect(JSON.stringify(ada)).toBe(before);
  });
});

describe('what is refused', () => {
  it.each<[string, string, Json]>([
    ['noTarget', 'a removal without a path', { op: 'remove' }],
    [
      'noTarget',
      'a filter that no element meets and that none can be made of',
      {
        op: 'replace',
        path: 'phoneNumbers[value sw "+1"].value',
        value: '1',
      },
    ],
    ['invalidSyntax', 'an unknown operation', { op: 'move', path: 'title', value: 'x' }],
    ['invalidSyntax', 'an operation that is none', 'replace'],
    ['invalidPath', 'a path that ends early', { op: 'replace', path: 'emails[type eq', value: 'x' }],
    ['invalidPath', 'an unknown attribute', { op: 'replace', path: 'shoeSize', value: 'x' }],
    ['invalidPath', 'a prototype', { op: 'add', path: '__proto__.polluted', value: 'x' }],
    ['invalidPath', 'a constructor', { op: 'add', path: 'constructor.prototype.polluted', value: 'x' }],
    ['invalidPath', 'an unknown schema', { op: 'add', path: 'urn:example:2.0:User:seat', value: 'x' }],
    ['invalidPath', 'a part of nothing', { op: 'add', path: 'title.part', value: 'x' }],
    ['invalidPath', 'a filter on one value', { op: 'add', path: 'title[value eq "x"]', value: 'x' }],
    ['mutability', 'what is read-only', { op: 'replace', path: 'id', value: 'x' }],
    ['mutability', 'groups', { op: 'add', path: 'groups', value: [{ value: 'x' }] }],
    ['invalidValue', 'a text that is no boolean', { op: 'replace', path: 'active', value: 'maybe' }],
    ['invalidValue', 'an object for a text', { op: 'replace', path: 'title', value: { a: 1 } }],
    ['invalidValue', 'a number for a text', { op: 'replace', path: 'title', value: 7 }],
    ['invalidValue', 'no value', { op: 'replace', path: 'title' }],
    ['invalidValue', 'a text without a path', { op: 'replace', value: 'x' }],
    ['invalidValue', 'the removal of userName', { op: 'remove', path: 'userName' }],
    ['invalidValue', 'the removal of active', { op: 'remove', path: 'active' }],
    ['invalidValue', 'too many values', { op: 'add', path: 'emails', value: Array(21).fill('a@x.com') }],
  ])('answers %s to %s', (type, _, operation) => {
    expect(typeOf(() => patched(operation))).toBe(type);
  });

  it('stops at a list that grows with every operation', () => {
    const more = Array.from({ length: 10 }, (_, op) => ({
      op: 'add',
      path: 'emails',
      value: Array.from({ length: 20 }, (__, number) => `m${String(op)}-${String(number)}@example.com`),
    }));
    expect(typeOf(() => patched(...more))).toBe('invalidValue');
  });

  it('takes as many new values as are taken away behind them', () => {
    const many = (kind: string) =>
      Array.from({ length: 20 }, (_, number) => ({
        value: `${kind}${String(number)}@example.com`,
        type: kind,
      }));
    const { emails } = patched(
      { op: 'replace', path: 'emails', value: many('home') },
      { op: 'add', path: 'emails', value: many('work') },
      { op: 'remove', path: 'emails[type eq "home"]' },
    );
    expect(emails).toEqual(many('work'));
  });

  it('pollutes no prototype by keys of a body', () => {
    const sent = parseJson('{"op":"add","value":{"__proto__":{"polluted":1},"title":"T"}}');
    expect(patched(sent ?? null)).toEqual({ ...ada, title: 'T' });
    expect('polluted' in {}).toBe(false);
  });

  it.each<[string, Json]>([
    ['no operations', {}],
    ['an empty list', { Operations: [] }],
    ['a list as the body', []],
    ['a text', 'x'],
  ])('answers invalidSyntax to a body with %s', (_, body) => {
    expect(typeOf(() => readPatch(body))).toBe('invalidSyntax');
  });
});
