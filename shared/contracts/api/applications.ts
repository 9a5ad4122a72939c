import * as z from 'zod';
import { applicationSchema, contactSchema } from '../../domain/application.ts';
import { idSchema } from '../../domain/ids.ts';
import { changing, listing, noAnswer, noBody, nothing, reading } from './operation.ts';

const application = applicationSchema
  .extend({
    contacts: applicationSchema.shape.contacts.nullable().meta({
      description:
        'Who is told when something needs a person; null for a role that sees counts and no names.',
    }),
  })
  .meta({ id: 'Application' });
const params = z.strictObject({ applicationId: idSchema('application') });
const contacts = z
  .array(contactSchema)
  .max(50)
  .meta({ description: 'Who is told when something about this application needs a person.' });

export const listApplications = listing({
  operationId: 'listApplications',
  tag: 'applications',
  summary: 'Applications, oldest first',
  path: '/v1/applications',
  permission: 'applications.read',
  params: nothing,
  filters: {},
  item: application,
});

export const createApplicationOperation = changing({
  operationId: 'createApplication',
  tag: 'applications',
  summary: 'Register an application',
  method: 'POST',
  path: '/v1/applications',
  permission: 'applications.create',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ name: applicationSchema.shape.name, contacts: contacts.default([]) }),
  status: 201,
  answer: application,
  versioned: true,
  idempotent: true,
});

export const getApplication = reading({
  operationId: 'getApplication',
  tag: 'applications',
  summary: 'One application',
  path: '/v1/applications/{applicationId}',
  permission: 'applications.read',
  params,
  query: nothing,
  answer: application,
  versioned: true,
});

export const renameApplicationOperation = changing({
  operationId: 'renameApplication',
  tag: 'applications',
  summary: 'Rename an application',
  method: 'PUT',
  path: '/v1/applications/{applicationId}',
  permission: 'applications.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ name: applicationSchema.shape.name }),
  status: 200,
  answer: application,
  versioned: true,
  ifMatch: true,
});

export const deleteApplicationOperation = changing({
  operationId: 'deleteApplication',
  tag: 'applications',
  summary: 'Delete an application without instances, contracts and spend',
  description:
    'What is in the way is told: 409 with `has-instances`, `has-contracts`, `has-spend` or `is-found-apps`, where apps that were found are this application.',
  method: 'DELETE',
  path: '/v1/applications/{applicationId}',
  permission: 'applications.write',
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 204,
  answer: noAnswer,
  ifMatch: true,
});

export const changeContactsOperation = changing({
  operationId: 'changeContacts',
  tag: 'applications',
  summary: 'Replace the contacts of an application',
  method: 'PUT',
  path: '/v1/applications/{applicationId}/contacts',
  permission: 'applications.write',
  params,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ contacts }),
  status: 200,
  answer: application,
  versioned: true,
  ifMatch: true,
});
