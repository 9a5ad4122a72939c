import { applications, connections } from '../../records/applications.ts';
import type { Connection } from '../../domain/connection.ts';
import { everyRecord } from '../every-record.ts';
import { inLanes } from '../in-lanes.ts';
import { type FollowDependencies, lookAtConnection } from './follow-connection.ts';

/** Connections looked at side by side; each takes some ten reads. */
const LANES = 8;

async function* oneByOne(all: readonly Connection[]): AsyncGenerator<Connection> {
  yield* all;
  await Promise.resolve();
}

/**
 * Looks at every connection: finds what no event tells of, such as data that is not read any more, and ends the incidents that are over.
 * One that can't be looked at does not keep the others from it; its fault is thrown at the end.
 */
export const checkConnections = async (deps: FollowDependencies): Promise<{ readonly looked: number }> => {
  const all: Connection[] = [];
  for await (const connection of everyRecord(deps.store, connections, {})) all.push(connection);
  const faults: unknown[] = [];
  await inLanes(oneByOne(all), LANES, async (connection) => {
    try {
      const { applicationId } = connection;
      const application = await deps.store.get(applications, { applicationId });
      if (application !== undefined) await lookAtConnection(deps, application, connection, all);
    } catch (fault) {
      faults.push(fault);
    }
    return null;
  });
  if (faults.length > 0)
    throw new AggregateError(faults, `${faults.length} connections could not be looked at.`);
  return { looked: all.length };
};
