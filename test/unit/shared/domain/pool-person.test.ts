import { describe, expect, it } from 'vitest';
import { type PoolPerson, joinNamesOf } from '../../../../shared/domain/pool-person.ts';

const person = (more: Partial<PoolPerson> = {}): PoolPerson => ({
  issuer: 'https://pool.test',
  subject: 'sub-1',
  providers: [],
  externalId: null,
  userName: null,
  email: 'ada@example.com',
  emailVerified: false,
  ...more,
});

describe('what somebody is joined by', () => {
  it('is everything that the configured identity provider says', () => {
    const sent = { providers: ['CompanySaml'], externalId: '00u1', userName: 'ada' };
    expect(joinNamesOf(person(sent), 'CompanySaml')).toEqual({
      externalId: '00u1',
      userName: 'ada',
      address: 'ada@example.com',
    });
  });

  it('is the address where there is no name, once it is verified or sent by the identity provider', () => {
    expect(joinNamesOf(person({ emailVerified: true }), null)?.userName).toBe('ada@example.com');
    expect(joinNamesOf(person({ providers: ['CompanySaml'] }), 'CompanySaml')?.userName).toBe(
      'ada@example.com',
    );
    expect(joinNamesOf(person(), null)).toEqual({ externalId: null, userName: null, address: null });
  });

  it('is nothing where another than the configured one vouches for them', () => {
    expect(joinNamesOf(person({ emailVerified: true }), 'CompanySaml')).toBeUndefined();
    expect(joinNamesOf(person({ providers: ['CompanyOidc'] }), 'CompanySaml')).toBeUndefined();
    expect(joinNamesOf(person({ providers: ['CompanySaml'] }), null)).toBeUndefined();
  });
});
