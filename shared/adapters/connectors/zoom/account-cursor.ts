import * as z from 'zod';
import { type AccountStatus, accountStatusSchema } from '../../../domain/account.ts';
import { CorruptDataError } from '../../../errors.ts';

/** Where the list of all users stands: which status is being listed, and Zoom's own page token within it. */
const cursorSchema = z.strictObject({ status: accountStatusSchema, pageToken: z.string().min(1).nullable() });
export type AccountCursor = z.infer<typeof cursorSchema>;

const ORDER: readonly AccountStatus[] = ['active', 'inactive', 'pending'];

export const FIRST_STATUS: AccountCursor = { status: 'active', pageToken: null };

/** The status listed next, or null after the last. */
export const statusAfter = (status: AccountStatus): AccountStatus | null =>
  ORDER[ORDER.indexOf(status) + 1] ?? null;

export const writeCursor = (cursor: AccountCursor): string =>
  Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** @throws CorruptDataError where the text is no cursor of ours. */
export const readCursor = (text: string): AccountCursor => {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (error) {
    throw new CorruptDataError('A cursor of the account list cannot be read.', { cause: error });
  }
};
