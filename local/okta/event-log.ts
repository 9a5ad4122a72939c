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

function byPersistence(left: StoredEvent, right: StoredEvent): number {
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
    return this.all().filter(({ persistedAt }) => persistedAt <= now);
  }
}
