import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../../../../shared/contracts/scim/filter-match.ts';
import { parseFilter } from '../../../../../shared/contracts/scim/filter.ts';
import { equalitiesOf } from '../../../../../shared/contracts/scim/lookup.ts';
import { ScimRefusal } from '../../../../../shared/contracts/scim/refusal.ts';
import { USER_RESOURCE } from '../../../../../shared/contracts/scim/resource-definition.ts';
import { SCIM_URNS } from '../../../../../shared/contracts/scim/urns.ts';
import { arbitraryFilter, filterText } from '../../../../support/arbitrary-scim.ts';

const ada = {
  id: 'user_1',
  userName: 'Ada@Example.com',
  externalId: 'X1',
  active: true,
  name: { givenName: 'Ada' },
  emails: [
    { value: 'ada@example.com', type: 'work' },
    { value: 'ada@home.example', type: 'home', primary: true },
  ],
  [SCIM_URNS.enterpriseUser]: { department: 'Research', manager: { value: 'E1' } },
  meta: { lastModified: '2026-06-01T10:00:00.000Z' },
};

const meets = (filter: string): boolean => compileFilter(parseFilter(filter), USER_RESOURCE)(ada);

const refusalOf = (filter: string): string => {
  try {
    meets(filter);
  } catch (error) {
    return error instanceof ScimRefusal ? error.scimType : String(error);
  }
  return 'nothing refused';
};

describe('a filter', () => {
  it.each([
    'userName eq "ada@example.com"',
    'USERNAME EQ "ADA@EXAMPLE.COM"',
    'externalId eq "X1"',
    'emails[type eq "work"].value eq "ADA@example.com"',
    'emails.value eq "ada@home.example"',
    'emails eq "ada@home.example"',
    'emails[type eq "home" and primary eq true]',
    'emails[primary eq "True"].value ew "home.example"',
    'active eq true',
    'active eq "True"',
    'active ne false',
    'title eq null',
    'title ne "x"',
    'not (title pr)',
    'name.givenName sw "a" and userName co "example"',
    'title pr or userName pr and active eq true',
    '(title pr or userName pr) and not (active eq false)',
    `${SCIM_URNS.enterpriseUser}:department eq "research"`,
    `${SCIM_URNS.enterpriseUser}:manager.value eq "E1"`,
    `${SCIM_URNS.user}:userName eq "ada@example.com"`,
    'meta.lastModified gt "2026-06-01T11:59:00+02:00"',
    'meta.lastModified le "2026-06-01T10:00:00Z"',
  ])('%s is met', (filter) => {
    expect(meets(filter)).toBe(true);
  });

  it.each([
    'externalId eq "x1"',
    'emails[type eq "work"].value eq "ada@home.example"',
    'emails[type eq "home" and primary eq false]',
    'title pr',
    'active eq false',
    'userName eq "\\u0041da@example.org"',
    'id eq "user_1" and userName eq "x"',
    'userName eq "\\" or userName pr or userName eq \\""',
  ])('%s is not met', (filter) => {
    expect(meets(filter)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['half of one', 'userName eq'],
    ['no operator', 'userName "x"'],
    ['an unknown operator', 'userName is "x"'],
    ['single quotes', "userName eq 'x'"],
    ['no end of a text', 'userName eq "x'],
    ['an escape that is none', 'userName eq "\\x"'],
    ['half a character', 'userName eq "\\ud83d"'],
    ['a bare word', 'userName eq ada'],
    ['more behind it', 'userName eq "x" userName'],
    ['a bracket too many', 'userName eq "x") or (userName pr'],
    ['not without a bracket', 'not userName pr'],
    ['an unknown attribute', 'shoeSize eq "43"'],
    ['a prototype', '__proto__ pr'],
    ['a constructor', 'constructor pr'],
    ['a part of nothing', 'userName.x pr'],
    ['an unknown part in brackets', 'emails[size eq "1"]'],
    ['an unknown schema', 'urn:example:2.0:User:seat eq "x"'],
    ['an object as a value', 'name eq "Ada"'],
    ['a number for a text', 'userName eq 5'],
    ['an order of booleans', 'active gt false'],
    ['a text for a boolean', 'active eq "maybe"'],
    ['no time for a time', 'meta.created gt "yesterday"'],
    ['thousands of brackets', `${'('.repeat(1_500)}userName pr${')'.repeat(1_500)}`],
    ['thousands of terms', Array(300).fill('id pr').join(' or ')],
    ['more than may be sent', `userName eq "${'x'.repeat(4_000)}"`],
  ])('is refused where it has %s', (_, filter) => {
    expect(refusalOf(filter)).toBe('invalidFilter');
  });

  it('is read as it was meant, whatever its texts hold', () => {
    fc.assert(
      fc.property(arbitraryFilter, (filter) => {
        expect(parseFilter(filterText(filter))).toEqual(filter);
        expect(typeof compileFilter(filter, USER_RESOURCE)(ada)).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });

  it('is refused or read, and nothing else, whatever is sent', () => {
    const pieces = fc.constantFrom(
      'userName',
      'eq',
      'pr',
      '"x"',
      '(',
      ')',
      '[',
      ']',
      '.',
      'and',
      'or',
      'not',
      '"',
      ' ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(['invalidFilter', 'nothing refused']).toContain(refusalOf(text));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('what can be looked up', () => {
  it.each([
    ['userName eq "a"', [['userName', 'a']]],
    [
      'id eq "G" and emails eq "U"',
      [
        ['id', 'G'],
        ['emails.value', 'U'],
      ],
    ],
    [
      'emails[type eq "work"].value eq "a"',
      [
        ['emails.type', 'work'],
        ['emails.value', 'a'],
      ],
    ],
    ['userName eq "a" or id eq "b"', []],
    ['not (userName eq "a")', []],
    ['userName sw "a"', []],
  ])('of %s', (filter, equalities) => {
    expect(
      equalitiesOf(USER_RESOURCE, parseFilter(filter)).map(({ attribute, value }) => [attribute, value]),
    ).toEqual(equalities);
  });
});
