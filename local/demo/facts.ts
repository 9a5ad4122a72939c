/** A thing the demo checks: it holds, it is broken, or nobody could look. */
export interface Fact {
  readonly name: string;
  readonly result: 'holds' | 'BROKEN' | 'not checked';
  readonly detail: string;
}

const MAX_DETAIL = 300;

/** Collects facts under the names that the result table shows. */
export class Facts {
  readonly #facts: Fact[] = [];

  check(name: string, holds: boolean, detail: string): void {
    this.#facts.push({ name, result: holds ? 'holds' : 'BROKEN', detail: detail.slice(0, MAX_DETAIL) });
  }

  /** Two sets of names must be the same; the detail names who is missing and who is too many. */
  same(name: string, expected: Iterable<string>, found: Iterable<string>): void {
    const [want, have] = [new Set(expected), new Set(found)];
    const missing = [...want.difference(have)];
    const beyond = [...have.difference(want)];
    const trouble = [...missing.map((one) => `missing ${one}`), ...beyond.map((one) => `unexpected ${one}`)];
    this.check(
      name,
      trouble.length === 0,
      trouble.length === 0 ? `${String(want.size)} of ${String(want.size)}` : trouble.join(', '),
    );
  }

  notChecked(name: string, why: string): void {
    this.#facts.push({ name, result: 'not checked', detail: why });
  }

  all(): readonly Fact[] {
    return this.#facts;
  }

  broken(): readonly Fact[] {
    return this.#facts.filter(({ result }) => result === 'BROKEN');
  }

  /** The result table, a line a fact. */
  table(): string {
    const width = Math.max(...this.#facts.map(({ name }) => name.length));
    return this.#facts
      .map(({ name, result, detail }) => `${result.padEnd(11)}  ${name.padEnd(width)}  ${detail}`)
      .join('\n');
  }
}
