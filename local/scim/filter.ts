import { parsePath, valuesAt, type Attributes, type Json } from './attributes.ts';

export type Filter = (resource: Attributes) => boolean;

/** These differ by case; all else that is compared here does not: RFC 7643 §3.1, §4.1. */
const CASE_EXACT = new Set(['id', 'externalid']);

const TOKEN = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|(?:urn:[^\s[\]"()]+|[\w$.-]+)(?:\[[^\]]*\])?(?:\.\w+)?)/giy;

function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

type Comparison = (found: string, wanted: string) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  eq: (found, wanted) => found === wanted,
  co: (found, wanted) => found.includes(wanted),
  sw: (found, wanted) => found.startsWith(wanted),
  ew: (found, wanted) => found.endsWith(wanted),
  gt: (found, wanted) => found > wanted,
  ge: (found, wanted) => found >= wanted,
  lt: (found, wanted) => found < wanted,
  le: (found, wanted) => found <= wanted,
};

function literal(token: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(token.startsWith('"') ? token : token.toLowerCase());
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: Json, exact: boolean): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return exact ? text : text.toLowerCase();
}

/** Reads tokens one by one; undefined is a filter that makes no sense. */
class Reader {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  #next(): string {
    return this.#tokens[this.#at++] ?? '';
  }

  #takes(word: string): boolean {
    const isNext = this.#tokens[this.#at]?.toLowerCase() === word;
    if (isNext) this.#at += 1;
    return isNext;
  }

  /** `and` binds more strongly than `or`. */
  any(): Filter | undefined {
    return this.#joined('or', () => this.#joined('and', () => this.#one()));
  }

  #joined(word: 'and' | 'or', read: () => Filter | undefined): Filter | undefined {
    const parts: Filter[] = [];
    do {
      const part = read();
      if (part === undefined) return undefined;
      parts.push(part);
    } while (this.#takes(word));
    return (resource) =>
      word === 'and' ? parts.every((part) => part(resource)) : parts.some((part) => part(resource));
  }

  #one(): Filter | undefined {
    if (this.#takes('not')) {
      const inner = this.#one();
      return inner === undefined ? undefined : (resource) => !inner(resource);
    }
    if (!this.#takes('(')) return this.#comparison();
    const inner = this.any();
    return this.#takes(')') ? inner : undefined;
  }

  #comparison(): Filter | undefined {
    const path = parsePath(this.#next(), []);
    const operator = this.#next().toLowerCase();
    if (path === undefined) return undefined;
    const inner = path.filter === undefined ? (): boolean => true : parseFilter(path.filter);
    if (inner === undefined) return undefined;
    if (operator === 'pr') return (resource) => valuesAt(resource, path, inner).length > 0;
    const wanted = literal(this.#next());
    const compare = COMPARISONS[operator === 'ne' ? 'eq' : operator];
    if (wanted === undefined || compare === undefined) return undefined;
    const exact = CASE_EXACT.has(path.name.toLowerCase());
    const found: Filter = (resource) =>
      valuesAt(resource, path, inner).some((value) => compare(textOf(value, exact), textOf(wanted, exact)));
    return operator === 'ne' ? (resource) => !found(resource) : found;
  }
}

/** A filter of RFC 7644 §3.4.2.2; undefined where it is none. */
export function parseFilter(text: string): Filter | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined || tokens.length === 0) return undefined;
  const reader = new Reader(tokens);
  const filter = reader.any();
  return reader.isAtEnd() ? filter : undefined;
}
