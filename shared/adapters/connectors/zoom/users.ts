import * as z from 'zod';
import { type AccountStatus, type VendorAccount, accountStatusSchema } from '../../../domain/account.ts';
import { toInstant } from '../../../domain/time.ts';
import type { AccountLister, VendorResult } from '../../../ports/connector.ts';
import type { SendCall } from '../vendor-connector.ts';
import { FIRST_STATUS, readCursor, statusAfter, writeCursor } from './account-cursor.ts';
import { listRoles, roleOf } from './roles.ts';
import { ZOOM_SCOPES } from './scopes.ts';
import { tierOfType } from './tiers.ts';

/** A row of GET /users, or GET /users/{id}: only what we use; nearly every field may be missing. */
const userSchema = z.object({
  id: z.string().min(1).nullish(),
  email: z.string().min(1),
  type: z.number(),
  status: accountStatusSchema.nullish().catch(null),
  role_id: z
    .union([z.string().min(1), z.number().transform(String)])
    .nullish()
    .catch(null),
  verified: z.number().nullish().catch(null),
  created_at: z.string().nullish().catch(null),
  user_created_at: z.string().nullish().catch(null),
  last_login_time: z.string().nullish().catch(null),
});
type UserRow = z.infer<typeof userSchema>;

const pageSchema = z.object({
  users: z.array(userSchema),
  next_page_token: z.string().nullish(),
  total_records: z.int().min(0).nullish().catch(null),
});

const instantOf = (text: string | null | undefined) => (typeof text === 'string' ? toInstant(text) : null);

/** The creation time of an invitation is the time of the call, which says nothing. */
const toAccount = (row: UserRow, listedAs: AccountStatus): VendorAccount => {
  const status = row.status ?? listedAs;
  return {
    vendorAccountId: row.id ?? null,
    email: row.email,
    emailVerified: row.verified !== 0,
    status,
    tier: tierOfType(row.type),
    role: roleOf(row.role_id ?? null),
    createdAt: status === 'pending' ? null : (instantOf(row.created_at) ?? instantOf(row.user_created_at)),
    lastLoginAt: instantOf(row.last_login_time),
  };
};

/** A page token lives 15 minutes; a refused one is reported as it is, and the reader begins the list again. */
const listAccounts =
  (send: SendCall, pageSize: number): AccountLister['listAccounts'] =>
  async (cursor) => {
    const { status, pageToken } = cursor === null ? FIRST_STATUS : readCursor(cursor);
    const result = await send({
      method: 'GET',
      path: '/v2/users',
      query: {
        status,
        page_size: String(pageSize),
        ...(pageToken === null ? {} : { next_page_token: pageToken }),
      },
      label: 'medium',
      effect: 'read',
      scope: ZOOM_SCOPES.listUsers,
      schema: pageSchema,
    });
    if (result.kind !== 'ok') return result;
    const next = result.value.next_page_token ?? '';
    const following = statusAfter(status);
    const total = pageToken === null ? (result.value.total_records ?? null) : null;
    return {
      kind: 'ok',
      value: {
        items: result.value.users.map((row) => toAccount(row, status)),
        ...(total === null ? {} : { announced: total }),
        next:
          next !== ''
            ? writeCursor({ status, pageToken: next })
            : following === null
              ? null
              : writeCursor({ status: following, pageToken: null }),
      },
    };
  };

const readAccount =
  (send: SendCall): AccountLister['readAccount'] =>
  async (vendorAccountId): Promise<VendorResult<VendorAccount>> => {
    const result = await send({
      method: 'GET',
      path: `/v2/users/${encodeURIComponent(vendorAccountId)}`,
      label: 'light',
      effect: 'read',
      scope: ZOOM_SCOPES.readUser,
      schema: userSchema.required({ status: true }),
    });
    return result.kind === 'ok' ? { kind: 'ok', value: toAccount(result.value, 'pending') } : result;
  };

/** Users and roles of a Zoom account. One call of GET /users lists one status, so the list is three lists, one after the other. */
export const zoomAccounts = (send: SendCall, pageSize: number): AccountLister => ({
  listAccounts: listAccounts(send, pageSize),
  readAccount: readAccount(send),
  listRoles: () => listRoles(send),
});
