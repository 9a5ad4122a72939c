/** What an event says, apart from when. */
export interface EventBody {
  readonly uuid: string;
  readonly eventType: string;
  readonly outcome: string;
  /** Who did it. */
  readonly actorId: string;
  readonly targets: readonly EventTarget[];
}

export interface EventTarget {
  readonly id: string;
  readonly type: 'AppInstance' | 'AppUser' | 'User';
  readonly alternateId: string;
  readonly displayName: string;
  readonly detailEntry: Readonly<Record<string, string>> | null;
}

/** An event and its place in the log; times are epoch milliseconds. */
export interface StoredEvent {
  readonly body: EventBody;
  /** When it happened. */
  readonly published: number;
  /** When it was stored, from when on it can be read; infinite while it is held back. */
  readonly persistedAt: number;
  /** Tells events of the same millisecond apart. */
  readonly seq: number;
}

/** A place in the log: that of an event, or between two. */
export type Place = Pick<StoredEvent, 'persistedAt' | 'seq'>;

function byPersistence(left: Place, right: Place): number {
  return left.persistedAt === right.persistedAt
    ? left.seq - right.seq
    : left.persistedAt < right.persistedAt
      ? -1
      : 1;
}

/** The System Log of one org. Nothing is ever stored at a place that a reader may have passed. */
export class EventLog {
  #events: StoredEvent[] = [];
  #nextSeq = 1;
  #isSorted = true;

  add(body: EventBody, published: number, persistedAt: number): StoredEvent {
    const event: StoredEvent = {
      body,
      published: Math.round(published),
      persistedAt: Math.round(persistedAt),
      seq: this.#nextSeq++,
    };
    this.#events.push(event);
    this.#isSorted = false;
    return event;
  }

  /** The same event once more, at a later place. Returns how many were found. */
  repeat(uuid: string, times: number, now: number): number {
    const found = this.#events.filter(({ body }) => body.uuid === uuid).slice(0, 1);
    for (const { body, published } of found)
      for (let time = 0; time < times; time += 1) this.add(body, published, now);
    return found.length;
  }

  /** Stores events that were held back, all of them or those named. Returns how many. */
  release(uuids: readonly string[] | undefined, now: number): number {
    const isReleased = ({ body, persistedAt }: StoredEvent): boolean =>
      persistedAt === Infinity && (uuids === undefined || uuids.includes(body.uuid));
    const released = this.#events.filter(isReleased);
    this.#events = this.#events.filter((event) => !isReleased(event));
    for (const { body, published } of released) this.add(body, published, now);
    return released.length;
  }

  /** Everything, held back or not, by persistence. */
  all(): readonly StoredEvent[] {
    if (!this.#isSorted) this.#events.sort(byPersistence);
    this.#isSorted = true;
    return this.#events;
  }

  /** What can be read at `now`, by persistence. */
  persistedBy(now: number): readonly StoredEvent[] {
    return this.#between(undefined, { persistedAt: now, seq: Infinity });
  }

  /** What can be read at `now`, up to a place and behind it. */
  divided(
    place: Place,
    now: number,
  ): { readonly upTo: readonly StoredEvent[]; readonly behind: readonly StoredEvent[] } {
    const end = { persistedAt: now, seq: Infinity };
    return { upTo: this.#between(undefined, place), behind: this.#between(place, end) };
  }

  #between(after: Place | undefined, upTo: Place): readonly StoredEvent[] {
    const start = after === undefined ? 0 : this.#countUpTo(after);
    return this.all().slice(start, this.#countUpTo(upTo));
  }

  /** How many lie up to a place, by halving: a log may be long, and is read in many pages. */
  #countUpTo(place: Place): number {
    const events = this.all();
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const event = events[middle];
      if (event !== undefined && byPersistence(event, place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
