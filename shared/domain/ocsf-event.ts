import type { Actor, AuditEvent } from './audit-event.ts';
import { OCSF_OF_ACTION } from './ocsf-actions.ts';
import { OCSF_CATEGORIES, OCSF_CLASSES, OCSF_VERSION, type OcsfActivity } from './ocsf-classes.ts';
import { type Instant, msBetween } from './time.ts';

const EPOCH: Instant = '1970-01-01T00:00:00.000Z';

/** Where something comes from or goes to that no network is known of. */
const NOWHERE = 'unknown';

const SEATKEEPER = { name: 'Seatkeeper', vendor_name: 'Seatkeeper' } as const;

/** Who did it, as the OCSF object `actor`: ids only. A program, a worker or a vendor is an application. */
const actorOf = (actor: Actor): object => {
  switch (actor.kind) {
    case 'user':
      return {
        user: {
          uid: actor.userId,
          type_id: 1,
          ...(actor.tokenId === null ? {} : { credential_uid: actor.tokenId }),
        },
      };
    case 'person':
      return { user: { uid: actor.personId, type_id: 1 } };
    case 'client':
      return { app_uid: actor.clientId, app_name: 'program' };
    case 'organization-token':
      return { app_uid: actor.tokenId, app_name: 'SCIM' };
    case 'system':
      return { app_name: `Seatkeeper ${actor.name}` };
    case 'vendor':
      return { app_name: actor.vendor };
  }
};

/** The user that an actor is, by id: who signs in or out. */
const ownUid = (actor: Actor): string | null => (actor.kind === 'user' ? actor.userId : null);

const endpointOf = (from: string | null): object => ({ name: from ?? NOWHERE });

/** The first part of an action: what kind of thing it is about. */
const thingOf = ({ action }: AuditEvent): string => action.split('.')[0] ?? action;

/** What each class asks for beside the base of every event. */
const particulars = (event: AuditEvent, { class: kind }: OcsfActivity): object => {
  const { accountId, personId, subjectId, runId, instanceId, applicationId, actor, from } = event;
  switch (kind) {
    case 'account-change':
      return { user: { uid: accountId ?? personId ?? subjectId ?? NOWHERE } };
    case 'authentication':
      return {
        user: { uid: ownUid(actor) ?? subjectId ?? NOWHERE },
        service: { name: SEATKEEPER.name },
        is_remote: true,
      };
    case 'entity-management': {
      const uid = subjectId ?? runId ?? instanceId ?? applicationId;
      return { entity: { type: thingOf(event), ...(uid === null ? { name: thingOf(event) } : { uid }) } };
    }
    case 'api-activity':
      return {
        api: { operation: event.action, service: { name: SEATKEEPER.name } },
        src_endpoint: endpointOf(from),
      };
  }
};

/**
 * An audit event as an event of OCSF 1.8.0. Ids only, as in the event itself: the note beside it is left out. What OCSF has no place
 * for stands in `unmapped`, under our own names.
 */
export const ocsfEvent = (event: AuditEvent): object => {
  const what = OCSF_OF_ACTION[event.action];
  const { uid, name, category, activities } = OCSF_CLASSES[what.class];
  const named: Readonly<Record<string, readonly [number, string]>> = activities;
  const [activityId, activityName] = named[what.activity] ?? [99, 'Other'];
  const { eventId, at, action, actor, from } = event;
  const { applicationId, instanceId, runId, planHash, accountId, personId, subjectId, before, after } = event;
  return {
    activity_id: activityId,
    // OCSF: where the id is 99, the name is what the source calls it.
    activity_name: activityId === 99 ? action : activityName,
    category_uid: category,
    category_name: OCSF_CATEGORIES[category],
    class_uid: uid,
    class_name: name,
    type_uid: uid * 100 + activityId,
    type_name: `${name}: ${activityName}`,
    time: msBetween(EPOCH, at),
    severity_id: action === 'access.denied' ? 3 : 1,
    status_id: what.failed === true ? 2 : 1,
    message: action,
    metadata: {
      version: OCSF_VERSION,
      product: SEATKEEPER,
      uid: eventId,
      event_code: action,
      log_name: 'audit',
      ...(runId === null ? {} : { correlation_uid: runId }),
    },
    actor: actorOf(actor),
    ...(from === null ? {} : { src_endpoint: endpointOf(from) }),
    ...particulars(event, what),
    unmapped: {
      ...{ applicationId, instanceId, runId, planHash, accountId, personId, subjectId },
      ...{ before, after },
    },
  };
};
