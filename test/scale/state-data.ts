import { isObject } from './dynamodb-units.ts';

/** What kind of state data a text is: its keys, and the outcome it tells. */
const kindOf = (text: string): string => {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) return 'no object';
  const { outcome = '' } = value;
  return `${Object.keys(value).sort().join(' ')} ${JSON.stringify(outcome)}`;
};

/** Bytes of the largest text of each kind. */
export type Kinds = ReadonlyMap<string, number>;

export const largestByKind = (texts: readonly string[]): Kinds => {
  const kinds = new Map<string, number>();
  for (const text of texts) {
    const kind = kindOf(text);
    kinds.set(kind, Math.max(kinds.get(kind) ?? 0, Buffer.byteLength(text)));
  }
  return kinds;
};

/** The largest of each kind over several. */
export const largestOf = (all: readonly Kinds[]): Kinds => {
  const kinds = new Map<string, number>();
  for (const [kind, bytes] of all.flatMap((one) => [...one]))
    kinds.set(kind, Math.max(kinds.get(kind) ?? 0, bytes));
  return kinds;
};
