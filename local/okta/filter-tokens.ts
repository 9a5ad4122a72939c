/** A piece of a filter and where it begins. */
export interface FilterToken {
  readonly text: string;
  readonly at: number;
  /** Quoted: never an operator. */
  readonly isText: boolean;
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([()])|([^\s()"]+))/y;

/** Words, quoted texts and brackets; undefined when a quotation mark is left open. */
export function filterTokens(filter: string): readonly FilterToken[] | undefined {
  const tokens: FilterToken[] = [];
  TOKEN.lastIndex = 0;
  while (filter.slice(TOKEN.lastIndex).trim() !== '') {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(filter);
    if (found === null) return undefined;
    const [, quoted, bracket, word] = found;
    const at = from + found[0].length - found[0].trimStart().length;
    if (quoted === undefined) tokens.push({ text: bracket ?? word ?? '', at, isText: false });
    else tokens.push({ text: quoted.replaceAll(/\\(.)/g, '$1'), at, isText: true });
  }
  return tokens;
}
