import * as z from 'zod';
import { nothing, reading } from './operation.ts';

export const getHealth = reading({
  operationId: 'getHealth',
  tag: 'service',
  summary: 'Whether the API answers',
  path: '/v1/health',
  permission: null,
  params: nothing,
  query: nothing,
  answer: z.object({ status: z.literal('ok') }),
});

export const getOpenApi = reading({
  operationId: 'getOpenApi',
  tag: 'service',
  summary: 'This document',
  path: '/v1/openapi.json',
  permission: null,
  params: nothing,
  query: nothing,
  answer: z.looseObject({ openapi: z.string() }),
});
