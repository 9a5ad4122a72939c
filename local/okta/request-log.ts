import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** An assignment that a request took away. */
export interface LoggedChange {
  readonly kind: 'unassigned';
  readonly userId: string;
  readonly login: string;
  readonly appId: string;
  /** The app deactivates the user in its target as well. */
  readonly deactivatesInTarget: boolean;
}

export interface LogEntry {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Status the stand-in decided on; 0 while in work and where no answer was sent. */
  status: number;
  /** How the answer went out: `answer`, or the kind of the fault that bent it. */
  delivery: string;
  orgId: string | null;
  /** Id of the token, never its text. */
  tokenId: string | null;
  /** The user and the app that the address names. */
  userId: string | null;
  login: string | null;
  appId: string | null;
  readonly changes: LoggedChange[];
}

/** Every request to the vendor side, in order of arrival; also appended to `requests.jsonl` once answered. */
export class RequestLog {
  #entries: LogEntry[] = [];
  #nextId = 1;
  readonly #file: string | undefined;

  constructor(directory: string | undefined) {
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true });
    this.#file = join(directory, 'requests.jsonl');
  }

  open(at: number, method: string, url: URL): LogEntry {
    const entry: LogEntry = {
      id: this.#nextId++,
      at: new Date(at).toISOString(),
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      status: 0,
      delivery: 'open',
      orgId: null,
      tokenId: null,
      userId: null,
      login: null,
      appId: null,
      changes: [],
    };
    this.#entries.push(entry);
    return entry;
  }

  close(entry: LogEntry, status: number, delivery: string): void {
    entry.status = status;
    entry.delivery = delivery;
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  entries(): readonly LogEntry[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
  }
}
