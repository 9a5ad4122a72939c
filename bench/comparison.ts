/** What one side did in the same run as the other. */
export interface Side {
  readonly name: string;
  readonly value: number;
}

/** One line of the table: our figure beside a peer's. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly ours: Side;
  readonly peer: Side;
  /** Ours over the peer's. */
  readonly ratio: number;
  /** Null where the line only informs. */
  readonly aim: { readonly kind: 'at-least' | 'at-most'; readonly ratio: number } | null;
  readonly met: boolean | null;
}

/** A benchmark: asserts first that both sides give the same results, and fails where they don't; never for speed. */
export interface Benchmark {
  readonly name: string;
  /** How its lines are shown, where one a row is not it. */
  readonly tableOf?: (lines: readonly Comparison[]) => string;
  run(): Promise<Comparison[]>;
}

/** Both sides gave different results: their speeds can't be compared. */
export class ResultsDiffer extends Error {
  override readonly name = 'ResultsDiffer';
}

/** Throws {@link ResultsDiffer}, which names the first difference, unless both sides gave the same texts in the same order. */
export const assertSame = (
  what: string,
  ours: readonly string[],
  peer: string,
  theirs: readonly string[],
): void => {
  const longest = Math.max(ours.length, theirs.length);
  for (let at = 0; at < longest; at += 1)
    if (ours[at] !== theirs[at])
      throw new ResultsDiffer(
        `${what}: number ${at} is ${ours[at] ?? 'missing'} here and ${theirs[at] ?? 'missing'} from ${peer} (${ours.length} and ${theirs.length} in all).`,
      );
};

const meets = (ratio: number, aim: NonNullable<Comparison['aim']>): boolean =>
  aim.kind === 'at-least' ? ratio >= aim.ratio : ratio <= aim.ratio;

/** Makes a line of two figures. */
export const compare = (line: Omit<Comparison, 'ratio' | 'met'>): Comparison => {
  const ratio = line.ours.value / line.peer.value;
  return { ...line, ratio, met: line.aim === null ? null : meets(ratio, line.aim) };
};
