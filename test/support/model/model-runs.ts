import type { Parameters } from 'fast-check';

/** What a model test is run with: more runs, or the replay of one. See the doc comments of the tests. */
export const modelRuns = <T>(byDefault: number): Parameters<T> & { numRuns: number } => {
  const { MODEL_RUNS, MODEL_SEED, MODEL_PATH } = process.env;
  return {
    numRuns: Number(MODEL_RUNS ?? byDefault),
    ...(MODEL_SEED === undefined ? {} : { seed: Number(MODEL_SEED) }),
    ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH, endOnFailure: true }),
  };
};

/** The part of the commands' settings that plays one sequence again, where one is asked for. */
export const replayed = (): { replayPath?: string } => {
  const { MODEL_REPLAY } = process.env;
  return MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY };
};
