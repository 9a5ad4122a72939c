import type { AppDecision } from '../../domain/discovered-app.ts';
import { NotFoundError } from '../../errors.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { appAliases, appDecisions, discoveredApps } from '../../records/discovered-apps.ts';
import { assertUnrestricted } from '../access/assert-unrestricted.ts';
import { loadApplication } from '../applications/load-application.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { untilDone } from '../until-done.ts';

/** What somebody says of an app that was found: it is an application of ours, nothing to look at, or (again) undecided. */
export type Decision =
  | { readonly decision: 'managed'; readonly applicationId: string }
  | { readonly decision: 'ignored' | 'open' };

/**
 * Writes down what an app that was found is. From then on its spend counts for the application it is. Repeating it changes nothing more.
 * Needs `applications.create`. Throws `NotFoundError` without the app or the application, `RestrictedError`.
 */
export const decideApp = async (
  deps: Basics,
  caller: Caller,
  discoveredAppId: string,
  given: Decision,
): Promise<AppDecision> => {
  assertUnrestricted(caller);
  if ((await deps.store.get(discoveredApps, { discoveredAppId })) === undefined)
    throw new NotFoundError(`There is no app ${discoveredAppId}.`);
  const applicationId = given.decision === 'managed' ? given.applicationId : null;
  if (applicationId !== null) await loadApplication(deps, applicationId);
  return untilDone(async () => {
    const before = await deps.store.get(appDecisions, { discoveredAppId });
    const { decision } = given;
    if (before?.decision === decision && before.applicationId === applicationId) return before;
    const version = before?.version ?? 0;
    const decidedAt = deps.clock.now();
    const after: AppDecision = { discoveredAppId, decision, applicationId, decidedAt, version: version + 1 };
    const changes: Change[] = [put(appDecisions, after, before === undefined ? 'absent' : { version })];
    const was = before?.applicationId ?? null;
    if (was !== null && was !== applicationId)
      changes.push(remove(appAliases, { applicationId: was, discoveredAppId }));
    if (applicationId !== null) changes.push(put(appAliases, { applicationId, discoveredAppId }, 'any'));
    const event = auditEvent(deps, caller, 'discovered-app.decided', {
      applicationId: applicationId ?? was,
      subjectId: discoveredAppId,
      before: { decision: before?.decision ?? 'open', applicationId: was },
      after: { decision, applicationId },
    });
    return (await deps.store.commit(changes, event)).kind === 'done' ? after : 'conflict';
  });
};
