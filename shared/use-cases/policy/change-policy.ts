import type { Policy } from '../../domain/policy.ts';
import { ConflictError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { policies } from '../../records/protections.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { type PolicyDependencies, policyInForce } from './policy-in-force.ts';

type Deps = Basics & PolicyDependencies;

/** Nobody has set a policy while its version is 0. */
const expectStored = ({ version }: Policy) => (version === 0 ? 'absent' : { version });

/** A limit or period as an audit event holds it; lists are counted. */
const tell = (policy: Policy): Record<string, string | number> => ({
  ...policy.limits,
  ...policy.pullBounds,
  gracePeriod: policy.gracePeriod,
  coolDown: policy.coolDown,
  parkedExpiry: policy.parkedExpiry,
  defaultNoticePeriod: policy.defaultNoticePeriod,
  staleAfter: policy.staleAfter,
  observations: policy.observations.count,
  observationsApart: policy.observations.apart,
  holidays: new Set(policy.holidays.flatMap(({ days }) => days)).size,
  protectedPeople: policy.protectedPersonIds.length,
});

/** Replaces the provisioning policy; the kill switch stays as it is. `VersionMismatchError` where it changed since. */
export const changePolicy = async (
  deps: Deps,
  caller: Caller,
  {
    policy,
    expectedVersion,
  }: {
    /** Observations stay as they are where they are left out. */
    readonly policy: Omit<Policy, 'killSwitch' | 'version' | 'observations'> & {
      readonly observations?: Policy['observations'] | undefined;
    };
    readonly expectedVersion: number;
  },
): Promise<Policy> => {
  const before = await policyInForce(deps);
  assertVersion(before, expectedVersion);
  const { observations = before.observations } = policy;
  const after: Policy = {
    ...policy,
    observations,
    killSwitch: before.killSwitch,
    version: before.version + 1,
  };
  const event = auditEvent(deps, caller, 'policy.changed', { before: tell(before), after: tell(after) });
  assertDone(await deps.store.commit([put(policies, after, expectStored(before))], event));
  return after;
};

/** The policy may be edited at the same moment; a few rereads settle it. */
const TRIES = 5;

/** Stops all acting, or allows it again. Names no version: in an emergency nobody reads first. */
export const setKillSwitch = async (
  deps: Deps,
  caller: Caller,
  killSwitch: Policy['killSwitch'],
): Promise<Policy> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = await policyInForce(deps);
    const after: Policy = { ...before, killSwitch, version: before.version + 1 };
    const event = auditEvent(deps, caller, 'kill-switch.changed', {
      before: { on: before.killSwitch.on },
      after: { on: killSwitch.on },
      note: killSwitch.reason === '' ? null : killSwitch.reason,
    });
    const result = await deps.store.commit([put(policies, after, expectStored(before))], event);
    if (result.kind === 'done') return after;
  }
  throw new ConflictError('policy-busy', 'The policy keeps changing. Try again.');
};
