import * as z from 'zod';
import { idSchema } from '../domain/ids.ts';
import { noticesField } from './api/act-notices.ts';
import { receiptSchema } from './api/imports.ts';

/**
 * What lies beside a file of the drop folder once it was read, as `<name>.receipt.json`. Names lines, and nobody's name or address.
 * `unchanged`: the same is there already, or was imported before. `held`: an admin has to commit it.
 */
export const dropReceiptSchema = receiptSchema.extend({
  /** The file's key in the bucket. */
  file: z.string().min(1),
  /** Null where the file's place says nothing that could be imported. */
  importId: idSchema('import').nullable(),
  kind: receiptSchema.shape.kind.nullable(),
  result: z.enum([...receiptSchema.shape.result.options, 'held']),
  /** SHA-256, hex, of what the rows say; null where they were not read. */
  contentHash: z.string().length(64).nullable(),
  ...noticesField,
});
export type DropReceipt = z.infer<typeof dropReceiptSchema>;
