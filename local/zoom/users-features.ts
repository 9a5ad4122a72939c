import { z } from 'zod';
import { typeRefusal } from './license-rules.ts';
import { json, type Reply } from './reply.ts';
import { jsonOf, type RestCall, type RestRoute } from './route.ts';
import { findUser, type ZoomUser } from './tenant.ts';
import { logView } from './users-change.ts';
import { vendorError, type VendorErrorName } from './vendor-errors.ts';

const featuresSchema = z.object({
  feature_type: z.literal('user_type'),
  feature_value: z.enum(['1', '2', '4']).transform(Number),
  users: z
    .array(z.union([z.object({ id: z.string() }), z.object({ email: z.string() })]))
    .min(1)
    .max(1000),
});

/** Zoom's words of the bulk answer for the refusals of the single call. */
const REASONS: Readonly<Partial<Record<VendorErrorName, string>>> = {
  'room-user': "Can't update for Zoom Room users",
  'upcoming-events': 'Have upcoming events',
  'bundle-base-plan': "Can't update for Zoom One users",
  'basic-users-full': 'Not allowed to add basic users',
  'no-seats': 'Not enough seats',
};

function reasonOf(call: RestCall, user: ZoomUser | undefined, type: number): string | undefined {
  if (user === undefined) return 'Users not found';
  if (user.type === type) return 'No need to update';
  const refusal = typeRefusal(call.standIn, call.tenant, user, type);
  return refusal === undefined ? undefined : (REASONS[refusal] ?? 'Unpaid user');
}

/** Bulk license change: each user succeeds or fails alone. */
function changeFeatures(call: RestCall): Reply {
  const { tenant, entry } = call;
  const parsed = featuresSchema.safeParse(jsonOf(call.body));
  if (!parsed.success) return vendorError('invalid-parameter', z.prettifyError(parsed.error));
  const type = parsed.data.feature_value;
  const done: string[] = [];
  const failed = new Map<string, string[]>();
  for (const reference of parsed.data.users) {
    const key = 'id' in reference ? reference.id : reference.email;
    const user = findUser(tenant, key);
    const reason = reasonOf(call, user, type);
    if (reason !== undefined || user === undefined) {
      const words = reason ?? 'Users not found';
      failed.set(words, [...(failed.get(words) ?? []), user?.id ?? key]);
      continue;
    }
    const before = logView(user);
    user.type = type;
    entry.changes.push({ userId: user.id, email: user.email, before, after: logView(user) });
    done.push(user.id);
  }
  return json(201, {
    success_user_ids: done,
    fail_details: [...failed].map(([reason, ids]) => ({ user_ids: ids, reason })),
  });
}

export const USER_FEATURE_ROUTES = [
  {
    method: 'POST',
    path: '/v2/users/features',
    label: 'Medium',
    scopes: ['user:write:feature:admin', 'user:write:admin'],
    handle: changeFeatures,
  },
] as const satisfies readonly RestRoute[];
