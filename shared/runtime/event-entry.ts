import type * as z from 'zod';
import { CorruptDataError } from '../errors.ts';
import type { EntrySurroundings } from './entry-surroundings.ts';
import { handOnFault } from './hand-on-fault.ts';
import { faultFields, makeLog } from './logger.ts';

/** The Lambda entry of a schedule, a rule of the bus or a direct call: parses the event, logs how long it took, writes what was counted. */
export const eventEntry = <S extends z.ZodType, R>(
  name: string,
  schema: S,
  work: (event: z.output<S>) => Promise<R>,
  { log = makeLog(name), meter }: EntrySurroundings = {},
) => {
  return async (event: unknown): Promise<R> => {
    const started = performance.now();
    try {
      const result = schema.safeParse(event);
      if (!result.success)
        throw new CorruptDataError(
          `The event is not what its contract says (${result.error.issues.map(({ path }) => path.join('.')).join(', ')}).`,
        );
      const answer = await work(result.data);
      log.info(name, { durationMs: Math.round(performance.now() - started) });
      return answer;
    } catch (fault) {
      log.error(`${name} failed`, faultFields(fault));
      throw handOnFault(fault);
    } finally {
      await meter?.flush({ durationMs: Math.round(performance.now() - started) });
    }
  };
};
