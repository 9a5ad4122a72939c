/**
 * Works on things side by side, as many at a time as there are lanes, taking them up in the order they come. Where one comes to a stop, or
 * to a fault, nothing more is taken up, and what was is seen to its end. The first stop is given back, null without one; a fault is thrown.
 */
export const inLanes = async <T, Stop>(
  things: AsyncIterable<T>,
  lanes: number,
  work: (thing: T) => Promise<Stop | null>,
): Promise<Stop | null> => {
  const queue = things[Symbol.asyncIterator]();
  const state: { stop: Stop | null; isOver: boolean } = { stop: null, isOver: false };
  const isOver = (): boolean => state.isOver;
  const lane = async (): Promise<void> => {
    try {
      while (!isOver()) {
        const next = await queue.next();
        // Another lane may have stopped while this one waited for its next.
        if (next.done === true || isOver()) return;
        const stop = await work(next.value);
        if (stop === null) continue;
        state.stop ??= stop;
        state.isOver = true;
      }
    } catch (error) {
      state.isOver = true;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  await queue.return?.();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return state.stop;
};
