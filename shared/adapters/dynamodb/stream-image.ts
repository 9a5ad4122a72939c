import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** The record in an image of a stream, as plain data to be parsed by its schema. */
export const documentOfImage = (image: Record<string, AttributeValue>): unknown =>
  new Map<string, unknown>(Object.entries(unmarshall(image))).get('doc');
