import * as z from 'zod';
import { type Account, type VendorAccount, vendorKeyOf, vendorRoleSchema } from '../../domain/account.ts';
import type { Pull } from '../../domain/pull.ts';
import { CorruptDataError } from '../../errors.ts';
import { accounts } from '../../records/accounts.ts';
import { put } from '../../records/change.ts';
import { identifyAccounts } from '../accounts/identify-accounts.ts';
import { landPage, landedOf } from './land-page.ts';
import type { PageRead, PullContext } from './pull-dependencies.ts';

const landedRolesSchema = z.array(
  z.object({ id: z.string(), name: z.string(), kind: vendorRoleSchema.shape.kind }),
);
type LandedRoles = z.infer<typeof landedRolesSchema>;

/** The object that holds the vendor's roles of one pull, with their names. */
const rolesKey = (pull: PullContext['pull']): string => `${landedOf(pull)}roles.json`;

/** Lands the vendor's roles. */
export const readRoles = async ({ deps, pull, vendor }: PullContext): Promise<PageRead> => {
  const result = await vendor.accounts.listRoles();
  if (result.kind !== 'ok') return result;
  await deps.objects.put(rolesKey(pull), JSON.stringify(result.value), 'application/json');
  return { kind: 'ok', value: { next: null } };
};

const landedRoles = async ({ deps, pull }: PullContext): Promise<LandedRoles> => {
  const body = await deps.objects.get(rolesKey(pull));
  if (body === undefined) throw new CorruptDataError(`The roles of pull ${pull.pullId} are not there.`);
  return landedRolesSchema.parse(JSON.parse(new TextDecoder().decode(body)));
};

/** The account with the kind its role has in the vendor's list; a role the list does not have is unknown. */
export const withListedRole = (
  account: VendorAccount,
  roles: readonly { readonly id: string; readonly kind: VendorAccount['role']['kind'] }[],
): VendorAccount => {
  const { id } = account.role;
  if (id === null) return account;
  return { ...account, role: { id, kind: roles.find((role) => role.id === id)?.kind ?? 'unknown' } };
};

/** The signs with what a page announces added; a list that is read from its start announces anew. */
const announcedSoFar = (
  { pull, token }: PullContext,
  announced: number | undefined,
): Partial<Pick<Pull, 'signs'>> => {
  const { signs } = pull;
  if (signs === null) return {};
  const before = token === null ? null : signs.announced;
  const sum = announced === undefined ? before : (before ?? 0) + announced;
  return { signs: { ...signs, announced: sum } };
};

/** Lands one page of the vendor's account list under the version of this pull. */
export const readAccounts = async (context: PullContext): Promise<PageRead> => {
  const { deps, pull, token, now, vendor } = context;
  const result = await vendor.accounts.listAccounts(token);
  if (result.kind !== 'ok') return result;
  await landPage(context, result.value.items);
  const roles = await landedRoles(context);
  const page = [...new Map(result.value.items.map((item) => [vendorKeyOf(item), item])).entries()];
  const accountIds = await identifyAccounts(
    deps,
    pull.instanceId,
    page.map(([vendorKey]) => vendorKey),
  );
  const landed: (Account & { pullId: string })[] = page.flatMap(([, item], index) => {
    const accountId = accountIds[index];
    if (accountId === undefined) return [];
    const { instanceId, pullId } = pull;
    return [{ ...withListedRole(item, roles), accountId, instanceId, pullId, observedAt: now }];
  });
  await deps.store.writeMany(landed.map((account) => put(accounts, account, 'any')));
  return {
    kind: 'ok',
    value: { next: result.value.next, ...announcedSoFar(context, result.value.announced) },
  };
};
