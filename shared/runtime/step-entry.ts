import type * as z from 'zod';
import { CorruptDataError } from '../errors.ts';
import type { EntrySurroundings } from './entry-surroundings.ts';
import { handOnFault } from './hand-on-fault.ts';
import { type LogFields, faultFields, makeLog } from './logger.ts';

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

/** Ids, states and moments; text of anybody's is none of these. */
const PLAIN = /^[\w:.-]{1,100}$/;

const loggable = (value: unknown): LogFields => {
  if (typeof value !== 'object' || value === null) return {};
  const fields = Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    LOGGED.has(name) && (typeof field === 'number' || (typeof field === 'string' && PLAIN.test(field)))
      ? [[name, field] as const]
      : [],
  );
  return Object.fromEntries(fields);
};

const parsed = <S extends z.ZodType>(what: string, schema: S, value: unknown): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const at = result.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ');
  throw new CorruptDataError(`The ${what} of the step is not what its contract says (${at}).`);
};

/**
 * The Lambda entry of a step of a state machine: parses what comes in and what goes out by the step's contract, logs ids and
 * states only, and writes what was counted. A decision is an output; a fault nobody threw on purpose is the machine's to try again (`RETRIED_FAULT`).
 */
export const stepEntry = <I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  step: (input: z.output<I>) => Promise<z.input<O>>,
  { log = makeLog('step'), meter }: EntrySurroundings = {},
) => {
  return async (event: unknown): Promise<z.output<O>> => {
    const started = performance.now();
    let about: LogFields = {};
    try {
      const given = parsed('input', input, event);
      about = loggable(given);
      const result = parsed('output', output, await step(given));
      about = { ...about, ...loggable(result) };
      log.info('step', { ...about, durationMs: Math.round(performance.now() - started) });
      return result;
    } catch (fault) {
      log.error('step failed', { ...about, ...faultFields(fault) });
      throw handOnFault(fault);
    } finally {
      await meter?.flush({ ...about, durationMs: Math.round(performance.now() - started) });
    }
  };
};
