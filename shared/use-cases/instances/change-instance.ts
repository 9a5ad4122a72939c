import type { Instance } from '../../domain/application.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadInstance } from './load-instance.ts';

interface Target {
  readonly instanceId: string;
  readonly expectedVersion: number;
}

const change = async (
  deps: Basics,
  caller: Caller,
  { instanceId, expectedVersion }: Target,
  patch: Partial<Pick<Instance, 'name' | 'ordinaryRoleIds'>>,
  tell: (instance: Instance) => AuditEvent['after'],
): Promise<Instance> => {
  const before = await loadInstance(deps, instanceId);
  assertVersion(before, expectedVersion);
  const after: Instance = { ...before, ...patch, version: before.version + 1 };
  const event = auditEvent(deps, caller, 'instance.changed', {
    applicationId: before.applicationId,
    instanceId,
    before: tell(before),
    after: tell(after),
  });
  assertDone(await deps.store.commit([put(instances, after, { version: before.version })], event));
  return after;
};

/** Renames an instance. `VersionMismatchError` where it changed since. */
export const renameInstance = (
  deps: Basics,
  caller: Caller,
  { name, ...target }: Target & Pick<Instance, 'name'>,
): Promise<Instance> => change(deps, caller, target, { name }, (instance) => ({ name: instance.name }));

/** A text within what an audit event holds of one field. */
const MOST_CHARACTERS = 500;

/** Replaces the custom vendor roles that count as an ordinary member's; accounts of all others are never touched. */
export const setOrdinaryRoles = (
  deps: Basics,
  caller: Caller,
  { ordinaryRoleIds, ...target }: Target & Pick<Instance, 'ordinaryRoleIds'>,
): Promise<Instance> =>
  change(deps, caller, target, { ordinaryRoleIds: [...new Set(ordinaryRoleIds)] }, (instance) => ({
    ordinaryRoles: instance.ordinaryRoleIds.length,
    ordinaryRoleIds: instance.ordinaryRoleIds.join(',').slice(0, MOST_CHARACTERS),
  }));
