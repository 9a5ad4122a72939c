import { describe, expect, it } from 'vitest';
import { vendorEventOf } from '../../../../../../shared/adapters/connectors/zoom/webhook-events.ts';

const NOTHING = { status: null, tier: null, roleChanged: false };
const user = (object: object, rest: object = {}) => ({
  event_ts: 1_782_600_000_000,
  payload: { account_id: 'tenant', object: { id: 'u1', ...object }, ...rest },
});

describe('an event of Zoom about a user', () => {
  it.each([
    ['user.activated', {}, { status: 'active' }],
    ['user.deactivated', {}, { status: 'inactive' }],
    ['user.deleted', {}, { status: 'gone' }],
    ['user.disassociated', {}, { status: 'gone' }],
    ['user.updated', { type: 2 }, { tier: 'licensed' }],
    ['user.updated', { type: 7 }, { tier: 'other' }],
    ['user.updated', { role: 'Admin' }, { roleChanged: true }],
    ['user.updated', { role: 1, type: 1 }, { tier: 'basic', roleChanged: true }],
  ])('%s %j', (name, object, facts) => {
    expect(vendorEventOf(name, user(object))).toEqual({
      kind: 'account-changed',
      vendorTenantId: 'tenant',
      vendorAccountId: 'u1',
      facts: { ...NOTHING, ...facts },
      at: '2026-06-27T22:40:00.000Z',
    });
  });

  it('is a changed role where only the old one is told', () => {
    expect(
      vendorEventOf('user.updated', user({}, { old_object: { id: 'u1', role: 'Member' } })),
    ).toMatchObject({
      facts: { roleChanged: true },
    });
  });

  it('takes the moment of the change before that of the event, and none where neither can be read', () => {
    expect(vendorEventOf('user.deleted', user({}, { time_stamp: 1_782_600_001_000 }))).toMatchObject({
      at: '2026-06-27T22:40:01.000Z',
    });
    const odd = { event_ts: 1e300, payload: { account_id: 'tenant', object: { id: 'u1' }, time_stamp: {} } };
    expect(vendorEventOf('user.deleted', odd)).toMatchObject({ at: null });
  });

  it('is passed over where it says nothing a plan could be wrong about', () => {
    for (const [name, object] of [
      ['user.updated', { first_name: 'A' }],
      ['user.created', {}],
      ['user.signed_in', {}],
      ['toString', {}],
    ] as const)
      expect(vendorEventOf(name, user(object))).toEqual({ kind: 'passed-over' });
  });

  it('cannot be read without a user or a tenant', () => {
    expect(vendorEventOf('user.deleted', { payload: { account_id: 'tenant', object: {} } })).toBeUndefined();
    expect(vendorEventOf('user.deleted', { payload: { object: { id: 'u1' } } })).toBeUndefined();
  });
});

describe('an uninstall of the app', () => {
  const payload = { account_id: 'tenant', client_id: 'client', user_id: 'u', signature: 's' };
  it.each([
    [
      'in its own field',
      { payload: { ...payload, deauthorization_time: '2026-06-17T13:52:28.632Z' } },
      '2026-06-17T13:52:28.632Z',
    ],
    [
      'in the payload',
      { payload: { ...payload, event_ts: '2026-06-17 13:52:28' } },
      '2026-06-17T13:52:28.000Z',
    ],
    ['at the top', { event_ts: 1_782_600_000_000, payload }, '2026-06-27T22:40:00.000Z'],
    ['nowhere', { payload }, null],
  ])('may have its moment %s', (_, json, at) => {
    expect(vendorEventOf('app_deauthorized', json)).toEqual({
      kind: 'uninstalled',
      vendorTenantId: 'tenant',
      clientId: 'client',
      at,
    });
  });

  it('may be silent about the app', () => {
    expect(vendorEventOf('app_deauthorized', { payload: { account_id: 'tenant' } })).toMatchObject({
      clientId: null,
    });
  });
});
