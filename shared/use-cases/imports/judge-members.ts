import type { Account } from '../../domain/account.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Deprovision } from '../../domain/import.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Pull } from '../../domain/pull.ts';
import { type Verdict, decide } from '../../domain/verdict.ts';
import { ValidationError } from '../../errors.ts';
import { accounts, pulls } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { exemptionsFor, gatherEvidence } from '../evidence/gather-evidence.ts';
import { type PolicyDependencies, policyInForce } from '../policy/policy-in-force.ts';
import { ruleOfFile } from './rule-of-file.ts';

/** An address of a file, with what the instance's current pull says of it. */
export interface JudgedMember {
  readonly accountId: string | null;
  /** Why the file is refused; null where the address is an active, ordinary member. */
  readonly fault: string | null;
  /** What keeps the account from being acted on, or is to be looked at; null where nothing is. */
  readonly warning: string | null;
}

interface Named {
  readonly line: number;
  readonly email: string;
}

type ProtectedReason = Extract<Verdict, { kind: 'protected' }>['reason'];

const NOT_FOUND = 'not found: the instance has no account of this address';

const currentPull = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<{ pull: Pull; ordinaryRoleIds: readonly string[]; applicationId: string }> => {
  const instance = await store.get(instances, { instanceId });
  const pullId = instance?.currentPullId ?? null;
  const pull = pullId === null ? undefined : await store.get(pulls, { instanceId, pullId });
  if (instance === undefined || pull === undefined)
    throw new ValidationError(
      'The accounts of this instance were not read yet, so that nobody can be told a member.',
    );
  return { pull, ordinaryRoleIds: instance.ordinaryRoleIds, applicationId: instance.applicationId };
};

/** The accounts of a pull that have one of some addresses, by address. Only those are kept in memory. */
const accountsOf = async (
  { store }: Pick<Basics, 'store'>,
  { instanceId, pullId }: Pull,
  addresses: ReadonlySet<string>,
): Promise<Map<string, Account[]>> => {
  const found = new Map<string, Account[]>();
  const readShard = async (shard: number): Promise<void> => {
    for await (const account of everyRecord(store, accounts, { instanceId, pullId, shard })) {
      const address = normalizeAddress(account.email);
      if (addresses.has(address)) found.set(address, [...(found.get(address) ?? []), account]);
    }
  };
  await Promise.all(Array.from({ length: SHARDS }, (_, shard) => readShard(shard)));
  return found;
};

/** Why an account is no active, ordinary member of its instance; null where it is. */
const faultOf = ({ account: { status, tier } }: Evidence, verdict: Verdict): string | null => {
  if (status === 'pending') return 'pending: the invitation was not taken up yet';
  if (status === 'inactive') return 'inactive: the account is deactivated already';
  if (tier !== 'licensed' && tier !== 'basic') return 'neither Licensed nor Basic';
  if (verdict.kind === 'unknown' && verdict.reason === 'role-unknown')
    return 'role unknown: it might be an admin';
  if (verdict.kind !== 'protected') return null;
  switch (verdict.reason) {
    case 'vendor-owner':
      return 'owner of the vendor’s account';
    case 'vendor-admin':
      return 'admin at the vendor';
    case 'custom-role':
      return 'custom role at the vendor that is not marked as an ordinary member’s';
    case 'service-account':
    case 'exempt':
    case 'protected-person':
    case 'upcoming-use':
    case 'cool-down':
    case 'new-account':
      return null;
  }
};

const PROTECTED_BY: Readonly<Partial<Record<ProtectedReason, string>>> = {
  exempt: 'exempt',
  'service-account': 'service account',
};

/** What is no fault of the file, and worth knowing before it is committed. */
const warningOf = ({ person }: Evidence, verdict: Verdict): string | null => {
  const said: string[] = [];
  if (person.kind === 'none' && person.reason === 'no-person') said.push('no person in the org chart');
  switch (verdict.kind) {
    case 'protected':
      said.push(`${PROTECTED_BY[verdict.reason] ?? 'protected by the policy'}: will be left alone`);
      break;
    case 'unknown':
      said.push('address not verified by the vendor, and somebody’s in the org chart: will be left alone');
      break;
    case 'in-another-plan':
      said.push('in another plan: will be left to it');
      break;
    case 'no-match':
      said.push('has nothing that this outcome takes back');
      break;
    case 'match':
      break;
  }
  return said.length === 0 ? null : said.join('; ');
};

/**
 * Judges the addresses of a file by the instance's current pull, as the preview of its run will: the same evidence and the same
 * decision. In the order of the rows. Throws `ValidationError` where the instance was never read.
 */
export const judgeMembers = async (
  deps: Pick<Basics, 'store' | 'clock'> & PolicyDependencies,
  importId: string,
  { instanceId, outcome }: Pick<Deprovision, 'instanceId' | 'outcome'>,
  rows: readonly Named[],
): Promise<JudgedMember[]> => {
  const { pull, ordinaryRoleIds, applicationId } = await currentPull(deps, instanceId);
  const found = await accountsOf(deps, pull, new Set(rows.map(({ email }) => email)));
  const only = rows.map(({ email }) => {
    const [account, another] = found.get(email) ?? [];
    return another === undefined ? account : undefined;
  });
  const candidates = only.filter((account) => account !== undefined);
  const decidedAt = deps.clock.now();
  const lines = rows.flatMap(({ line }, index) => {
    const account = only[index];
    return account === undefined ? [] : [[account.accountId, { importId, line }] as const];
  });
  const evidence = await gatherEvidence(
    deps,
    {
      decidedAt,
      runId: null,
      ordinaryRoleIds: new Set(ordinaryRoleIds),
      policy: await policyInForce(deps),
      exemptions: await exemptionsFor(deps, applicationId, decidedAt, decidedAt),
      sources: pull.sources,
      loginLagDays: pull.loginLagDays,
      named: new Map(lines),
    },
    candidates.map((account) => ({ account, activity: undefined })),
  );
  const rules = [ruleOfFile(importId, outcome)];
  const byAccount = new Map(candidates.map(({ accountId }, index) => [accountId, evidence[index]]));
  return rows.map(({ email }, index): JudgedMember => {
    const account = only[index];
    const own = account === undefined ? undefined : byAccount.get(account.accountId);
    if (account === undefined || own === undefined) {
      const fault = (found.get(email)?.length ?? 0) > 1 ? 'several accounts have this address' : NOT_FOUND;
      return { accountId: null, fault, warning: null };
    }
    const verdict = decide(own, rules);
    const fault = faultOf(own, verdict);
    return {
      accountId: account.accountId,
      fault,
      warning: fault === null ? warningOf(own, verdict) : null,
    };
  });
};
