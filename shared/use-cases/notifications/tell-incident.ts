import type { Application } from '../../domain/application.ts';
import type { ConnectionIncident } from '../../domain/connection-incident.ts';
import { type IncidentNews, tellingOf } from '../../domain/incident-notice.ts';
import { plus } from '../../domain/time.ts';
import { RECOVERED, troubleNotice } from '../../domain/trouble-notice.ts';
import { incidentNotices } from '../../records/alerts.ts';
import { put, remove } from '../../records/change.ts';
import { type Owner, findOwners } from './find-owners.ts';
import { type Mark, type TellDependencies, type TellResult, tellOnce } from './tell-once.ts';

/** How long it is remembered who was told of an incident: who was is told when it is over, however long it took. */
const REMEMBERED = 'P400D';

type Incident = Pick<ConnectionIncident, 'connectionId' | 'about' | 'number'>;

const refOf = (
  { secrets }: TellDependencies,
  incident: Incident,
  news: IncidentNews,
  { email }: Pick<Owner, 'email'>,
) => ({
  connectionId: incident.connectionId,
  telling: tellingOf(incident, news),
  recipient: secrets.sha256(email),
});

/** One mail for each address, incident and news, whatever events made us tell it. */
const markOf =
  (deps: TellDependencies, incident: Incident, news: IncidentNews) =>
  (owner: Owner): Mark => {
    const { as, userId } = owner;
    const ref = refOf(deps, incident, news, owner);
    const at = deps.clock.now();
    return {
      isSet: async () => (await deps.store.get(incidentNotices, ref)) !== undefined,
      set: put(incidentNotices, { ...ref, news, as, userId, at, expiresAt: plus(at, REMEMBERED) }, 'absent'),
      unset: remove(incidentNotices, ref),
    };
  };

/** Those of the owners who were told of the trouble. */
const toldOfTrouble = async (
  deps: TellDependencies,
  incident: Incident,
  owners: readonly Owner[],
): Promise<Owner[]> => {
  const refs = owners.map((owner) => refOf(deps, incident, 'trouble', owner));
  const marks = await deps.store.getMany(incidentNotices, refs);
  return owners.filter((_, index) => marks[index] !== undefined);
};

/**
 * Tells the people who must know of an incident, or, once it is over, those of them who were told of it and may still know. Each is told
 * once, however often this is repeated.
 */
export const tellIncident = async (
  deps: TellDependencies,
  application: Application,
  incident: ConnectionIncident,
): Promise<TellResult> => {
  const { connectionId, kind, reason } = incident;
  const owners = await findOwners(deps, application, 'connections', { connectionId, runId: null });
  const news = incident.endedAt === null ? 'trouble' : 'recovery';
  return tellOnce(deps, {
    name: `${connectionId}-${tellingOf(incident, news)}`,
    about: application.name,
    reference: { what: 'Connection', id: connectionId },
    notice: news === 'trouble' ? troubleNotice({ kind, reason }) : RECOVERED,
    recipients: news === 'trouble' ? owners : await toldOfTrouble(deps, incident, owners),
    markOf: markOf(deps, incident, news),
  });
};
