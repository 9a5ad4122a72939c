import type { Application } from '../../domain/application.ts';
import { applications } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertDone } from '../expected-version.ts';

/** Registers an application. */
export const createApplication = async (
  deps: Basics,
  caller: Caller,
  { name, contacts }: Pick<Application, 'name' | 'contacts'>,
): Promise<Application> => {
  const application: Application = {
    applicationId: deps.ids.next('application'),
    name,
    contacts,
    createdAt: deps.clock.now(),
    version: 1,
  };
  const event = auditEvent(deps, caller, 'application.created', {
    applicationId: application.applicationId,
    after: { name, contacts: contacts.length },
  });
  assertDone(await deps.store.commit([put(applications, application, 'absent')], event));
  return application;
};
