import * as z from 'zod';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** One value as DynamoDB writes it (DynamoDB API reference, "AttributeValue"); of those our records are made of. */
const valueSchema = z.union([
  z.object({ S: z.string() }),
  z.object({ N: z.string() }),
  z.object({ BOOL: z.boolean() }),
  z.object({ NULL: z.literal(true) }),
  z.object({
    get M() {
      return imageSchema;
    },
  }),
  z.object({
    get L(): z.ZodArray<typeof valueSchema> {
      return z.array(valueSchema);
    },
  }),
]);
const imageSchema: z.ZodRecord<z.ZodString, typeof valueSchema> = z.record(z.string(), valueSchema);

/** Where ElectroDB writes down which entity (with us: which collection) a row is of. */
export const COLLECTION_FIELD = '__edb_e__';

/** The record in an image of a stream, as plain data to be parsed by its schema; undefined where it is of another collection. */
export const documentOfImage = (collection: string, image: unknown): unknown => {
  const row = new Map<string, unknown>(Object.entries(unmarshall(imageSchema.parse(image))));
  return row.get(COLLECTION_FIELD) === collection ? row.get('doc') : undefined;
};
