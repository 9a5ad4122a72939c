import type { AlertSubscription } from '../../domain/alert.ts';
import { alertSubscriptions } from '../../records/alerts.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone, assertVersion } from '../expected-version.ts';

/** What a user asked to be told of: nothing, at version 0, while they never asked. */
export const alertsOf = async (
  { store }: Pick<Basics, 'store'>,
  userId: string,
): Promise<AlertSubscription> =>
  (await store.get(alertSubscriptions, { userId })) ?? { userId, topics: [], version: 0 };

/** Sets what a user is told of. `VersionMismatchError` where they changed it since, in another window. */
export const changeAlerts = async (
  deps: Basics,
  caller: Caller,
  input: Pick<AlertSubscription, 'userId' | 'topics'> & { readonly expectedVersion: number },
): Promise<AlertSubscription> => {
  const { userId, topics, expectedVersion } = input;
  const before = await alertsOf(deps, userId);
  assertVersion(before, expectedVersion);
  const after: AlertSubscription = { userId, topics, version: before.version + 1 };
  const event = auditEvent(deps, caller, 'alerts.changed', {
    subjectId: userId,
    before: { topics: before.topics.join(' ') },
    after: { topics: topics.join(' ') },
  });
  const expect = before.version === 0 ? 'absent' : { version: before.version };
  assertDone(await deps.store.commit([put(alertSubscriptions, after, expect)], event));
  return after;
};
