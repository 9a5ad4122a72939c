const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

type Wanted = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const endOf = (pattern: RegExp, text: string, at: number): number | undefined => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
};

/**
 * Where a text that is not JSON (RFC 8259) stops being it: the index of the first token that can't stand there, or the length where
 * it ends too early. V8 says the position in some of its messages only.
 */
export const brokenAt = (text: string): number => {
  const open: ('{' | '[')[] = [];
  let wanted: Wanted = 'value';
  let at = 0;
  const afterValue = (): Wanted => (open.length === 0 ? 'nothing' : 'comma-or-end');
  for (;;) {
    at = endOf(SPACE, text, at) ?? at;
    const character = text[at];
    if (character === undefined) return at;
    const closes = open.at(-1) === '{' ? '}' : ']';
    if (character === closes && open.length > 0 && wanted.endsWith('or-end')) {
      open.pop();
      wanted = afterValue();
      at += 1;
    } else if (wanted === 'comma-or-end' && character === ',') {
      wanted = open.at(-1) === '{' ? 'key' : 'value';
      at += 1;
    } else if (wanted === 'colon' && character === ':') {
      wanted = 'value';
      at += 1;
    } else if (wanted === 'key' || wanted === 'key-or-end') {
      const end = endOf(STRING, text, at);
      if (end === undefined) return at;
      wanted = 'colon';
      at = end;
    } else if (wanted === 'value' || wanted === 'value-or-end') {
      if (character === '{' || character === '[') {
        open.push(character);
        wanted = character === '{' ? 'key-or-end' : 'value-or-end';
        at += 1;
        continue;
      }
      const end = endOf(STRING, text, at) ?? endOf(SCALAR, text, at);
      if (end === undefined) return at;
      wanted = afterValue();
      at = end;
    } else return at;
  }
};
