import { defaultRoleSchema } from '../../domain/default-role.ts';
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

const defaultRole = defaultRoleSchema.meta({
  id: 'DefaultRole',
  description:
    'The role of users whom the identity provider pushes without one; Limited User at version 0, while nobody has set any.',
});

export const getDefaultRole = reading({
  operationId: 'getDefaultRole',
  tag: 'access',
  summary: 'The role of who is pushed without one',
  path: '/v1/organization/default-role',
  permission: 'users.read',
  params: nothing,
  query: nothing,
  answer: defaultRole,
  versioned: true,
});

export const changeDefaultRoleOperation = changing({
  operationId: 'changeDefaultRole',
  tag: 'access',
  summary: 'Say what role who is pushed without one gets',
  description:
    'Holds for users who are pushed from then on; nobody who is there already gets another role. A built-in role but `super-admin`, or the id of a custom one, which can’t be deleted while it is the default.',
  method: 'PUT',
  path: '/v1/organization/default-role',
  permission: 'users.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: defaultRoleSchema.omit({ version: true }),
  status: 200,
  answer: defaultRole,
  versioned: true,
  ifMatch: true,
});
