import type { Connection } from '../../domain/connection.ts';
import type { ConnectionIncident } from '../../domain/connection-incident.ts';
import { troubleOf } from '../../domain/connection-facts.ts';
import type { Trouble } from '../../domain/connection-trouble.ts';
import { type IncidentNotice, tellingsOf } from '../../domain/incident-notice.ts';
import type { Instant } from '../../domain/time.ts';
import { connectionIncidents, incidentNotices } from '../../records/alerts.ts';
import type { Basics } from '../dependencies.ts';
import { connectionFacts } from './connection-facts.ts';
import { connectionsOfInstance } from './load-connection.ts';

type Deps = Pick<Basics, 'store' | 'clock'>;

/** How a connection stands now. `since` is null where nobody has seen yet since when. */
export interface Health {
  readonly health: 'well' | 'trouble' | 'not-connected';
  readonly since: Instant | null;
  readonly trouble: Trouble | null;
  readonly incident: ConnectionIncident | null;
}

/** Notices that one answer lists: every recipient of an incident and of its end. */
const MOST_NOTICES = 1_000;

/** A trouble is as old as the open incident that is about it. */
const troubleSince = (trouble: Trouble, incident: ConnectionIncident | null): Instant | null =>
  incident?.endedAt === null && incident.kind === trouble.kind ? incident.openedAt : null;

const wellSince = ({ connectedAt }: Connection, incident: ConnectionIncident | null): Instant | null =>
  incident === null ? connectedAt : incident.wellSince;

/** How a connection stands, by what the tables say at this moment. */
export const healthOf = async (deps: Deps, connection: Connection): Promise<Health> => {
  const { connectionId, instanceId, state } = connection;
  const incident = (await deps.store.get(connectionIncidents, { connectionId, about: 'health' })) ?? null;
  const all = state === 'disconnected' ? await connectionsOfInstance(deps, instanceId) : [];
  const trouble = troubleOf(await connectionFacts(deps, connection, all), deps.clock.now());
  if (trouble !== null)
    return { health: 'trouble', since: troubleSince(trouble, incident), trouble, incident };
  if (state !== 'connected') return { health: 'not-connected', since: null, trouble, incident };
  return { health: 'well', since: wellSince(connection, incident), trouble, incident };
};

/** Who was told of an incident and of its end. */
export const toldOf = async (
  { store }: Pick<Deps, 'store'>,
  incident: ConnectionIncident,
): Promise<readonly IncidentNotice[]> => {
  const { connectionId } = incident;
  const prefix = tellingsOf(incident);
  const request = { limit: MOST_NOTICES, from: prefix, to: `${prefix}~` };
  return (await store.page(incidentNotices, { connectionId }, request)).records;
};
