import { setTimeout as sleep } from 'node:timers/promises';
import { noContent, type Reply } from './reply.ts';
import type { RestCall, RestRoute } from './route.ts';
import { findUser, type ZoomUser } from './tenant.ts';
import { logView } from './users-change.ts';
import { noSuchUser, userOf } from './users-read.ts';
import { vendorError, type VendorErrorName } from './vendor-errors.ts';

const LICENSED = 2;

const TRANSFERS = ['transfer_meeting', 'transfer_webinar', 'transfer_recording', 'transfer_whiteboard'];

function transferRefusal(call: RestCall, user: ZoomUser): VendorErrorName | undefined {
  const query = call.url.searchParams;
  const email = query.get('transfer_email');
  if (email === null) {
    const isAsked = TRANSFERS.some((name) => query.get(name) === 'true');
    return isAsked || user.upcomingEvents ? 'transfer-target' : undefined;
  }
  const target = findUser(call.tenant, email);
  if (target === user) return 'transfer-to-self';
  return target?.status === 'active' && target.type === LICENSED ? undefined : 'transfer-target';
}

function refusal(call: RestCall, user: ZoomUser, action: string): VendorErrorName | undefined {
  if (user.room) return 'room-not-deletable';
  if (user.roleId === '0' || user.roleId === '1') return 'admin-not-removable';
  if (user.status === 'pending' && action === 'delete') return 'invalid-parameter';
  if (user.managedDomain && action === 'disassociate') return 'managed-domain';
  return transferRefusal(call, user);
}

/** Disassociate (default) or delete. While one removal is in work, a second one of the same user is refused. */
async function removeUser(call: RestCall): Promise<Reply> {
  const { standIn, tenant, entry, url } = call;
  const user = userOf(call);
  if (user === undefined) return noSuchUser(call);
  const action = url.searchParams.get('action') ?? 'disassociate';
  if (action !== 'disassociate' && action !== 'delete') {
    return vendorError('invalid-parameter', 'Invalid field: action.');
  }
  const reason = refusal(call, user, action);
  if (reason !== undefined) return vendorError(reason);
  if (standIn.removing.has(user.id)) return vendorError('delete-in-progress');
  standIn.removing.add(user.id);
  await sleep(standIn.switches.deleteMilliseconds);
  standIn.removing.delete(user.id);
  tenant.users = tenant.users.filter((other) => other !== user);
  entry.changes.push({ userId: user.id, email: user.email, before: logView(user), after: null });
  return noContent();
}

export const USER_REMOVE_ROUTES = [
  {
    method: 'DELETE',
    path: '/v2/users/:userId',
    label: 'Light',
    scopes: ['user:delete:user:admin', 'user:write:admin'],
    handle: removeUser,
  },
] as const satisfies readonly RestRoute[];
