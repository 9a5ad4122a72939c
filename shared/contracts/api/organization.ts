import { organizationSchema } from '../../domain/support-contact.ts';
import { changing, nothing, reading } from './operation.ts';

const organization = organizationSchema.meta({
  id: 'SupportContact',
  description:
    'Whom people of the company ask about Seatkeeper, as the answer page, mails, sign-in and error pages show it. Null where nobody is named; version 0 where nobody ever was.',
});

export const getSupportContact = reading({
  operationId: 'getSupportContact',
  tag: 'service',
  summary: 'Whom to ask, when, and how soon they answer',
  path: '/v1/organization/support-contact',
  permission: 'me.read',
  params: nothing,
  query: nothing,
  answer: organization,
  versioned: true,
});

export const changeSupportContactOperation = changing({
  operationId: 'changeSupportContact',
  tag: 'service',
  summary: 'Say whom to ask',
  description:
    'Replaces the contact whole; null names nobody. Error pages may show the contact of before for up to a minute.',
  method: 'PUT',
  path: '/v1/organization/support-contact',
  permission: 'organization.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: organizationSchema.omit({ version: true }),
  status: 200,
  answer: organization,
  versioned: true,
  ifMatch: true,
});
