import type { Connection } from '../../domain/connection.ts';
import type { Basics } from '../dependencies.ts';
import type { ConnectionSettings } from './connection-dependencies.ts';

/**
 * The `state` (RFC 6749 §10.12) that goes with a start address: made from its secret, so that one record serves both and neither is
 * stored. Knowing it is not enough, since the callback needs the browser's cookie too.
 */
export const stateOfStart = ({ secrets }: Pick<Basics, 'secrets'>, startSecret: string): string =>
  secrets.sha256(`state of ${startSecret}`);

/** SHA-256 of a PKCE verifier, base64url (RFC 7636 §4.2). */
export const challengeOf = ({ secrets }: Pick<Basics, 'secrets'>, codeVerifier: string): string =>
  Buffer.from(secrets.sha256(codeVerifier), 'hex').toString('base64url');

/** Where a vendor sends the browser back to. */
export const redirectUriOf = (
  { publicOrigin }: Pick<ConnectionSettings, 'publicOrigin'>,
  vendor: Connection['vendor'],
): string => `${publicOrigin}/connect/callback/${vendor}`;

/** Where a vendor sends its events: one address, known before there is a connection. */
export const eventUrlOf = (
  { publicOrigin }: Pick<ConnectionSettings, 'publicOrigin'>,
  vendor: string,
): string => `${publicOrigin}/webhooks/${vendor}`;
