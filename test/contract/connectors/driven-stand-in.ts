import { z } from 'zod';
import type { StandInProcess } from '../../support/stand-in-process.ts';

const logSchema = z.object({ entries: z.array(z.object({ method: z.string(), path: z.string() })) });

/** What a suite asks of every stand-in in the same words. */
export const driven = (standIn: StandInProcess) => ({
  passTime: async (advanceSeconds: number): Promise<void> => {
    await standIn.control('POST', 'clock', { advanceSeconds });
  },
  reset: async (): Promise<void> => {
    await standIn.control('POST', 'reset');
  },
  stop: (): Promise<void> => standIn.stop(),
});

/** How many requests of a kind reached a stand-in since its reset. */
export const countRequests = async (
  standIn: StandInProcess,
  isMeant: (request: { readonly method: string; readonly path: string }) => boolean,
): Promise<number> => {
  const { entries } = logSchema.parse(await standIn.control('GET', 'log'));
  return entries.filter(isMeant).length;
};
