import { addressSchema } from '../../domain/address.ts';
import { orgChartSchema } from '../../domain/import.ts';
import { personSchema } from '../../domain/person.ts';

/** Filters of `GET /v1/people`: the one person with an address, be it the email or an alias. */
export const peopleFilters = { address: addressSchema.optional() };

/** A person as shown. */
export const personAnswerSchema = personSchema;

/** Answer of `GET /v1/org-chart`. */
export const orgChartAnswerSchema = orgChartSchema.omit({ version: true });
