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
export const addressesOf = ({
  email,
  emailAliases,
}: Pick<OrgChartRow, 'email' | 'emailAliases'>): string[] =>
  emailAliases.length === 0 ? [email] : [...new Set([email, ...emailAliases])];

/** The lines of each key that more than one line has. Few are shared, so the many others are kept as no lists. */
const sharedLines = (rows: readonly Lined[], keysOf: (index: number) => readonly string[]) => {
  const first = new Map<string, number>();
  const shared = new Map<string, number[]>();
  for (const [index, { line }] of rows.entries())
    for (const key of keysOf(index)) {
      const earlier = first.get(key);
      const sharing = shared.get(key);
      if (earlier === undefined) first.set(key, line);
      else if (sharing === undefined) shared.set(key, [earlier, line]);
      else sharing.push(line);
    }
  return shared;
};

const NOBODY: readonly string[] = [];

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
  const addresses = rows.map(({ row }) => addressesOf(row));
  const sharers = sharedLines(rows, (index) => addresses[index] ?? NOBODY);
  const byEmail = new Map<string, 'current' | 'remembered'>();
  for (const { row } of rows) {
    const remembered = known.remembered.get(row.email);
    if (remembered !== undefined && !byEmail.has(remembered)) byEmail.set(remembered, 'remembered');
    const current = known.current.get(row.email);
    if (current !== undefined) byEmail.set(current, 'current');
  }
  const idsOf = ({ row }: Lined, theirs: readonly string[]): readonly string[] => {
    const tier = theirs.some((address) => known.current.has(address)) ? 'current' : 'remembered';
    const ids = theirs.flatMap((address) => known[tier].get(address) ?? NOBODY);
    if (ids.length === 0) return NOBODY;
    const own = known[tier].get(row.email);
    return [...new Set(ids)].filter((id) => {
      const heldBy = byEmail.get(id);
      return id === own ? tier === 'current' || heldBy !== 'current' : heldBy === undefined;
    });
  };
  const idsOfRows = rows.map((row, index) => idsOf(row, addresses[index] ?? NOBODY));
  const claimants = sharedLines(rows, (index) => {
    const ids = idsOfRows[index] ?? NOBODY;
    return ids.length === 1 ? ids : NOBODY;
  });
  return rows.map(({ line, row }, index): MatchedRow => {
    const rejected = (reason: string): MatchedRow => ({ line, row, match: { kind: 'rejected', reason } });
    const shared = addresses[index]?.find((address) => sharers.has(address));
    if (shared !== undefined)
      return rejected(`shares an address with ${others(sharers.get(shared) ?? [], line)}`);
    const [personId, second] = idsOfRows[index] ?? NOBODY;
    if (personId === undefined) return { line, row, match: { kind: 'new' } };
    if (second !== undefined) return rejected('has addresses of two people we know');
    const same = claimants.get(personId);
    if (same !== undefined) return rejected(`is known as the same person as ${others(same, line)}`);
    return { line, row, match: { kind: 'known', personId } };
  });
};
