import { Logger } from '@aws-lambda-powertools/logger';

/** What may stand in a log line: ids, counts, names of routes and states. Never an address, a token or a body. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where log lines go. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** A logger that writes JSON lines; the level comes from `POWERTOOLS_LOG_LEVEL`. */
export const makeLog = (serviceName: string): Log => {
  // Made with the first line: it takes the process's streams, and making those takes longer than all else of it.
  let made: Logger | undefined;
  const logger = (): Logger => (made ??= new Logger({ serviceName }));
  return {
    info: (message, fields) => {
      logger().info(message, fields);
    },
    warn: (message, fields) => {
      logger().warn(message, fields);
    },
    error: (message, fields) => {
      logger().error(message, fields);
    },
  };
};

const FRAMES = 8;

/** Names of errors are identifiers; anything else that was put there may be data. */
const ERROR_NAME = /^[A-Za-z][\w.]{0,99}$/;

/** The name of a thrown thing, where it is one that code gives. */
export const faultName = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return typeof thrown;
  return ERROR_NAME.test(thrown.name) ? thrown.name : 'Error';
};

/** A text without every place that another stands at. */
const without = (text: string, taken: string): string => (taken === '' ? text : text.split(taken).join(''));

/** Where a thrown thing came from. Its name and message, which stand before the frames, may have lines that look like them. */
const framesOf = ({ stack = '', name, message }: Error): string[] =>
  without(without(stack, message), ERROR_NAME.test(name) ? '' : name)
    .split('\n')
    .filter((line) => /^ {4}at .*(:\d+:\d+\)?|<anonymous>\)?)$/.test(line));

/**
 * What may be logged of a thrown thing: its names and where it came from. Messages are left out, since they can quote a body,
 * an address or a key.
 */
export const faultFields = (thrown: unknown): LogFields => {
  if (!(thrown instanceof Error)) return { fault: typeof thrown };
  return {
    fault: faultName(thrown),
    ...(thrown.cause instanceof Error ? { cause: faultName(thrown.cause) } : {}),
    at: framesOf(thrown)
      .slice(0, FRAMES)
      .map((line) => line.trim())
      .join(' '),
  };
};
