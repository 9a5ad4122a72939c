import { describe, expect, it } from 'vitest';
import {
  type ServiceSubject,
  givenServiceMarkSchema,
  markLookup,
  serviceSignsOf,
} from '../../../../shared/domain/service-account.ts';

const ACCOUNT = { accountId: 'acc_00000000-one', email: 'SVC-backup@example.com' };

describe('a mark', () => {
  it.each<[string, ServiceSubject, string | null]>([
    ['the address in other letters', { kind: 'address', address: 'svc-backup@example.com' }, 'address'],
    ['another address', { kind: 'address', address: 'backup@example.com' }, null],
    ['the account', { kind: 'account', accountId: ACCOUNT.accountId }, 'account'],
    ['another account', { kind: 'account', accountId: 'acc_00000000-two' }, null],
    ['a pattern of the name', { kind: 'pattern', pattern: 'svc-*' }, 'pattern'],
    ['a pattern of the address', { kind: 'pattern', pattern: '*backup@*.com' }, 'pattern'],
    ['a pattern that fits a part only', { kind: 'pattern', pattern: 'backup' }, null],
    ['a pattern whose dots are dots', { kind: 'pattern', pattern: 'svc.backup' }, null],
    ['a pattern of another domain', { kind: 'pattern', pattern: 'svc-*@other.example' }, null],
  ])('of %s', (_, subject, by) => {
    expect(markLookup([{ subject }])(ACCOUNT)).toBe(by);
  });

  it.each(['*', '*@*', 'ab*', 'a b*c', '*a*b*c*', 'x@y@zzz'])(
    'can’t be of everybody or of nothing: %s',
    (pattern) => {
      const mark = { subject: { kind: 'pattern', pattern }, reason: 'Robots' };
      expect(givenServiceMarkSchema.safeParse(mark).success).toBe(false);
    },
  );
});

describe('signs of a service account', () => {
  it.each<[string, boolean, string[]]>([
    ['svc-backup@example.com', true, ['name']],
    ['no-reply@example.com', false, ['name', 'no-person']],
    ['info@example.com', true, ['shared-mailbox']],
    ['api.sales@example.com', true, ['name', 'shared-mailbox']],
    ['zoom.room.3@example.com', true, ['shared-mailbox']],
    ['abbott@example.com', true, []],
    ['robotham@example.com', true, []],
    ['ada@example.com', false, ['no-person']],
  ])('%s, with a person: %s', (email, hasPerson, signs) => {
    expect(serviceSignsOf(email, hasPerson)).toEqual(signs);
  });
});
