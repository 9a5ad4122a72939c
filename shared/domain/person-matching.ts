import type { OrgChartRow } from './person.ts';

/** What is known of addresses before a new org chart. */
export interface KnownAddresses {
  /** Of the current chart. */
  readonly current: ReadonlyMap<string, string>;
  /** Of people who left earlier charts; asked only where no address of a row is in the current one. */
  readonly remembered: ReadonlyMap<string, string>;
}

export interface MatchedRow {
  readonly line: number;
  readonly row: OrgChartRow;
  /** Who this is: a person we know, a new one, or nobody because the row contradicts others. */
  readonly match:
    | { readonly kind: 'known'; readonly personId: string }
    | { readonly kind: 'new' }
    | { readonly kind: 'rejected'; readonly reason: string };
}

interface Lined {
  readonly line: number;
  readonly row: OrgChartRow;
}

/** All addresses of a row, each once, the email first. */
export const addressesOf = (row: Pick<OrgChartRow, 'email' | 'emailAliases'>): string[] => [
  ...new Set([row.email, ...row.emailAliases]),
];

const linesBy = <T extends Lined>(rows: readonly T[], keysOf: (row: T) => readonly string[]) => {
  const lines = new Map<string, number[]>();
  for (const row of rows)
    for (const key of keysOf(row)) {
      const found = lines.get(key);
      if (found === undefined) lines.set(key, [row.line]);
      else found.push(row.line);
    }
  return lines;
};

const MOST_NAMED = 5;

/** The other lines, the first few of them by number. */
const others = (lines: readonly number[], line: number): string => {
  const rest = lines.filter((each) => each !== line);
  const named = rest.slice(0, MOST_NAMED).join(', ');
  return `line${rest.length > 1 ? 's' : ''} ${named}${rest.length > MOST_NAMED ? ' and more' : ''}`;
};

/**
 * Who the rows of a new org chart are. A row is the person that one of its addresses is known as; a row of two known people is
 * rejected, unless one of them has a row of their own by their email (the alias moved). Rows that share an address, or turn out to
 * be the same person, are all rejected. Whoever leaves the chart is remembered, so a second import can settle what one rejects.
 */
export const matchPeople = (rows: readonly Lined[], known: KnownAddresses): MatchedRow[] => {
  const sharers = linesBy(rows, ({ row }) => addressesOf(row));
  const byEmail = new Map<string, 'current' | 'remembered'>();
  for (const { row } of rows) {
    const remembered = known.remembered.get(row.email);
    if (remembered !== undefined && !byEmail.has(remembered)) byEmail.set(remembered, 'remembered');
    const current = known.current.get(row.email);
    if (current !== undefined) byEmail.set(current, 'current');
  }
  const idsOf = ({ row }: Lined): string[] => {
    const addresses = addressesOf(row);
    const inChart = addresses.flatMap((address) => known.current.get(address) ?? []);
    const tier = inChart.length > 0 ? 'current' : 'remembered';
    const ids = inChart.length > 0 ? inChart : addresses.flatMap((a) => known.remembered.get(a) ?? []);
    const own = known[tier].get(row.email);
    return [...new Set(ids)].filter((id) => {
      const heldBy = byEmail.get(id);
      return id === own ? tier === 'current' || heldBy !== 'current' : heldBy === undefined;
    });
  };
  const idsByLine = new Map(rows.map((row) => [row.line, idsOf(row)]));
  const claimants = linesBy(rows, ({ line }) => {
    const ids = idsByLine.get(line) ?? [];
    return ids.length === 1 ? ids : [];
  });
  return rows.map(({ line, row }): MatchedRow => {
    const rejected = (reason: string): MatchedRow => ({ line, row, match: { kind: 'rejected', reason } });
    const shared = addressesOf(row)
      .map((address) => sharers.get(address) ?? [])
      .find((lines) => lines.length > 1);
    if (shared !== undefined) return rejected(`shares an address with ${others(shared, line)}`);
    const [personId, second] = idsByLine.get(line) ?? [];
    if (personId === undefined) return { line, row, match: { kind: 'new' } };
    if (second !== undefined) return rejected('has addresses of two people we know');
    const same = claimants.get(personId) ?? [];
    if (same.length > 1) return rejected(`is known as the same person as ${others(same, line)}`);
    return { line, row, match: { kind: 'known', personId } };
  });
};
