import { ScimRefusal, quoted } from './refusal.ts';

/** A piece of a filter or of a path with one in it. */
export type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'sign'; readonly text: '(' | ')' | '[' | ']' | '.' };

/** Characters of a filter: names, ids and addresses of a few terms are far below. */
export const MAX_FILTER_CHARACTERS = 4_000;

// A word takes in colons, dots and digits of a URN; what of it is the URN is told by the schemas.
const TOKEN =
  /\s*(?:(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.:$-])|(?<word>[A-Za-z$][\w$:.-]*)|(?<sign>[()[\].]))/y;

const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const isSign = (text: string): text is Extract<Token, { kind: 'sign' }>['text'] =>
  text.length === 1 && '()[].'.includes(text);

/** The text of a JSON string; none where its escapes are not those of JSON, or make half a character. */
const unescaped = (text: string): string | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' && value.isWellFormed() ? value : undefined;
  } catch {
    return undefined;
  }
};

const tokenOf = (groups: Readonly<Record<string, string | undefined>>): Token | undefined => {
  const { string, number, word, sign } = groups;
  if (string !== undefined) {
    const value = unescaped(string);
    return value === undefined ? undefined : { kind: 'literal', value };
  }
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  if (word !== undefined) {
    const literal = LITERALS.get(word.toLowerCase());
    return literal === undefined ? { kind: 'word', text: word } : { kind: 'literal', value: literal };
  }
  return sign !== undefined && isSign(sign) ? { kind: 'sign', text: sign } : undefined;
};

/** The pieces of a filter (RFC 7644 §3.4.2.2, figure 1). Throws a refusal of the given type where something is none. */
export const tokensOf = (text: string, refusal: 'invalidFilter' | 'invalidPath'): readonly Token[] => {
  if (text.length > MAX_FILTER_CHARACTERS)
    throw new ScimRefusal(
      refusal,
      `A filter or path has at most ${String(MAX_FILTER_CHARACTERS)} characters.`,
    );
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  let at = 0;
  while (at < end) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    const token = match?.groups === undefined ? undefined : tokenOf(match.groups);
    if (token === undefined)
      throw new ScimRefusal(refusal, `${quoted(text)} can’t be read from character ${String(at + 1)} on.`);
    tokens.push(token);
    at = TOKEN.lastIndex;
  }
  return tokens;
};
