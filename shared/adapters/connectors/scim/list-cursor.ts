import * as z from 'zod';
import { CorruptDataError } from '../../../errors.ts';

/** Where the list of users stands, at a server that pages by index. */
const byIndexSchema = z.strictObject({
  way: z.literal('index'),
  /** Which reading of the whole list, from 1. */
  pass: z.int().min(1),
  /** Rows of this reading so far, by position. */
  read: z.int().min(0),
  /** What the server counts the first row as; null while that is not known. */
  base: z.union([z.literal(0), z.literal(1)]).nullable(),
  /** The page before: its first and last user, and its rows. */
  before: z.strictObject({ first: z.string(), last: z.string(), rows: z.int().min(1) }).nullable(),
  /** Whether the rows of this reading did not follow each other. */
  moved: z.boolean(),
  /** How many the server says there are. */
  total: z.int().min(0).nullable(),
});
export type IndexCursor = z.infer<typeof byIndexSchema>;

/** The same at a server that pages by cursor. */
const byCursorSchema = z.strictObject({ way: z.literal('cursor'), cursor: z.string().min(1) });

const cursorSchema = z.discriminatedUnion('way', [byIndexSchema, byCursorSchema]);
export type ListCursor = z.infer<typeof cursorSchema>;

/** The beginning of a reading. */
export const beginning = (pass: number, base: IndexCursor['base'], total: number | null): IndexCursor => ({
  way: 'index',
  pass,
  read: 0,
  base,
  before: null,
  moved: false,
  total,
});

export const writeListCursor = (cursor: ListCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** @throws CorruptDataError where the text is no cursor of ours. */
export const readListCursor = (text: string): ListCursor => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new CorruptDataError('A cursor of the list of users cannot be read.', { cause: error });
  }
};
