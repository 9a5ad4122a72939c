import type { VendorAccount } from '../../../domain/account.ts';
import type { AccountLister, VendorResult } from '../../../ports/connector.ts';
import { accountOfUser, rolesOf } from './account-of-user.ts';
import { type BoundScim } from './bound-scim.ts';
import { type ListStep, readByIndex } from './list-by-index.ts';
import { type ListCursor, beginning, readListCursor, writeListCursor } from './list-cursor.ts';
import { readListPage } from './list-page.ts';
import { readUser } from './read-user.ts';

/** Reads one page by cursor (RFC 9865 §2); the last page names no next one. */
const readByCursor = async (
  bound: BoundScim,
  cursor: string | null,
): Promise<VendorResult<ListStep & { readonly byCursor: boolean }>> => {
  const page = await readListPage(bound, { cursor: cursor ?? '' });
  if (page.kind !== 'ok') return page;
  const { rows, total, nextCursor } = page.value;
  if (nextCursor !== null && nextCursor === cursor)
    return { kind: 'refused', code: 'no-paging', reason: 'The vendor’s next page is the page itself.' };
  return {
    kind: 'ok',
    value: {
      rows,
      total,
      next: nextCursor === null ? null : { way: 'cursor', cursor: nextCursor },
      byCursor: nextCursor !== null || (total !== null && rows.length >= total),
    },
  };
};

const firstStep = async (bound: BoundScim): Promise<VendorResult<ListStep>> => {
  if (bound.scim.found.cursorPages) {
    const page = await readByCursor(bound, null);
    // What is announced is not always there: a list without any cursor is read by index then.
    const isRefused = page.kind === 'refused' && page.code.startsWith('400');
    if (!isRefused && (page.kind !== 'ok' || page.value.byCursor)) return page;
  }
  return readByIndex(bound, beginning(1, null, null));
};

const nextStep = (bound: BoundScim, cursor: ListCursor): Promise<VendorResult<ListStep>> =>
  cursor.way === 'cursor' ? readByCursor(bound, cursor.cursor) : readByIndex(bound, cursor);

const listAccounts =
  (bound: BoundScim): AccountLister['listAccounts'] =>
  async (cursor) => {
    const step = await (cursor === null ? firstStep(bound) : nextStep(bound, readListCursor(cursor)));
    if (step.kind !== 'ok') return step;
    const { rows, total, next } = step.value;
    return {
      kind: 'ok',
      value: {
        items: rows.map((user) => accountOfUser(user, bound.scim.settings)),
        ...(cursor === null && total !== null ? { announced: total } : {}),
        next: next === null ? null : writeListCursor(next),
      },
    };
  };

const readAccount =
  (bound: BoundScim): AccountLister['readAccount'] =>
  async (vendorAccountId): Promise<VendorResult<VendorAccount>> => {
    const result = await readUser(bound, vendorAccountId);
    return result.kind === 'ok'
      ? { kind: 'ok', value: accountOfUser(result.value.user, bound.scim.settings) }
      : result;
  };

/** Users of a provider. Its roles are those an admin named, since SCIM has no list of roles. */
export const scimAccounts = (bound: BoundScim): AccountLister => ({
  listAccounts: listAccounts(bound),
  readAccount: readAccount(bound),
  listRoles: () => Promise.resolve({ kind: 'ok', value: rolesOf(bound.scim.settings) }),
});
