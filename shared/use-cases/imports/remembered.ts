import type * as z from 'zod';
import { ruleInWords } from '../../domain/rule-in-words.ts';

/** What a schema makes of a text, or what is wrong with it. */
export type Judged<T> = { readonly value: T } | { readonly fault: string };

/** Texts that are remembered; then it begins anew. */
const MOST = 50_000;

/** A text of its own: what was cut out of a file may keep a piece of the file in memory as long as it is there. */
const ownCopy = (text: string): string => Array.from(text).join('');

/**
 * Judges texts by a schema, and remembers what came of each: files say the same addresses and names over and over, and looking one up
 * takes a tenth of judging it again. What a schema says has to follow from the text alone.
 */
export const remembered = <T>(schema: z.ZodType<T>): ((text: unknown) => Judged<T>) => {
  const known = new Map<unknown, Judged<T>>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const own = typeof text === 'string' ? ownCopy(text) : text;
    const parsed = schema.safeParse(own);
    const judged = parsed.success ? { value: parsed.data } : { fault: ruleInWords(parsed.error.issues[0]) };
    if (known.size >= MOST) known.clear();
    known.set(own, judged);
    return judged;
  };
};
