/** How many things are done side by side. */
const LANES = 8;

/** Does something with each of a list, several at a time, and gives back what came of each, in order. */
export const eachOf = async <T, R>(
  things: readonly T[],
  work: (thing: T, index: number) => Promise<R>,
  lanes = LANES,
): Promise<R[]> => {
  const results: R[] = [];
  for (let start = 0; start < things.length; start += lanes)
    results.push(
      ...(await Promise.all(
        things.slice(start, start + lanes).map((thing, index) => work(thing, start + index)),
      )),
    );
  return results;
};
