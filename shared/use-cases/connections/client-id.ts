import type { Connection } from '../../domain/connection.ts';
import { CorruptDataError } from '../../errors.ts';

/** The client id of a connection to a vendor that is reached by an app of the company's own. Fault `CorruptDataError` without one. */
export const clientIdOf = ({ connectionId, clientId }: Connection): string => {
  if (clientId === null) throw new CorruptDataError(`Connection ${connectionId} has no client id.`);
  return clientId;
};
