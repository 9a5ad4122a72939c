/** A part of an execution's life, in milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How many of some spans overlap at most, and for how long at least `count` do, in milliseconds. */
export const overlapOf = (
  spans: readonly Span[],
  count: number,
): { readonly most: number; readonly msOfCount: number } => {
  const moments = spans
    .flatMap(({ from, to }) => [
      { at: from, change: 1 },
      { at: to, change: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.change - b.change);
  let running = 0;
  let most = 0;
  let msOfCount = 0;
  for (const [index, { at, change }] of moments.entries()) {
    running += change;
    most = Math.max(most, running);
    if (running >= count) msOfCount += (moments[index + 1]?.at ?? at) - at;
  }
  return { most, msOfCount };
};
