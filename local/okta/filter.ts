import { filterTokens, type FilterToken } from './filter-tokens.ts';

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'pr', 'gt', 'ge', 'lt', 'le'] as const;

export type Operator = (typeof OPERATORS)[number];

/** A SCIM filter (RFC 7644 §3.4.2.2) without value paths. */
export type Filter =
  | {
      readonly kind: 'compare';
      readonly attribute: string;
      readonly operator: Operator;
      readonly value: string;
    }
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter };

/** What is wrong with a filter, in Okta's manner. */
class FilterFault extends Error {}

function isOperator(text: string): text is Operator {
  return OPERATORS.some((operator) => operator === text);
}

/** One filter being read; `and` binds more strongly than `or`. */
class Reader {
  readonly #tokens: readonly FilterToken[];
  #next = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens;
  }

  whole(): Filter {
    const filter = this.#either();
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw new FilterFault(`Unexpected '${rest.text}' at position ${rest.at}.`);
    return filter;
  }

  #either(): Filter {
    let left = this.#both();
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#both() };
    return left;
  }

  #both(): Filter {
    let left = this.#one();
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#one() };
    return left;
  }

  #one(): Filter {
    if (this.#takeWord('not')) return { kind: 'not', inner: this.#one() };
    if (this.#takeWord('(')) {
      const inner = this.#either();
      if (!this.#takeWord(')')) throw new FilterFault('A bracket is not closed.');
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Filter {
    const attribute = this.#take('an attribute').text;
    const { text, at } = this.#take('an operator');
    const operator = text.toLowerCase();
    if (!isOperator(operator))
      throw new FilterFault(
        `Unrecognized attribute operator '${text}' at position ${at}. Expected: ${OPERATORS.join(',')}`,
      );
    const value = operator === 'pr' ? '' : this.#take('a value').text;
    return { kind: 'compare', attribute, operator, value };
  }

  #take(what: string): FilterToken {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new FilterFault(`Expected ${what} at the end.`);
    this.#next += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    const isThere = token?.isText === false && token.text.toLowerCase() === word;
    if (isThere) this.#next += 1;
    return isThere;
  }
}

type Parsed =
  { readonly kind: 'filter'; readonly filter: Filter } | { readonly kind: 'wrong'; readonly why: string };

export function parseFilter(text: string): Parsed {
  const wrong = (why: string): Parsed => ({ kind: 'wrong', why: `Invalid filter '${text}': ${why}` });
  const tokens = filterTokens(text);
  if (tokens === undefined) return wrong('A quotation mark is not closed.');
  try {
    return { kind: 'filter', filter: new Reader(tokens).whole() };
  } catch (error) {
    if (error instanceof FilterFault) return wrong(error.message);
    throw error;
  }
}

/** Every comparison of a filter. */
export function comparisonsOf(filter: Filter): readonly Extract<Filter, { kind: 'compare' }>[] {
  switch (filter.kind) {
    case 'compare':
      return [filter];
    case 'not':
      return comparisonsOf(filter.inner);
    case 'and':
    case 'or':
      return [...comparisonsOf(filter.left), ...comparisonsOf(filter.right)];
  }
}
