import { z } from 'zod';
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

/** The record in an image of a stream, as plain data to be parsed by its schema. */
export const documentOfImage = (image: unknown): unknown =>
  new Map<string, unknown>(Object.entries(unmarshall(imageSchema.parse(image)))).get('doc');
