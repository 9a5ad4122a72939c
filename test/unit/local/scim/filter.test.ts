import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../local/scim/filter.ts';

const ada = {
  id: 'A1',
  userName: 'Ada@example.com',
  externalId: 'E1',
  active: true,
  name: { familyName: 'Lovelace' },
  emails: [
    { type: 'work', value: 'ada@example.com' },
    { type: 'home', value: 'ada@example.net' },
  ],
  roles: [{ value: 'View' }],
  'urn:example:2.0:User': { seat: 'paid' },
};

describe('a filter', () => {
  it.each([
    ['userName eq "ada@EXAMPLE.com"', true],
    ['USERNAME EQ "ada@example.com"', true],
    ['userName eq "ben@example.com"', false],
    ['externalId eq "E1"', true],
    ['externalId eq "e1"', false],
    ['id eq "A1"', true],
    ['active eq true', true],
    ['active eq False', false],
    ['active ne false', true],
    ['name.familyName sw "love"', true],
    ['emails.value eq "ada@example.net"', true],
    ['emails eq "ada@example.net"', true],
    ['emails[type eq "work"].value eq "ada@example.com"', true],
    ['emails[type eq "work"].value eq "ada@example.net"', false],
    ['emails[type eq "home"]', undefined],
    ['roles eq "View"', true],
    ['urn:example:2.0:User:seat eq "paid"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName co "ADA"', true],
    ['title pr', false],
    ['userName pr', true],
    ['id eq "A1" and active eq false', false],
    ['id eq "B" or active eq true and externalId eq "E1"', true],
    ['(id eq "B" or active eq true) and externalId eq "E2"', false],
    ['not (id eq "B")', true],
    ['userName eq "a \\"quoted\\" name"', false],
    ['userName eq', undefined],
    ['userName is "x"', undefined],
    ['userName eq "x" and', undefined],
    ['(userName eq "x"', undefined],
    ['userName eq "x" )', undefined],
    ['((', undefined],
    ['', undefined],
  ])('%s is %s', (text, expected) => {
    expect(parseFilter(text)?.(ada)).toBe(expected);
  });
});
