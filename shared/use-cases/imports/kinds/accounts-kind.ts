import { type Account, accountSchema, vendorKeyOf } from '../../../domain/account.ts';
import type { Import } from '../../../domain/import.ts';
import { SHARDS } from '../../../domain/plan.ts';
import { policySchema } from '../../../domain/policy.ts';
import { type PublishedAccount, publishedAccountSchema } from '../../../domain/published-account.ts';
import { describeFinding, gradePull } from '../../../domain/pull-sanity.ts';
import { NO_FIGURES, addFigures } from '../../../domain/pull.ts';
import { CorruptDataError } from '../../../errors.ts';
import { accounts, pulls } from '../../../records/accounts.ts';
import { put } from '../../../records/change.ts';
import { policies } from '../../../records/protections.ts';
import { identifyAccounts } from '../../accounts/identify-accounts.ts';
import { followedBy, publishedPull } from '../../accounts/published-pull.ts';
import { sweepPublished } from '../../accounts/sweep-published.ts';
import type { Basics } from '../../dependencies.ts';
import { everyRecord } from '../../every-record.ts';
import { loadInstance } from '../../instances/load-instance.ts';
import { currentPullOf, followChanges } from '../../pull/current-pull.ts';
import { defineImportKind } from './define-import-kind.ts';
import type { JudgedRow, ReadRow } from './import-kind.ts';

/** Accounts of one list: what one function reads and judges within its time and memory. */
const MAX_ACCOUNTS = 100_000;

const MOST_CHARACTERS = 500;

type Published = Omit<Account, 'accountId' | 'instanceId' | 'observedAt'>;

const asVendorSays = ({ email, userId, role, ...others }: PublishedAccount): Published => ({
  ...others,
  email,
  emailVerified: true,
  vendorAccountId: userId,
  role: { id: role, kind: 'member' },
});

const textOf = (account: Published): string => {
  const { email, vendorAccountId, status, tier, role, createdAt, lastLoginAt } = account;
  return JSON.stringify([email, vendorAccountId, status, tier, role.id, createdAt, lastLoginAt]);
};

const instanceOf = ({ importId, instanceId }: Import): string => {
  if (instanceId === null) throw new CorruptDataError(`The import ${importId} is of no instance.`);
  return instanceId;
};

/** The current accounts of an instance, by what a user is told apart by. */
const currentAccounts = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
  pullId: string | null,
): Promise<ReadonlyMap<string, Account>> => {
  const found = new Map<string, Account>();
  if (pullId === null) return found;
  for (let shard = 0; shard < SHARDS; shard += 1)
    for await (const account of everyRecord(store, accounts, { instanceId, pullId, shard }))
      found.set(vendorKeyOf(account), account);
  return found;
};

type Judged = JudgedRow<PublishedAccount>;

const judgeAll = (
  rows: readonly ReadRow<PublishedAccount>[],
  current: ReadonlyMap<string, Account>,
): readonly Judged[] => {
  const first = new Map<string, number>();
  return rows.map(({ line, row }): Judged => {
    const base = { line, row, email: row.email, warning: null };
    const account = asVendorSays(row);
    for (const name of new Set([`email ${row.email}`, vendorKeyOf(account)])) {
      const earlier = first.get(name);
      if (earlier !== undefined)
        return { ...base, verdict: 'rejected', reason: `names the same account as line ${earlier}` };
      first.set(name, line);
    }
    const known = current.get(vendorKeyOf(account));
    const same = known !== undefined && textOf(known) === textOf(account);
    return { ...base, verdict: same ? 'unchanged' : 'accepted', reason: null };
  });
};

/** The users of a custom application: the committed list is all of them. All or nothing, and graded as what is read from a vendor is. */
export const accountsKind = defineImportKind<PublishedAccount, Account>({
  kind: 'accounts',
  of: 'instance',
  beginsRun: false,
  picksLines: false,
  bearsBadRows: false,
  maxRows: MAX_ACCOUNTS,
  columns: {
    required: ['email'],
    names: {
      email: ['e-mail', 'mail', 'email address', 'user email'],
      userId: ['user id', 'account id', 'id', 'login'],
      status: ['state'],
      tier: ['license', 'license tier', 'plan'],
      role: ['permission', 'user role'],
      createdAt: ['created', 'created on', 'member since'],
      lastLoginAt: ['last login', 'last sign-in', 'last active'],
    },
    keepsFurther: false,
  },
  sample: [
    {
      ...{ email: 'ada.lovelace@example.com', userId: 'u-1', status: 'active', tier: 'licensed' },
      ...{ role: 'editor', createdAt: '2025-11-03', lastLoginAt: '2026-03-02T09:30:00Z' },
    },
    { email: 'grace.hopper@example.com', userId: 'u-2', tier: 'basic' },
    { email: 'alan.turing@example.com', userId: 'u-3', status: 'inactive' },
  ],
  fromCells: ({ known }) => known,
  rowSchema: publishedAccountSchema,
  documentSchema: accountSchema,
  judge: async (deps, job, rows) => {
    const { instanceId, currentPullId } = await loadInstance(deps, instanceOf(job));
    return judgeAll(rows, await currentAccounts(deps, instanceId, currentPullId));
  },
  plan: async (deps, job, rows, { acceptLoss }) => {
    const instance = await loadInstance(deps, instanceOf(job));
    const { instanceId } = instance;
    const pull = await currentPullOf(deps, instance);
    const current = await currentAccounts(deps, instanceId, instance.currentPullId);
    const judged = judgeAll(rows, current);
    const rejected = judged.filter(({ verdict }) => verdict === 'rejected').length;
    if (rejected > 0) return { kind: 'rejected-rows', rejected };
    const published = rows.map(({ row }) => asVendorSays(row));
    const keys = published.map(vendorKeyOf);
    const kept = keys.filter((key) => current.has(key)).length;
    const lost = current.size - kept;
    if (lost === 0 && pull !== undefined && judged.every(({ verdict }) => verdict === 'unchanged'))
      return { kind: 'unchanged' };
    const now = deps.clock.now();
    const figures = addFigures(NO_FIGURES, published);
    const { pullBounds } = (await deps.store.get(policies, {})) ?? policySchema.parse({});
    const grade = gradePull(pull ?? null, { startedAt: now, figures, signs: null }, pullBounds);
    if (grade.kind === 'odd' && !acceptLoss) {
      const reason = `The list is odd: ${grade.findings.map(describeFinding).join(', ')}.`;
      return { kind: 'held', lost, of: current.size, reason: reason.slice(0, MOST_CHARACTERS) };
    }
    const ids = await identifyAccounts(deps, instanceId, keys);
    return {
      kind: 'set',
      basedOn: String(instance.version),
      currentSetId: instance.currentPullId,
      currentImportId: pull?.importId ?? null,
      newSetId: () => deps.ids.next('pull'),
      documents: () =>
        published.map((account, index) => ({
          ...{ ...account, accountId: ids[index] ?? '', instanceId },
          observedAt: now,
        })),
      flip: (pullId) => {
        const next = publishedPull({ pullId, instanceId, importId: job.importId, figures, at: now });
        return [put(pulls, next, 'absent'), ...followChanges(instance, next)];
      },
      figures: { accounts: rows.length, lost },
    };
  },
  land: (pullId, account) => [put(accounts, { ...account, pullId }, 'any')],
  isFollowed: async (deps, { setId }) => (await followedBy(deps, setId)) !== undefined,
  sweep: sweepPublished,
  revert: {
    kind: 'version',
    newSetId: ({ ids }) => ids.next('pull'),
    plan: async (deps, job, { setId, restored }) => {
      const instance = await loadInstance(deps, instanceOf(job));
      const { instanceId } = instance;
      if (instance.currentPullId !== setId)
        return { kind: 'refused', reason: 'A newer list is current: take that one back first.' };
      const current = await currentPullOf(deps, instance);
      if (current?.importId !== job.importId)
        return { kind: 'refused', reason: 'Accounts were removed one by one since.' };
      const before = await deps.store.get(pulls, { instanceId, pullId: restored.setId });
      const at = deps.clock.now();
      const empty = { pullId: restored.setId, instanceId, importId: null, figures: NO_FIGURES, at };
      const next = before ?? publishedPull(empty);
      const made = before === undefined ? [put(pulls, next, 'absent')] : [];
      return { kind: 'flip', changes: [...made, ...followChanges(instance, { ...next, startedAt: at })] };
    },
  },
});
