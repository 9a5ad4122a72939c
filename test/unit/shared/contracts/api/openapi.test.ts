import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadApiRoutes } from '../../../../../functions/api/routes.ts';
import { openApiDocument } from '../../../../../shared/contracts/api/openapi.ts';

const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  description: z.string().optional(),
});
const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(parameterSchema).default([]),
  responses: z.record(z.string(), z.looseObject({})),
});
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({
    responses: z.record(z.string(), z.looseObject({ description: z.string() })),
    schemas: z.record(
      z.string(),
      z.looseObject({ properties: z.record(z.string(), z.looseObject({})).default({}) }),
    ),
  }),
});

const routes = await loadApiRoutes();
const document = documentSchema.parse(
  openApiDocument(
    routes.map(({ operation }) => operation),
    'https://seatkeeper.example.com',
  ),
);
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
const operation = (id: string) => operations.find(({ operationId }) => operationId === id);

describe('the OpenAPI document', () => {
  it('says what every parameter means', () => {
    const silent = operations.flatMap(({ operationId, parameters }) =>
      parameters
        .filter(({ description = '' }) => description === '')
        .map(({ name }) => `${operationId} ${name}`),
    );
    expect(operations.length).toBeGreaterThan(100);
    expect(silent).toEqual([]);
  });

  it('says what every property of an answer means', () => {
    const properties = Object.entries(document.components.schemas).flatMap(([schema, of]) =>
      Object.entries(of.properties).map(([name, property]) => ({ name: `${schema}.${name}`, property })),
    );
    const silent = properties.filter(({ property }) => !('description' in property) && !('$ref' in property));
    expect(properties.length).toBeGreaterThan(400);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });

  it('keeps what an operation says of its parameters itself', () => {
    const said = operation('listAuditEvents')?.parameters.find(({ name }) => name === 'from');
    expect(said?.description).toBe('First moment, included.');
    const shared = operation('listUsage')?.parameters.map(({ name, description }) => [name, description]);
    expect(shared).toContainEqual(['from', 'The first day, included.']);
    expect(shared).toContainEqual(['instanceId', 'The instance: an id that begins with `ins_`.']);
  });

  it('names the errors of every operation, each described once', () => {
    for (const { operationId, responses } of operations) {
      expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(['400', '429', '500']));
      for (const [status, response] of Object.entries(responses))
        if (status >= '400')
          expect(response, `${operationId} ${status}`).toEqual({
            $ref: `#/components/responses/Problem${status}`,
          });
    }
    expect(document.components.responses['Problem428']?.description).toBe('`If-Match` is missing.');
  });

  it('says that what a body names may not be there', () => {
    expect(Object.keys(operation('createWorkflow')?.responses ?? {})).toContain('404');
    expect(Object.keys(operation('createApplication')?.responses ?? {})).not.toContain('404');
  });
});
