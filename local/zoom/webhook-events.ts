import { randomBytes } from 'node:crypto';
import type { Tenant, ZoomUser } from './tenant.ts';

export const USER_EVENTS = [
  'user.created',
  'user.activated',
  'user.deactivated',
  'user.deleted',
  'user.disassociated',
  'user.updated',
] as const;

export type UserEvent = (typeof USER_EVENTS)[number];

/** `event_ts` sits inside the payload, as in Zoom's own sample; older samples had it at the top. */
export function deauthorizedPayload(
  accountId: string,
  userId: string,
  clientId: string,
  now: number,
  timestampAt: 'payload' | 'top',
): object {
  const time = new Date(now).toISOString();
  return {
    event: 'app_deauthorized',
    ...(timestampAt === 'top' ? { event_ts: now } : {}),
    payload: {
      account_id: accountId,
      user_id: userId,
      signature: randomBytes(32).toString('hex'),
      deauthorization_time: time,
      client_id: clientId,
      ...(timestampAt === 'payload' ? { event_ts: time.slice(0, 19).replace('T', ' ') } : {}),
    },
  };
}

export function userPayload(event: UserEvent, tenant: Tenant, user: ZoomUser, now: number): object {
  const operator = tenant.users.find(({ roleId }) => roleId === '0');
  const object = {
    id: user.id,
    email: user.email,
    first_name: user.firstName,
    last_name: user.lastName,
    type: user.type,
  };
  return {
    event,
    event_ts: now,
    payload: {
      account_id: tenant.accountId,
      operator: operator?.email ?? '',
      operator_id: operator?.id ?? '',
      object,
      ...(event === 'user.updated' ? { old_object: { id: user.id, type: user.type }, time_stamp: now } : {}),
    },
  };
}

export function urlValidationPayload(now: number): { readonly payload: object; readonly plainToken: string } {
  const plainToken = randomBytes(16).toString('base64url');
  return {
    payload: { event: 'endpoint.url_validation', event_ts: now, payload: { plainToken } },
    plainToken,
  };
}
