import { type Token, tokensOf } from './filter-tokens.ts';
import { ScimRefusal, quoted } from './refusal.ts';

const COMPARISONS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A filter (RFC 7644 §3.4.2.2). Names are as they were written; operators are in lower case. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'present'; readonly name: string }
  | {
      readonly kind: 'compare';
      readonly name: string;
      readonly op: Comparison;
      readonly value: string | number | boolean | null;
    }
  /** Some element of a list meets the filter. */
  | { readonly kind: 'element'; readonly name: string; readonly filter: Filter };

/** Brackets within brackets, and terms: what a person writes has a few of each. */
const MAX_DEPTH = 20;
const MAX_TERMS = 50;

type RefusalType = 'invalidFilter' | 'invalidPath';

const isComparison = (text: string): text is Comparison => COMPARISONS.some((each) => each === text);

/** Reads tokens from the left to the right; one for each filter. */
export class FilterReader {
  readonly #text: string;
  readonly #refusal: RefusalType;
  readonly #tokens: readonly Token[];
  #at = 0;
  #terms = 0;

  constructor(text: string, refusal: RefusalType) {
    this.#text = text;
    this.#refusal = refusal;
    this.#tokens = tokensOf(text, refusal);
  }

  /** The refusal of what was sent. */
  refused(reason: string): ScimRefusal {
    return new ScimRefusal(this.#refusal, `${quoted(this.#text)} is not valid: ${reason}.`);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Takes the next token where it is this sign. */
  takeSign(sign: string): boolean {
    const token = this.#tokens[this.#at];
    const found = token?.kind === 'sign' && token.text === sign;
    if (found) this.#at += 1;
    return found;
  }

  takeWord(what: string): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'word') throw this.refused(`${what} is missing`);
    this.#at += 1;
    return token.text;
  }

  #takeKeyword(keyword: string): boolean {
    const token = this.#tokens[this.#at];
    const found = token?.kind === 'word' && token.text.toLowerCase() === keyword;
    if (found) this.#at += 1;
    return found;
  }

  /** `or` binds the weakest, `not` the strongest (RFC 7644 §3.4.2.2, table 5). */
  readFilter(depth = 0): Filter {
    if (depth > MAX_DEPTH)
      throw this.refused(`it has more than ${String(MAX_DEPTH)} brackets within another`);
    let left = this.#readAnd(depth);
    while (this.#takeKeyword('or')) left = { kind: 'or', left, right: this.#readAnd(depth) };
    return left;
  }

  #readAnd(depth: number): Filter {
    let left = this.#readTerm(depth);
    while (this.#takeKeyword('and')) left = { kind: 'and', left, right: this.#readTerm(depth) };
    return left;
  }

  #readTerm(depth: number): Filter {
    this.#terms += 1;
    if (this.#terms > MAX_TERMS) throw this.refused(`it has more than ${String(MAX_TERMS)} terms`);
    if (this.takeSign('(')) return this.#closed(depth, ')');
    if (this.#takeKeyword('not')) {
      if (!this.takeSign('(')) throw this.refused('after not there has to be a bracket');
      return { kind: 'not', filter: this.#closed(depth, ')') };
    }
    const name = this.takeWord('an attribute');
    return this.takeSign('[') ? this.#readElement(name, depth) : this.#readComparison(name);
  }

  #closed(depth: number, sign: ')' | ']'): Filter {
    const filter = this.readFilter(depth + 1);
    if (!this.takeSign(sign)) throw this.refused(`${sign} is missing`);
    return filter;
  }

  /** The filter of a list's elements, whose bracket is open. */
  readElements(): Filter {
    return this.#closed(0, ']');
  }

  /** `emails[type eq "work"]`, or with `.value eq "…"` behind it, as Entra ID asks: one element has to meet both. */
  #readElement(name: string, depth: number): Filter {
    const filter = this.#closed(depth, ']');
    if (!this.takeSign('.')) return { kind: 'element', name, filter };
    const right = this.#readComparison(this.takeWord('a sub-attribute'));
    return { kind: 'element', name, filter: { kind: 'and', left: filter, right } };
  }

  #readComparison(name: string): Filter {
    const op = this.takeWord('an operator').toLowerCase();
    if (op === 'pr') return { kind: 'present', name };
    if (!isComparison(op)) throw this.refused(`${quoted(op)} is no operator`);
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'literal') throw this.refused('a value in double quotes is missing');
    this.#at += 1;
    return { kind: 'compare', name, op, value: token.value };
  }
}

/** Reads a filter. Throws a refusal (`invalidFilter`) where it is none. */
export const parseFilter = (text: string): Filter => {
  const reader = new FilterReader(text, 'invalidFilter');
  const filter = reader.readFilter();
  if (!reader.isAtEnd) throw reader.refused('there is something behind its end');
  return filter;
};
