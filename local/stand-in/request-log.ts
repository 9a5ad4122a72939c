import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** What every stand-in notes of a request; a vendor adds what it knows of its own. */
export interface LoggedCall {
  readonly id: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Without secrets. */
  readonly query: Readonly<Record<string, string>>;
  /** Status the stand-in decided on; 0 while in work. See `delivery` for what reached the caller. */
  status: number;
  /** How the answer went out: `answer`, or the kind of the fault that bent it. */
  delivery: string;
}

export interface RequestLogOptions<Own> {
  /** Where `requests.jsonl` is kept; undefined: nowhere. */
  readonly directory: string | undefined;
  /** Parameters of a query that are not written down. */
  readonly secretParameters: ReadonlySet<string>;
  /** What the vendor adds, as it is before anything is known. */
  readonly own: () => Own;
}

/** Every request to the vendor side, in order of arrival; also appended to `requests.jsonl` once answered. */
export class RequestLog<Own extends object> {
  #entries: (LoggedCall & Own)[] = [];
  #nextId = 1;
  readonly #options: RequestLogOptions<Own>;
  readonly #file: string | undefined;

  constructor(options: RequestLogOptions<Own>) {
    this.#options = options;
    if (options.directory === undefined) return;
    mkdirSync(options.directory, { recursive: true });
    this.#file = join(options.directory, 'requests.jsonl');
  }

  open(at: number, method: string, url: URL): LoggedCall & Own {
    const { secretParameters, own } = this.#options;
    const query = Object.fromEntries(
      [...url.searchParams].map(([name, value]) => [name, secretParameters.has(name) ? '[secret]' : value]),
    );
    const entry = {
      id: this.#nextId++,
      at: new Date(at).toISOString(),
      method,
      path: url.pathname,
      query,
      status: 0,
      delivery: 'open',
      ...own(),
    };
    this.#entries.push(entry);
    return entry;
  }

  close(entry: LoggedCall & Own, status: number, delivery: string): void {
    entry.status = status;
    entry.delivery = delivery;
    if (this.#file !== undefined) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  entries(): readonly (LoggedCall & Own)[] {
    return this.#entries;
  }

  clear(): void {
    this.#entries = [];
  }
}
