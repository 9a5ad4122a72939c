import type { OwnerAction } from '../../domain/alert.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import { stepIncident } from '../../domain/connection-incident.ts';
import { put } from '../../records/change.ts';
import { connectionIncidents } from '../../records/alerts.ts';
import type { Basics } from '../dependencies.ts';

/** Rereads where another event of the same connection is worked on at the same moment. */
const TRIES = 5;

/**
 * Takes an event into the incident of its connection and says whether it is told. Written before anybody is told: one that is cut off
 * after this is told when the event comes again.
 */
export const followIncident = async (
  { store }: Pick<Basics, 'store'>,
  connectionId: string,
  action: OwnerAction,
  event: AuditEvent,
): Promise<boolean> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const stored = await store.get(connectionIncidents, { connectionId });
    const { tell, after } = stepIncident(stored, action, event);
    if (stored !== undefined && after === stored) return tell;
    const version = stored?.version ?? 0;
    const incident = { ...after, connectionId, version: version + 1 };
    const expect = version === 0 ? 'absent' : { version };
    const written = await store.write([put(connectionIncidents, incident, expect)]);
    if (written.kind === 'done') return tell;
  }
  throw new Error(`The incident of ${connectionId} kept changing.`);
};
