import * as z from 'zod';
import { idSchema } from '../../domain/ids.ts';
import {
  addExemptionSchema,
  changeExemptionSchema,
  exemptionAnswerSchema,
  exemptionsFilters,
} from './exemptions.ts';
import { changing, listing, noBody, nothing, reading } from './operation.ts';

const params = z.strictObject({ exemptionId: idSchema('exemption') });
const exemption = exemptionAnswerSchema.meta({
  id: 'Exemption',
  description: 'Somebody who is never downgraded or deprovisioned while it is in force.',
});

export const listExemptionsOperation = listing({
  operationId: 'listExemptions',
  tag: 'protections',
  summary: 'The exempt list of a scope',
  path: '/v1/exemptions',
  permission: 'exemptions.read',
  params: nothing,
  filters: exemptionsFilters,
  item: exemption,
});

export const addExemptionOperation = changing({
  operationId: 'addExemption',
  tag: 'protections',
  summary: 'Add somebody to an exempt list',
  method: 'POST',
  path: '/v1/exemptions',
  permission: 'exemptions.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: addExemptionSchema,
  status: 201,
  answer: exemption,
  versioned: true,
  idempotent: true,
});

export const getExemptionOperation = reading({
  operationId: 'getExemption',
  tag: 'protections',
  summary: 'One exemption',
  path: '/v1/exemptions/{exemptionId}',
  permission: 'exemptions.read',
  params,
  query: nothing,
  answer: exemption,
  versioned: true,
});

export const changeExemptionOperation = changing({
  operationId: 'changeExemption',
  tag: 'protections',
  summary: 'Change owner, reason, start or end of an exemption',
  description: 'What is left out stays.',
  method: 'PATCH',
  path: '/v1/exemptions/{exemptionId}',
  permission: 'exemptions.write',
  params,
  query: nothing,
  reads: 'json',
  body: changeExemptionSchema,
  status: 200,
  answer: exemption,
  versioned: true,
  ifMatch: true,
});

export const removeExemptionOperation = changing({
  operationId: 'removeExemption',
  tag: 'protections',
  summary: 'End an exemption now',
  description: 'The entry stays and says when. A plan that was sealed before stays bound by it.',
  method: 'DELETE',
  path: '/v1/exemptions/{exemptionId}',
  permission: 'exemptions.write',
  params,
  query: nothing,
  reads: 'nothing',
  body: noBody,
  status: 200,
  answer: exemption,
  versioned: true,
});
