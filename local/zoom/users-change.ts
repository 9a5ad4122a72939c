import { z } from 'zod';
import { typeRefusal } from './license-rules.ts';
import { noContent, type Reply } from './reply.ts';
import type { LoggedChange } from './request-log.ts';
import { jsonOf, type RestCall, type RestRoute } from './route.ts';
import type { SabotageOrder } from './sabotage.ts';
import type { Tenant, ZoomUser } from './tenant.ts';
import { noSuchUser, userOf } from './users-read.ts';
import { vendorError } from './vendor-errors.ts';

const licenseType = z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(99)]);

/** Fields the stand-in acts on; Zoom ignores unknown ones. */
const patchSchema = z.object({
  type: licenseType.optional(),
  plan_united_type: z.string().optional(),
  zoom_one_type: z.number().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  dept: z.string().optional(),
});

type Patch = z.infer<typeof patchSchema>;

/** The part of a user that a change shows in the log. */
export function logView(user: ZoomUser): Readonly<Record<string, unknown>> {
  return { type: user.type, status: user.status, role_id: user.roleId, dept: user.department };
}

function apply(user: ZoomUser, patch: Patch): LoggedChange {
  const before = logView(user);
  user.type = patch.type ?? user.type;
  user.firstName = patch.first_name ?? user.firstName;
  user.lastName = patch.last_name ?? user.lastName;
  user.department = patch.dept ?? user.department;
  return { userId: user.id, email: user.email, before, after: logView(user) };
}

/** The wrong person of the sabotage: named, or the next ordinary active user with the same license. */
function somebodyElse(tenant: Tenant, user: ZoomUser, order: SabotageOrder): ZoomUser | undefined {
  return tenant.users.find(
    (other) =>
      other !== user &&
      (order.otherEmail === undefined
        ? other.status === 'active' && other.type === user.type && other.roleId === '2' && !other.room
        : other.email === order.otherEmail),
  );
}

/** Misbehaves as ordered; the caller sees the 204 of a good change. */
function applySabotaged(call: RestCall, user: ZoomUser, patch: Patch, order: SabotageOrder): void {
  const { standIn, tenant, entry } = call;
  switch (order.kind) {
    case 'drop-patch':
      return;
    case 'double-patch': {
      entry.changes.push(apply(user, patch));
      const again = standIn.log.open(standIn.now(), call.method, call.url);
      Object.assign(again, { ...entry, id: again.id, at: again.at, changes: [apply(user, patch)] });
      standIn.log.close(again, 204, 'answer');
      return;
    }
    case 'wrong-person': {
      const other = somebodyElse(tenant, user, order);
      if (other !== undefined) entry.changes.push(apply(other, patch));
    }
  }
}

function patchUser(call: RestCall): Reply {
  const { standIn, tenant } = call;
  const user = userOf(call);
  if (user === undefined) return noSuchUser(call);
  const parsed = patchSchema.safeParse(jsonOf(call.body));
  if (!parsed.success) return vendorError('invalid-parameter', z.prettifyError(parsed.error));
  const patch = parsed.data;
  const licenseFields = [patch.type, patch.plan_united_type, patch.zoom_one_type];
  if (licenseFields.filter((field) => field !== undefined).length > 1)
    return vendorError('several-license-fields');
  if (patch.type !== undefined) {
    const refusal = typeRefusal(standIn, tenant, user, patch.type);
    if (refusal !== undefined) return vendorError(refusal);
  }
  const order = standIn.sabotage.take(user.email);
  if (order === undefined) call.entry.changes.push(apply(user, patch));
  else applySabotaged(call, user, patch, order);
  return noContent();
}

export const USER_CHANGE_ROUTES = [
  {
    method: 'PATCH',
    path: '/v2/users/:userId',
    label: 'Light',
    scopes: ['user:update:user:admin', 'user:write:admin'],
    handle: patchUser,
  },
] as const satisfies readonly RestRoute[];
