import { SeatkeeperError } from '../errors.ts';
import { RETRIED_FAULT } from '../names.ts';
import { faultName } from './logger.ts';

/**
 * A fault nobody threw on purpose: a service that throttled or broke down after the SDK's own tries, a lost connection, a bug. Its name
 * is one that state machines try again on; its message is the name of what was thrown, since messages can quote people's data.
 */
class UnexpectedFault extends Error {
  override readonly name = RETRIED_FAULT;
}

/**
 * What an entry throws on when its work faults. Lambda answers its caller with name, message and stack, and logs them. Faults of our
 * own (`SeatkeeperError`) stay what they are, since trying again would not help and their messages are safe to show.
 */
export const handOnFault = (fault: unknown): Error =>
  fault instanceof SeatkeeperError ? fault : new UnexpectedFault(faultName(fault));
