import { isIP } from 'node:net';
import type { CredentialAccess } from '../../ports/credential-access.ts';
import { isListed, isLoopback } from '../http/allowed-hosts.ts';

const refused = (rule: string) => ({ kind: 'refused', rule }) as const;

/** Paths of addresses: plain segments, so that nothing in one leads elsewhere. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9._~-]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?$/;

/**
 * A tenant's address, if it may be called: its origin, with the path where a vendor's addresses have one. Whoever may connect types it in, so it decides where tokens are sent from
 * inside: nothing but https to a name on the list, and this machine where a local stage lists it.
 */
export const tenantEndpoint = (
  address: string,
  allowedHosts: readonly string[],
  path: 'none' | 'kept' = 'none',
): ReturnType<CredentialAccess['endpointOf']> => {
  const text = address.trim();
  if (!URL.canParse(text)) return refused('must be an address such as https://company.example.com');
  const url = new URL(text);
  const isLocal = isLoopback(url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal))
    return refused('must begin with https://');
  if (url.username !== '' || url.password !== '') return refused('must not hold a user or password');
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 && !isLocal)
    return refused('must be a name, not an IP address');
  if (url.port !== '' && !isLocal) return refused('must not hold a port');
  if (path === 'none' && (url.pathname !== '/' || url.search !== '' || url.hash !== ''))
    return refused('must end after the host name');
  if (url.search !== '' || url.hash !== '' || !PLAIN_PATH.test(url.pathname))
    return refused('must end after a plain path, such as /scim/v2');
  if (!isListed(url.hostname, allowedHosts))
    return refused(`must be a host that the deployment allows for this vendor: ${allowedHosts.join(', ')}`);
  return { kind: 'ok', endpoint: `${url.origin}${url.pathname.replace(/\/$/, '')}` };
};
