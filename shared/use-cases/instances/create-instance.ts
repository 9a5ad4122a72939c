import type { Instance } from '../../domain/application.ts';
import { ConflictError } from '../../errors.ts';
import { applications, instances } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { loadApplication } from '../applications/load-application.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';

/** Registers a vendor tenant of an application; the application's version counts up. */
export const createInstance = async (
  deps: Basics,
  caller: Caller,
  { applicationId, name, vendor }: Pick<Instance, 'applicationId' | 'name' | 'vendor'>,
): Promise<Instance> => {
  const application = await loadApplication(deps, applicationId);
  const instance: Instance = {
    instanceId: deps.ids.next('instance'),
    applicationId,
    name,
    vendor,
    vendorTenantId: null,
    currentPullId: null,
    ordinaryRoleIds: [],
    createdAt: deps.clock.now(),
    version: 1,
  };
  const { instanceId } = instance;
  const { version } = application;
  const result = await deps.store.commit(
    [
      put(instances, instance, 'absent'),
      put(applications, { ...application, version: version + 1 }, { version }),
    ],
    auditEvent(deps, caller, 'instance.created', { applicationId, instanceId, after: { name, vendor } }),
  );
  if (result.kind === 'conflict')
    throw new ConflictError(
      'application-changed',
      'The application was changed at the same moment. Try again.',
    );
  return instance;
};
