import { z } from 'zod';
import { addressSchema } from '../../domain/address.ts';
import { orgChartSchema } from '../../domain/import.ts';
import { personSchema } from '../../domain/person.ts';

/** Query of `GET /v1/people`: all people page by page, or the one with an address (email or alias). */
export const peopleQuerySchema = z.strictObject({
  address: addressSchema.optional(),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const personAnswerSchema = personSchema;

/** A page of people. A cursor outlives a new org chart only as far as the version it began in is kept. */
export const peopleAnswerSchema = z.strictObject({
  people: z.array(personAnswerSchema),
  next: z.string().nullable(),
});

/** Answer of `GET /v1/org-chart`. */
export const orgChartAnswerSchema = orgChartSchema.omit({ version: true });
