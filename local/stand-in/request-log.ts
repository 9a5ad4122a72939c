import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What became of one thing of the vendor because of a request; null where it was not there before, or is gone. */
export interface LoggedChange {
  readonly id: string;
  readonly name: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface LoggedRequest {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Without secrets. */
  readonly query: Readonly<Record<string, string>>;
  /** Status the stand-in decided on; 0 while in work. See `delivery` for what reached the caller. */
  status: number;
  /** How the answer went out: `answer`, or the name of the fault that bent it. */
  delivery: string;
  /** The account or tenant whose token was used. */
  account: string | null;
  /** Address or login of the person the path names. */
  person: string | null;
  /** What was sent with a change; null for reads and for token requests. */
  body: unknown;
  readonly changes: LoggedChange[];
}

const SECRET_PARAMETERS = new Set(['token', 'access_token', 'refresh_token', 'client_secret']);

/** Every request to the vendor side, in order of arrival; also appended to `requests.jsonl` once answered. */
export class RequestLog {
  #entries: LoggedRequest[] = [];
  #nextId = 1;
  readonly #file: string | undefined;

  /** @param directory Where `requests.jsonl` is kept; undefined: nowhere. */
  constructor(directory: string | undefined) {
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true });
    this.#file = join(directory, 'requests.jsonl');
  }

  open(at: number, method: string, url: URL): LoggedRequest {
    const query = Object.fromEntries(
      [...url.searchParams].map(([name, value]) => [name, SECRET_PARAMETERS.has(name) ? '[secret]' : value]),
    );
    const entry: LoggedRequest = {
      id: this.#nextId++,
      at: new Date(at).toISOString(),
      method,
      path: url.pathname,
      query,
      status: 0,
      delivery: 'open',
      account: null,
      person: null,
      body: null,
      changes: [],
    };
    this.#entries.push(entry);
    return entry;
  }

  close(entry: LoggedRequest, status: number, delivery: string): void {
    entry.status = status;
    entry.delivery = delivery;
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  entries(): readonly LoggedRequest[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
  }
}
