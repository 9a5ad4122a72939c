import type { Connection } from '../../../domain/connection.ts';
import type { ScimConnection } from '../../../domain/scim.ts';
import { CorruptDataError } from '../../../errors.ts';
import type { Bound, SendForAnswer } from '../vendor-connector.ts';
import type { Dialect, Dialects } from './dialects.ts';

/** A connection to a provider, with what is known of it. */
export interface BoundScim {
  readonly sendForAnswer: SendForAnswer;
  readonly scim: ScimConnection;
  readonly dialect: Dialect;
}

/** What of a connection is of SCIM. Fault `CorruptDataError` where there is nothing. */
export const scimOf = ({ connectionId, scim }: Pick<Connection, 'connectionId' | 'scim'>): ScimConnection => {
  if (scim === undefined) throw new CorruptDataError(`Connection ${connectionId} has nothing of SCIM.`);
  return scim;
};

export const boundScim = ({ connection, sendForAnswer }: Bound, dialects: Dialects): BoundScim => ({
  sendForAnswer,
  scim: scimOf(connection),
  dialect: dialects.of(connection.connectionId),
});

/** The path of one user. */
export const userPath = ({ scim: { found } }: BoundScim, id: string): string =>
  `${found.usersPath}/${encodeURIComponent(id)}`;
