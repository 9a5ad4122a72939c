import { SeatkeeperError } from '../../errors.ts';

/** An address is not one this client may send tokens to: a fault of a setting, and nothing was sent. */
export class HostNotAllowedError extends SeatkeeperError {
  override readonly name = 'HostNotAllowedError';
  readonly code = 'host-not-allowed';
}

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Whether an address is of this machine, where plain http is no risk. */
export const isLoopback = (url: URL): boolean =>
  LOOPBACK.has(url.hostname) || url.hostname.endsWith('.localhost');

/**
 * Whether a host name is on a list of exact names and of patterns `*.suffix`, which stand for any name below the suffix and never for the
 * suffix itself, nor for an address in digits.
 */
export const isListed = (hostname: string, allowedHosts: readonly string[]): boolean =>
  allowedHosts.some((allowed) =>
    allowed.startsWith('*.')
      ? /[a-z]$/.test(hostname) && hostname.endsWith(allowed.slice(1)) && hostname.length >= allowed.length
      : hostname === allowed,
  );

/**
 * Refuses every address outside the list of host names and patterns, and plain http to any other machine.
 * @throws HostNotAllowedError
 */
export const assertAllowed = (url: URL, allowedHosts: readonly string[]): void => {
  if (!isListed(url.hostname, allowedHosts))
    throw new HostNotAllowedError(`${url.hostname} is not among the allowed hosts of vendors.`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    throw new HostNotAllowedError(`${url.hostname} may be called by https only.`);
  if (url.username !== '' || url.password !== '')
    throw new HostNotAllowedError(`An address of ${url.hostname} may not hold a user or password.`);
};
