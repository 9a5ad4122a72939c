import { ConflictError } from '../../errors.ts';
import { applications, instances } from '../../records/applications.ts';
import { remove } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { loadApplication } from './load-application.ts';

/**
 * Deletes an application that has no instance. Making an instance counts the application's version up, so that none can come
 * into being while its application goes.
 */
export const deleteApplication = async (
  deps: Basics,
  caller: Caller,
  { applicationId, expectedVersion }: { readonly applicationId: string; readonly expectedVersion: number },
): Promise<void> => {
  const application = await loadApplication(deps, applicationId);
  assertVersion(application, expectedVersion);
  for await (const instance of everyRecord(deps.store, instances, {}))
    if (instance.applicationId === applicationId)
      throw new ConflictError('has-instances', 'An application with an instance can’t be deleted.');
  const event = auditEvent(deps, caller, 'application.deleted', {
    applicationId,
    before: { name: application.name },
  });
  assertDone(
    await deps.store.commit(
      [remove(applications, { applicationId }, { version: application.version })],
      event,
    ),
  );
};
