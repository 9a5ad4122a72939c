import { z } from 'zod';
import { isBasicFull } from './license-rules.ts';
import { noContent, type Reply } from './reply.ts';
import { jsonOf, type RestCall, type RestRoute } from './route.ts';
import { logView } from './users-change.ts';
import { noSuchUser, userOf } from './users-read.ts';
import { vendorError } from './vendor-errors.ts';

const BASIC = 1;

const statusChangeSchema = z.object({ action: z.enum(['activate', 'deactivate']) });

/** Deactivating takes every license; activating brings a Basic user back. */
function changeStatus(call: RestCall): Reply {
  const { tenant, entry } = call;
  const user = userOf(call);
  if (user === undefined) return noSuchUser(call);
  const parsed = statusChangeSchema.safeParse(jsonOf(call.body));
  if (!parsed.success) return vendorError('invalid-parameter', 'Invalid field: action.');
  if (user.status === 'pending') return vendorError('invitation-expired');
  if (user.room || user.roleId === '0' || user.roleId === '1') return vendorError('status-not-changeable');
  if (parsed.data.action === 'deactivate' && user.upcomingEvents) return vendorError('upcoming-events');
  if (parsed.data.action === 'activate' && user.status === 'inactive' && isBasicFull(tenant)) {
    return vendorError('basic-users-full');
  }
  const before = logView(user);
  user.status = parsed.data.action === 'activate' ? 'active' : 'inactive';
  if (user.status === 'inactive') user.type = BASIC;
  entry.changes.push({ userId: user.id, email: user.email, before, after: logView(user) });
  return noContent();
}

export const USER_STATUS_ROUTES = [
  {
    method: 'PUT',
    path: '/v2/users/:userId/status',
    label: 'Light',
    scopes: ['user:update:status:admin', 'user:write:admin'],
    handle: changeStatus,
  },
] as const satisfies readonly RestRoute[];
