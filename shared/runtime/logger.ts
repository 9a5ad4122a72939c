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
  const logger = new Logger({ serviceName });
  return {
    info: (message, fields) => {
      logger.info(message, fields);
    },
    warn: (message, fields) => {
      logger.warn(message, fields);
    },
    error: (message, fields) => {
      logger.error(message, fields);
    },
  };
};

const FRAMES = 8;

/**
 * What may be logged of a thrown thing: its names and where it came from. Messages are left out, since they can quote a body,
 * an address or a key.
 */
export const faultFields = (thrown: unknown): LogFields => {
  if (!(thrown instanceof Error)) return { fault: typeof thrown };
  const frames = (thrown.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    fault: thrown.name,
    ...(thrown.cause instanceof Error ? { cause: thrown.cause.name } : {}),
    at: frames
      .slice(0, FRAMES)
      .map((line) => line.trim())
      .join(' '),
  };
};
