import type { Application } from '../../domain/application.ts';
import { type OwnerAction, TOPIC_OF_ACTION, isLoneAction, isOwnerAction } from '../../domain/alert.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { needsNobody, ownerNoticeOf } from '../../domain/owner-notice.ts';
import type { MailReference } from '../../ports/mail-templates.ts';
import { applications, instances } from '../../records/applications.ts';
import { findOwners } from './find-owners.ts';
import { type FollowDependencies, followConnection } from './follow-connection.ts';
import { tellOfMakerGone } from './tell-of-maker-gone.ts';
import { type TellResult, eventMark, tellOnce } from './tell-once.ts';

const TOLD: TellResult = { kind: 'told' };

/** The application an event is about: named by it, or by its instance. */
const applicationOf = async (
  { store }: FollowDependencies,
  { applicationId, instanceId }: AuditEvent,
): Promise<Application | undefined> => {
  const instance = instanceId === null ? undefined : await store.get(instances, { instanceId });
  const id = applicationId ?? instance?.applicationId;
  return id === undefined ? undefined : store.get(applications, { applicationId: id });
};

const referenceOf = ({ runId, instanceId }: AuditEvent): MailReference | null => {
  if (runId !== null) return { what: 'Run', id: runId };
  return instanceId === null ? null : { what: 'Instance', id: instanceId };
};

/** Whether an event is told by the incident of its connection; an odd pull of a run is told by itself, since the run ended of it. */
const isOfConnection = (action: OwnerAction, { runId }: AuditEvent): boolean =>
  action === 'pull.quarantined' ? runId === null : TOPIC_OF_ACTION[action] === 'connections';

/**
 * Tells the people who must know of an event: the owners of an application what needs them, once per incident where it is about a
 * connection, and Super Admins that the maker of the organization's tokens is gone. Safe to repeat; see {@link tellOnce}.
 */
export const tellOwners = async (deps: FollowDependencies, event: AuditEvent): Promise<TellResult> => {
  const { action, eventId, runId } = event;
  if (!isOwnerAction(action)) return tellOfMakerGone(deps, event);
  if (needsNobody(event)) return TOLD;
  const application = await applicationOf(deps, event);
  if (application === undefined) return TOLD;
  if (isOfConnection(action, event)) return followConnection(deps, application, event);
  if (!isLoneAction(action)) return TOLD;
  const recipients = await findOwners(deps, application, TOPIC_OF_ACTION[action], {
    connectionId: null,
    runId,
  });
  const notice = ownerNoticeOf(action, event);
  const markOf = eventMark(deps, eventId);
  const what = { about: application.name, reference: referenceOf(event), notice };
  return tellOnce(deps, { name: eventId, ...what, recipients, markOf });
};
