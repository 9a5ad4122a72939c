import {
  type GivenServiceMark,
  MOST_SERVICE_MARKS,
  type ServiceAccountList,
  type ServiceMark,
  isSameSubject,
} from '../../domain/service-account.ts';
import { ValidationError } from '../../errors.ts';
import { put } from '../../records/change.ts';
import { serviceAccountLists } from '../../records/service-accounts.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadInstance } from '../instances/load-instance.ts';

/** The service accounts of an instance as marked; version 0 where nobody has marked any. `NotFoundError` without such an instance. */
export const readServiceAccounts = async (
  deps: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<ServiceAccountList> => {
  await loadInstance(deps, instanceId);
  const stored = await deps.store.get(serviceAccountLists, { instanceId });
  return stored ?? { instanceId, marks: [], version: 0 };
};

const assertDistinct = (marks: readonly GivenServiceMark[]): void => {
  const twice = marks.findIndex(
    ({ subject }, index) => marks.findIndex((other) => isSameSubject(other.subject, subject)) < index,
  );
  if (twice < 0) return;
  const field = `marks.${String(twice)}.subject`;
  throw new ValidationError(`${field} is marked twice.`, [{ field, rule: 'must be marked once' }]);
};

/**
 * Replaces the marks of an instance by which accounts are service accounts, which nothing acts on from then on. A mark that was there
 * keeps who made it and when. `VersionMismatchError` where it changed since.
 */
export const markServiceAccounts = async (
  deps: Basics,
  caller: Caller,
  {
    instanceId,
    marks,
    expectedVersion,
  }: {
    readonly instanceId: string;
    readonly marks: readonly GivenServiceMark[];
    readonly expectedVersion: number;
  },
): Promise<ServiceAccountList> => {
  if (marks.length > MOST_SERVICE_MARKS) throw new ValidationError('There are too many marks.');
  assertDistinct(marks);
  const { applicationId } = await loadInstance(deps, instanceId);
  const before = await readServiceAccounts(deps, instanceId);
  assertVersion(before, expectedVersion);
  const markedBy = caller.actor.kind === 'user' ? caller.actor.userId : null;
  const markedAt = deps.clock.now();
  const find = (list: readonly ServiceMark[], mark: GivenServiceMark) =>
    list.find(({ subject }) => isSameSubject(subject, mark.subject));
  const next: ServiceMark[] = marks.map((mark) => {
    const known = find(before.marks, mark);
    return known === undefined ? { ...mark, markedBy, markedAt } : { ...known, reason: mark.reason };
  });
  const after: ServiceAccountList = { instanceId, marks: next, version: before.version + 1 };
  const added = next.filter((mark) => find(before.marks, mark) === undefined).length;
  const event = auditEvent(deps, caller, 'instance.changed', {
    applicationId,
    instanceId,
    before: { serviceAccounts: before.marks.length },
    after: {
      serviceAccounts: next.length,
      added,
      removed: before.marks.length - (next.length - added),
    },
  });
  const expect = before.version === 0 ? 'absent' : { version: before.version };
  assertDone(await deps.store.commit([put(serviceAccountLists, after, expect)], event));
  return after;
};
