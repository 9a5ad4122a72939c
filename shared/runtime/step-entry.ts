import type * as z from 'zod';
import { CorruptDataError } from '../errors.ts';
import { handOnFault } from './hand-on-fault.ts';
import { type Log, type LogFields, faultFields, makeLog } from './logger.ts';

/** Fields of a step's input or output that are ids, numbers or states, and so may be logged. */
const LOGGED = new Set([
  'runId',
  'connectionId',
  'pullId',
  'importId',
  'phase',
  'scope',
  'shard',
  'outcome',
  'notBefore',
]);

const loggable = (value: unknown): LogFields => {
  if (typeof value !== 'object' || value === null) return {};
  const fields = Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    LOGGED.has(name) && (typeof field === 'string' || typeof field === 'number')
      ? [[name, field] as const]
      : [],
  );
  return Object.fromEntries(fields);
};

const parsed = <S extends z.ZodType>(what: string, schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const at = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  throw new CorruptDataError(`The ${what} of the step is not what its contract says (${at}).`);
};

/**
 * The Lambda entry of a step of a state machine: parses what comes in and what goes out by the step's contract, logs ids and
 * states only. A decision is an output; a fault nobody threw on purpose is the machine's to try again (`RETRIED_FAULT`).
 */
export const stepEntry = <I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  step: (input: z.output<I>) => Promise<z.input<O>>,
  log: Log = makeLog('step'),
) => {
  return async (event: unknown): Promise<z.output<O>> => {
    const started = performance.now();
    const about = loggable(event);
    try {
      const result = parsed('output', output, await step(parsed('input', input, event)));
      const durationMs = Math.round(performance.now() - started);
      log.info('step', { ...about, ...loggable(result), durationMs });
      return result;
    } catch (fault) {
      log.error('step failed', { ...about, ...faultFields(fault) });
      throw handOnFault(fault);
    }
  };
};
