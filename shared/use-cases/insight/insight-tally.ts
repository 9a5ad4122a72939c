import type { ActivityLevel } from '../../domain/activity-level.ts';
import type { Account } from '../../domain/account.ts';
import type { Evidence } from '../../domain/evidence.ts';
import {
  type Grouping,
  type InsightGroup,
  type InsightRow,
  type LevelCount,
  RECOVERABLE,
  countSeats,
  isSeat,
  noSeats,
} from '../../domain/insight.ts';

/** One account, and what it is counted as. */
export interface Counted {
  readonly account: Account;
  readonly evidence: Evidence;
  readonly level: ActivityLevel;
  readonly idleDays: number | null;
  /** Everybody above its person. */
  readonly managerIds: readonly string[];
}

/** Levels whose accounts are listed; of those that are used well nobody asks for a list. */
const LISTED: ReadonlySet<ActivityLevel> = new Set(['left', 'unknown', 'ignored', 'inactive', 'under-used']);

const keyOf = (by: Grouping, key: string): string => `${by}#${key}`;

/** Counts accounts by level, tier and group. */
export class InsightTally {
  readonly #levels = new Map<string, LevelCount>();
  readonly #groups = new Map<string, InsightGroup>();
  readonly #rows = new Map<ActivityLevel, InsightRow[]>();

  constructor(levels: readonly LevelCount[], groups: readonly InsightGroup[]) {
    for (const count of levels) this.#levels.set(`${count.level}#${count.tier}`, count);
    for (const group of groups) this.#groups.set(keyOf(group.by, group.key), group);
  }

  add({ account: { accountId, tier }, evidence: { person }, level, idleDays, managerIds }: Counted): void {
    const key = `${level}#${tier}`;
    const accounts = (this.#levels.get(key)?.accounts ?? 0) + 1;
    this.#levels.set(key, { level, tier, accounts });
    if (!isSeat(tier)) return;
    const known = person.kind === 'matched' ? person : null;
    for (const by of ['department', 'location', 'title'] as const) this.#count(by, known?.[by] ?? '', level);
    for (const managerId of managerIds.length === 0 ? [''] : managerIds)
      this.#count('manager', managerId, level);
    if (!LISTED.has(level)) return;
    const row = { accountId, personId: known?.personId ?? null, level, tier, idleDays };
    const rows = this.#rows.get(level) ?? [];
    rows.push(row);
    this.#rows.set(level, rows);
  }

  levels(): LevelCount[] {
    return [...this.#levels.values()];
  }

  groups(): InsightGroup[] {
    return [...this.#groups.values()];
  }

  /** Groups of one kind, those first that have the most seats nobody needs, then the larger ones. */
  ranked(by: Grouping): InsightGroup[] {
    return this.groups()
      .filter((group) => group.by === by)
      .toSorted(
        (a, b) =>
          countSeats(b.seats, RECOVERABLE) - countSeats(a.seats, RECOVERABLE) ||
          countSeats(b.seats) - countSeats(a.seats) ||
          (a.key < b.key ? -1 : 1),
      );
  }

  /** The accounts to list that were added since the last call, by level. */
  takeRows(): ReadonlyMap<ActivityLevel, readonly InsightRow[]> {
    const rows = new Map(this.#rows);
    this.#rows.clear();
    return rows;
  }

  #count(by: Grouping, key: string, level: ActivityLevel): void {
    const group = this.#groups.get(keyOf(by, key)) ?? { by, key, seats: noSeats() };
    group.seats[level] += 1;
    this.#groups.set(keyOf(by, key), group);
  }
}
