import type { Application } from '../../domain/application.ts';
import { isOwnerAction } from '../../domain/alert.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { needsNobody, ownerNoticeOf } from '../../domain/owner-notice.ts';
import { applications, instances } from '../../records/applications.ts';
import { findOwners } from './find-owners.ts';
import { followIncident } from './follow-incident.ts';
import { tellOfMakerGone } from './tell-of-maker-gone.ts';
import { type TellDependencies, type TellResult, tellOnce } from './tell-once.ts';

const TOLD: TellResult = { kind: 'told' };

/** The application an event is about: named by it, or by its instance. */
const applicationOf = async (
  { store }: TellDependencies,
  { applicationId, instanceId }: AuditEvent,
): Promise<Application | undefined> => {
  const instance = instanceId === null ? undefined : await store.get(instances, { instanceId });
  const id = applicationId ?? instance?.applicationId;
  return id === undefined ? undefined : store.get(applications, { applicationId: id });
};

/**
 * Tells the people who must know of an event: the owners of an application what needs them, once per incident where it is about a
 * connection, and Super Admins that the maker of the organization's tokens is gone. Safe to repeat; see {@link tellOnce}.
 */
export const tellOwners = async (deps: TellDependencies, event: AuditEvent): Promise<TellResult> => {
  const { action } = event;
  if (!isOwnerAction(action)) return tellOfMakerGone(deps, event);
  if (needsNobody(event)) return TOLD;
  const notice = ownerNoticeOf(action, event);
  const application = await applicationOf(deps, event);
  if (application === undefined) return TOLD;
  const connectionId = notice.topic === 'connections' ? event.subjectId : null;
  if (connectionId !== null && !(await followIncident(deps, connectionId, action, event))) return TOLD;
  const about = { connectionId, runId: notice.topic === 'runs' ? event.runId : null };
  const owners = await findOwners(deps, application, notice.topic, about);
  return tellOnce(deps, event, application.name, notice, owners);
};
