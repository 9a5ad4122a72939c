import * as z from 'zod';
import { type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, createDocument } from 'zod-openapi';
import { type Operation, TAGS } from './operation.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'Stable, for programs.' }),
    detail: z.string().meta({ description: 'For people.' }),
    requestId: z.string(),
    violations: z
      .array(z.object({ field: z.string(), rule: z.string() }))
      .optional()
      .meta({ description: 'Every field that breaks a rule, and the rule.' }),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });

const problemContent = { 'application/problem+json': { schema: problem } };

/** Headers an operation takes beside its own input. */
const headersOf = ({ ifMatch, idempotent }: Operation) =>
  z.object({
    ...(ifMatch
      ? {
          'If-Match': z
            .string()
            .meta({ description: 'The `ETag` of what the change is meant for.', example: '"3"' }),
        }
      : {}),
    ...(idempotent
      ? {
          'Idempotency-Key': z.string().max(255).optional().meta({
            description:
              'A repeat with the same key and the same request gets the same answer for a day; with another request it is refused (422).',
          }),
        }
      : {}),
  });

const requestBody = ({ reads, body }: Operation): Pick<ZodOpenApiOperationObject, 'requestBody'> => {
  if (reads === 'nothing') return {};
  if (reads === 'csv')
    return { requestBody: { required: true, content: { 'text/csv': { schema: z.string() } } } };
  return {
    requestBody: { required: reads === 'json', content: { 'application/json': { schema: body } } },
  };
};

const answerHeaders = ({ answers: { versioned, location } }: Operation) => ({
  ...(versioned ? { ETag: z.string().meta({ description: 'The version, for `If-Match`.' }) } : {}),
  ...(location === undefined ? {} : { Location: z.string().meta({ description: `\`${location}\`` }) }),
});

const success = (operation: Operation) => {
  const { answers } = operation;
  const headers = answerHeaders(operation);
  return {
    description: answers.description,
    ...(answers.type === 'none' ? {} : { content: { [answers.type]: { schema: answers.schema } } }),
    ...(Object.keys(headers).length === 0 ? {} : { headers: z.object(headers) }),
  };
};

/** The answer of an operation that may send a file at once. */
const file = ({ answers: { files } }: Operation): ZodOpenApiOperationObject['responses'] =>
  files === undefined
    ? {}
    : {
        '200': {
          description: 'The file itself.',
          content: Object.fromEntries(files.map((type) => [type, { schema: z.string() }])),
        },
      };

/** The errors an operation can answer; each with the reason in its `code`. */
const problems = (operation: Operation): ZodOpenApiOperationObject['responses'] => {
  const hasBody = operation.reads !== 'nothing';
  const descriptions: readonly (readonly [
    boolean,
    '400' | '401' | '403' | '404' | '409' | '412' | '413' | '415' | '422' | '428',
    string,
  ])[] = [
    [true, '400', 'A field breaks a rule; `violations` names each.'],
    [operation.permission !== null, '401', 'No valid token.'],
    [operation.permission !== null, '403', 'The role or the token’s scope does not reach.'],
    [operation.path.includes('{'), '404', 'There is no such thing.'],
    [operation.access === 'write', '409', 'The present state does not allow it; `code` says why.'],
    [operation.ifMatch, '412', 'It was changed since it was read.'],
    [hasBody, '413', 'Larger than a request may be; use a signed upload.'],
    [hasBody, '415', 'Another content type than the operation reads.'],
    [operation.idempotent, '422', 'The `Idempotency-Key` was used for another request.'],
    [operation.ifMatch, '428', '`If-Match` is missing.'],
  ];
  return Object.fromEntries(
    descriptions
      .filter(([applies]) => applies)
      .map(([, status, description]) => [status, { description, content: problemContent }]),
  );
};

const documented = (operation: Operation): ZodOpenApiOperationObject => ({
  operationId: operation.operationId,
  tags: [operation.tag],
  summary: operation.summary,
  ...(operation.description === undefined ? {} : { description: operation.description }),
  ...(operation.permission === null ? { security: [] } : {}),
  'x-permission': operation.permission ?? 'none',
  requestParams: { path: operation.params, query: operation.query, header: headersOf(operation) },
  ...requestBody(operation),
  responses: {
    [operation.answers.status]: success(operation),
    ...file(operation),
    ...problems(operation),
  },
});

/** The OpenAPI 3.1 document of operations, made from the schemas that judge their requests and answers. */
export const openApiDocument = (operations: readonly Operation[], publicOrigin: string) => {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: documented(operation),
    };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Seatkeeper',
      version: '1',
      description:
        'Lists are paged: `?limit=&cursor=` answers `{ items, nextCursor }`. Things that change carry an `ETag`; send it back in `If-Match`. Unknown fields are refused.',
    },
    servers: [{ url: publicOrigin }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }, { program: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        program: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: `${publicOrigin}/oauth2/token`,
              scopes: { read: 'Read', write: 'Bring data in as well' },
            },
          },
        },
      },
    },
    paths,
  });
};
