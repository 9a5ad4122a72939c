import type { Application } from '../../domain/application.ts';
import type { AuditEvent } from '../../domain/audit-event.ts';
import {
  type ConnectionIncident,
  type IncidentRules,
  type IncidentState,
  afterLook,
  afterTrouble,
  afterWell,
} from '../../domain/connection-incident.ts';
import { troubleOf } from '../../domain/connection-facts.ts';
import type { Connection } from '../../domain/connection.ts';
import { troubleOfEvent } from '../../domain/trouble-of-event.ts';
import { connectionIncidents } from '../../records/alerts.ts';
import { connections } from '../../records/applications.ts';
import { put } from '../../records/change.ts';
import { connectionFacts, rememberFailedPull } from '../connections/connection-facts.ts';
import { connectionsOfInstance } from '../connections/load-connection.ts';
import { tellIncident } from './tell-incident.ts';
import type { TellDependencies, TellResult } from './tell-once.ts';

export interface FollowDependencies extends TellDependencies {
  readonly settings: IncidentRules;
}

const TOLD: TellResult = { kind: 'told' };

/** Rereads where another event of the same connection is worked on at the same moment. */
const TRIES = 5;

/**
 * Writes an incident as it is from now on, before anybody is told: one that is cut off after this is told when its event comes again, or
 * with the next look.
 */
const writeIncident = async (
  { store }: Pick<FollowDependencies, 'store'>,
  key: Pick<ConnectionIncident, 'connectionId' | 'about'>,
  next: (before: IncidentState | undefined) => IncidentState | undefined,
): Promise<ConnectionIncident | undefined> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const stored = await store.get(connectionIncidents, key);
    const after = next(stored);
    if (after === undefined || after === stored) return stored;
    const version = stored?.version ?? 0;
    const incident: ConnectionIncident = { ...after, ...key, version: version + 1 };
    const expect = version === 0 ? 'absent' : { version };
    if ((await store.write([put(connectionIncidents, incident, expect)])).kind === 'done') return incident;
  }
  throw new Error(`The incident of ${key.connectionId} kept changing.`);
};

/** Tells what of an incident was not told to everybody yet, and remembers that it was. */
const tellRest = async (
  deps: FollowDependencies,
  application: Application,
  incident: ConnectionIncident | undefined,
): Promise<TellResult> => {
  if (incident === undefined) return TOLD;
  const { connectionId, about, number, endedAt } = incident;
  const told = endedAt === null ? 'toldAt' : 'recoveryToldAt';
  if (incident[told] !== null) return TOLD;
  const result = await tellIncident(deps, application, incident);
  if (result.kind === 'told')
    await writeIncident(deps, { connectionId, about }, (before) =>
      before?.number === number ? { ...before, [told]: deps.clock.now() } : before,
    );
  return result;
};

/**
 * Looks at how a connection stands and takes that into its incident: what nobody reported becomes one, and one that has been well for
 * long enough is over. May be repeated at any time. `all` are the connections of its instance, or more.
 */
export const lookAtConnection = async (
  deps: FollowDependencies,
  application: Application,
  connection: Connection,
  all: readonly Connection[],
): Promise<TellResult> => {
  const { connectionId, state, connectedAt } = connection;
  // One that was never connected has nothing to lose, and one that is being disconnected is about to have an event.
  if (state === 'new' || state === 'disconnecting') return TOLD;
  const now = deps.clock.now();
  const trouble = troubleOf(await connectionFacts(deps, connection, all), now);
  const incident = await writeIncident(deps, { connectionId, about: 'health' }, (before) =>
    trouble === null
      ? afterWell(before, connectedAt, now, deps.settings)
      : afterLook(before, trouble, now, deps.settings),
  );
  return tellRest(deps, application, incident);
};

/** The connection that an event is about: the one it names, or the one a pull was read over. */
const connectionIdOf = async (
  deps: FollowDependencies,
  { action, subjectId, instanceId }: AuditEvent,
): Promise<string | null> => {
  if (!action.startsWith('pull.')) return subjectId;
  if (instanceId === null) return null;
  const all = await connectionsOfInstance(deps, instanceId);
  return all.find(({ state }) => state === 'connected' || state === 'needs-reconnect')?.connectionId ?? null;
};

/** Takes an event into the incident of its connection, and tells of what came of that. Safe to repeat, and in any order. */
export const followConnection = async (
  deps: FollowDependencies,
  application: Application,
  event: AuditEvent,
): Promise<TellResult> => {
  const connectionId = await connectionIdOf(deps, event);
  if (connectionId === null) return TOLD;
  const trouble = troubleOfEvent(event);
  if (trouble !== null) {
    const about = trouble.kind === 'uninstall-doubted' ? 'doubt' : 'health';
    const incident = await writeIncident(deps, { connectionId, about }, (before) =>
      afterTrouble(before, trouble, event.at, deps.settings),
    );
    return tellRest(deps, application, incident);
  }
  if (event.action === 'pull.failed' && event.subjectId !== null) {
    const failure = String(event.after?.['failure'] ?? '');
    await rememberFailedPull(deps, connectionId, { pullId: event.subjectId, at: event.at, failure });
  }
  const connection = await deps.store.get(connections, { connectionId });
  if (connection === undefined) return TOLD;
  const all = await connectionsOfInstance(deps, connection.instanceId);
  return lookAtConnection(deps, application, connection, all);
};
