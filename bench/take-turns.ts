/** The middle one of some figures. */
export const median = (figures: readonly number[]): number => {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Does its work once and tells how many milliseconds it took. */
export type Timed = () => Promise<number>;

/**
 * Times work in this process by the processor's time, the garbage collector's included: what waits for a processor that others use is
 * not counted, so that the ratio of two sides holds on a busy machine as well.
 */
export const timed =
  (work: () => unknown): Timed =>
  async () => {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
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
