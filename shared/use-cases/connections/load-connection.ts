import type { Connection } from '../../domain/connection.ts';
import { NotFoundError } from '../../errors.ts';
import { connections } from '../../records/applications.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

/** The connection of an id. Fault `NotFoundError` where there is none. */
export const loadConnection = async (
  { store }: Pick<Basics, 'store'>,
  connectionId: string,
): Promise<Connection> => {
  const connection = await store.get(connections, { connectionId });
  if (connection === undefined) throw new NotFoundError(`There is no connection ${connectionId}.`);
  return connection;
};

/** All connections of an instance, oldest first. */
export const connectionsOfInstance = async (
  { store }: Pick<Basics, 'store'>,
  instanceId: string,
): Promise<Connection[]> => {
  const found: Connection[] = [];
  for await (const connection of everyRecord(store, connections, {}))
    if (connection.instanceId === instanceId) found.push(connection);
  return found;
};
