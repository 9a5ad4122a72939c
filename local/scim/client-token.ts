import { randomUUID } from 'node:crypto';
import type { Reply } from '../stand-in/reply.ts';
import type { StandIn } from './stand-in.ts';

export const TOKEN_PATH = '/oauth2/token';

/** Seconds that a token is said to be good for. */
const LIFETIME = 600;

function oauthReply(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Id and secret of the header: RFC 6749 §2.3.1, each of them form-encoded. */
function clientOf(authorization: string | undefined): readonly string[] {
  const [, encoded = ''] = /^basic\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  const pair = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return pair.map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
}

/** A token for a client of any tenant: RFC 6749 §4.4. */
export function clientToken(standIn: StandIn, authorization: string | undefined, body: string): Reply {
  if (new URLSearchParams(body).get('grant_type') !== 'client_credentials')
    return oauthReply(400, { error: 'unsupported_grant_type' });
  const [clientId = '', clientSecret] = clientOf(authorization);
  const tenant = standIn.tenants.find(({ clients }) => clients.has(clientId));
  if (tenant === undefined || tenant.clients.get(clientId) !== clientSecret)
    return oauthReply(401, { error: 'invalid_client' });
  const token = randomUUID();
  tenant.tokens.add(token);
  return oauthReply(200, { access_token: token, token_type: 'Bearer', expires_in: LIFETIME });
}
