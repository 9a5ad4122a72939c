/** The middle one of some figures. */
export const median = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Does its work once and tells how many milliseconds it took. */
export type Timed = () => Promise<number>;

/** Times work in this process. */
export const timed =
  (work: () => unknown): Timed =>
  async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };

/**
 * Milliseconds of each side: the median over rounds in which every side has a turn, so that a machine which is busy for a while slows
 * all of them. One round before them warms up. Libraries for benchmarks end with one side before they begin with the next.
 */
export const takeTurns = async <Name extends string>(
  sides: Readonly<Record<Name, Timed>>,
  rounds: number,
): Promise<(name: Name) => number> => {
  const taken = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, side] of Object.entries<Timed>(sides)) {
      const ms = await side();
      if (round > 0) taken.set(name, [...(taken.get(name) ?? []), ms]);
    }
  return (name) => median(taken.get(name) ?? []);
};
