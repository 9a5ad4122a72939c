import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What changed on one user because of a request. Empty list in a log entry: nothing changed. */
export interface LoggedChange {
  readonly userId: string;
  readonly email: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

export interface LogEntry {
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
  /** The fault that bent it, with its shape; null where none did. */
  fault: string | null;
  accountId: string | null;
  clientId: string | null;
  /** The user the address names. */
  userId: string | null;
  email: string | null;
  /** Body of PATCH, PUT, DELETE and POST under /v2; grant type alone for OAuth. */
  body: unknown;
  readonly changes: LoggedChange[];
}

const SECRET_PARAMETERS = new Set([
  'code',
  'state',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'code_verifier',
]);

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
    const query = Object.fromEntries(
      [...url.searchParams].map(([name, value]) => [name, SECRET_PARAMETERS.has(name) ? '[secret]' : value]),
    );
    const entry: LogEntry = {
      id: this.#nextId++,
      at: new Date(at).toISOString(),
      method,
      path: url.pathname,
      query,
      status: 0,
      delivery: 'open',
      fault: null,
      accountId: null,
      clientId: null,
      userId: null,
      email: null,
      body: null,
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
