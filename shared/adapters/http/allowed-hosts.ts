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
 * Refuses every address outside the list of host names, and plain http to any other machine.
 * @throws HostNotAllowedError
 */
export const assertAllowed = (url: URL, allowedHosts: readonly string[]): void => {
  if (!allowedHosts.includes(url.hostname))
    throw new HostNotAllowedError(`${url.hostname} is not among the allowed hosts of vendors.`);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    throw new HostNotAllowedError(`${url.hostname} may be called by https only.`);
  if (url.username !== '' || url.password !== '')
    throw new HostNotAllowedError(`An address of ${url.hostname} may not hold a user or password.`);
};
