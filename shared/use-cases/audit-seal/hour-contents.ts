import type { Finding } from '../../domain/audit-finding.ts';
import type { Instant } from '../../domain/time.ts';
import type { StoredEvent } from './trail-rows.ts';

interface Sealed {
  readonly json: string;
  readonly segment: number;
}

/** What is not sealed yet, and need not be. */
export interface Tail {
  readonly events: number;
  readonly oldest: Instant | null;
}

const nameOf = ({ place, eventId }: Pick<StoredEvent, 'place' | 'eventId'>): string => `${place} ${eventId}`;

/** All that segments and table hold of some hours, to be compared event by event. */
export class HourContents {
  readonly #sealed = new Map<string, Sealed & StoredEvent>();
  readonly #rows = new Map<string, StoredEvent>();
  readonly #doubted: ReadonlySet<string>;
  readonly #report: (finding: Finding) => void;

  /** `doubted` are events of segments that could not be read: what became of them is told of there. */
  constructor(doubted: ReadonlySet<string>, report: (finding: Finding) => void) {
    this.#doubted = doubted;
    this.#report = report;
  }

  sealed(event: StoredEvent, segment: number): void {
    const name = nameOf(event);
    if (event.place === 'event' && this.#sealed.has(name))
      this.#tell('inserted', event, segment, 'it was sealed before');
    else this.#sealed.set(name, { ...event, segment });
  }

  row(event: StoredEvent): void {
    this.#rows.set(nameOf(event), event);
  }

  /** Tells of every event that is not the same in both; rows at or after `openFrom` may still be unsealed. */
  compare(openFrom: Instant): Tail {
    for (const [name, sealed] of this.#sealed) {
      const row = this.#rows.get(name);
      if (row === undefined) this.#tell('removed', sealed, sealed.segment);
      else if (row.json !== sealed.json) this.#tell('altered', sealed, sealed.segment);
    }
    const ages: Instant[] = [];
    for (const [name, row] of this.#rows) {
      if (this.#sealed.has(name) || this.#doubted.has(row.eventId)) continue;
      if (row.at < openFrom) this.#tell(row.place === 'event' ? 'unsealed' : 'inserted', row, null, row.at);
      else if (row.place === 'event') {
        ages.push(row.at);
      } else if (!this.#rows.has(nameOf({ place: 'event', eventId: row.eventId })))
        this.#tell('inserted', row, null, row.at);
    }
    return { events: ages.length, oldest: ages.sort()[0] ?? null };
  }

  #tell(
    kind: Finding['kind'],
    { place, eventId }: StoredEvent,
    segment: number | null,
    detail: string | null = null,
  ) {
    this.#report({ kind, place, eventId, segment, position: null, detail });
  }
}
