import * as z from 'zod';
import { policySchema } from '../../domain/policy.ts';
import { changing, nothing, reading } from './operation.ts';

const policy = policySchema.meta({
  id: 'Policy',
  description: 'The organization’s rules for every workflow. Version 0 is the default of this deployment.',
});

export const getPolicy = reading({
  operationId: 'getPolicy',
  tag: 'protections',
  summary: 'The provisioning policy in force',
  path: '/v1/provisioning-policy',
  permission: 'policy.read',
  params: nothing,
  query: nothing,
  answer: policy,
  versioned: true,
});

export const changePolicyOperation = changing({
  operationId: 'changePolicy',
  tag: 'protections',
  summary: 'Replace the provisioning policy',
  description:
    'What is left out gets its default, but `observations`, which stay as they are. The kill switch is not part of it. Open runs go on with the policy they started with.',
  method: 'PUT',
  path: '/v1/provisioning-policy',
  permission: 'policy.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: policySchema
    .omit({ killSwitch: true, version: true })
    .extend({ observations: policySchema.shape.observations.unwrap().optional() }),
  status: 200,
  answer: policy,
  versioned: true,
  ifMatch: true,
});

export const setKillSwitchOperation = changing({
  operationId: 'setKillSwitch',
  tag: 'protections',
  summary: 'Stop all acting, or allow it again',
  method: 'PUT',
  path: '/v1/kill-switch',
  permission: 'kill-switch.write',
  params: nothing,
  query: nothing,
  reads: 'json',
  body: z.strictObject({ on: z.boolean(), reason: z.string().trim().max(500).default('') }),
  status: 200,
  answer: policy,
  versioned: true,
});
