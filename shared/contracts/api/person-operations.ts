import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import { listing, nothing, reading } from './operation.ts';
import { peopleFilters, personAnswerSchema } from './people.ts';

const person = personAnswerSchema.meta({
  id: 'Person',
  description: 'An employee’s record in the current org chart.',
});

export const listPeopleOperation = listing({
  operationId: 'listPeople',
  tag: 'people',
  summary: 'People of the current org chart, or the one with an address',
  path: '/v1/people',
  permission: 'people.read',
  params: nothing,
  filters: { ...peopleFilters, email: peopleFilters.address.meta({ description: 'The same as `address`.' }) },
  item: person,
});

export const getPersonOperation = reading({
  operationId: 'getPerson',
  tag: 'people',
  summary: 'One person of the current org chart',
  path: '/v1/people/{personId}',
  permission: 'people.read',
  params: z.strictObject({ personId: idSchema('person') }),
  query: nothing,
  answer: person,
});
