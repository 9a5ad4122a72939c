import * as z from 'zod';
import { type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, createDocument } from 'zod-openapi';
import { wordsOfProperty } from './answer-words.ts';
import { type Operation, TAGS } from './operation.ts';
import { wordsOfParameter } from './parameter-words.ts';

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

/** Every error, once: operations refer to it. */
const PROBLEMS = {
  '400': 'A field breaks a rule; `violations` names each.',
  '401': 'No valid token.',
  '403': 'The role or the token’s scope does not reach.',
  '404': 'There is no such thing.',
  '409': 'The present state does not allow it; `code` says why.',
  '412': 'It was changed since it was read.',
  '413': 'Larger than a request may be; use a signed upload.',
  '415': 'Another content type than the operation reads.',
  '422': 'The `Idempotency-Key` was used for another request.',
  '428': '`If-Match` is missing.',
  '429': 'Too many failed attempts from your network (`Retry-After`), or too many requests in a second.',
  '500': 'A fault of ours; its `requestId` finds it in the logs.',
} as const;
type Status = keyof typeof PROBLEMS;

const problemsByStatus = new Map(
  Object.entries(PROBLEMS).map(([status, description]) => [
    status,
    { id: `Problem${status}`, description, content: problemContent },
  ]),
);

const namesInstance = ({ body }: Operation): boolean =>
  body instanceof z.ZodObject && 'instanceId' in body.shape;

/** The errors an operation can answer; each with the reason in its `code`. */
const problems = (operation: Operation): ZodOpenApiOperationObject['responses'] => {
  const hasBody = operation.reads !== 'nothing';
  const answered: readonly (readonly [boolean, Status])[] = [
    [true, '400'],
    [operation.permission !== null, '401'],
    [operation.permission !== null, '403'],
    [operation.path.includes('{') || namesInstance(operation), '404'],
    [operation.access === 'write', '409'],
    [operation.ifMatch, '412'],
    [hasBody, '413'],
    [hasBody, '415'],
    [operation.idempotent, '422'],
    [operation.ifMatch, '428'],
    [true, '429'],
    [true, '500'],
  ];
  return Object.fromEntries(
    answered.flatMap(([applies, status]) => {
      const problem = problemsByStatus.get(status);
      return applies && problem !== undefined ? [[status, problem] as const] : [];
    }),
  );
};

/** Parameters, each with what it means. */
const described = (parameters: z.ZodObject): z.ZodObject =>
  z.object(
    Object.fromEntries(
      Object.entries(parameters.shape).map(([name, schema]) => {
        const description = wordsOfParameter(name);
        const says = !(schema instanceof z.ZodType) || schema.meta()?.description !== undefined;
        return [name, says || description === undefined ? schema : schema.meta({ description })];
      }),
    ),
  );

const documented = (operation: Operation): ZodOpenApiOperationObject => ({
  operationId: operation.operationId,
  tags: [operation.tag],
  summary: operation.summary,
  ...(operation.description === undefined ? {} : { description: operation.description }),
  ...(operation.permission === null ? { security: [] } : {}),
  'x-permission': operation.permission ?? 'none',
  requestParams: {
    path: described(operation.params),
    query: described(operation.query),
    header: headersOf(operation),
  },
  ...requestBody(operation),
  responses: {
    [operation.answers.status]: success(operation),
    ...file(operation),
    ...problems(operation),
  },
});

const schemasSchema = z.record(
  z.string(),
  z.looseObject({ properties: z.record(z.string(), z.looseObject({})).optional() }),
);

/** Schemas, each property with what it means. */
const withWords = (schemas: unknown) =>
  Object.fromEntries(
    Object.entries(schemasSchema.parse(schemas)).map(([name, { properties, ...schema }]) => {
      const described = Object.entries(properties ?? {}).map(([property, of]) => {
        const description = wordsOfProperty(name, property);
        const isSaid = 'description' in of || description === undefined;
        return [property, isSaid ? of : { ...of, description }] as const;
      });
      return [
        name,
        properties === undefined ? schema : { ...schema, properties: Object.fromEntries(described) },
      ] as const;
    }),
  );

/** The OpenAPI 3.1 document of operations, made from the schemas that judge their requests and answers. */
export const openApiDocument = (operations: readonly Operation[], publicOrigin: string) => {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: documented(operation),
    };
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Seatkeeper',
      version: '1',
      description:
        'Lists are paged: `?limit=&cursor=` answers `{ items, nextCursor }`; one that takes no `limit` answers all of it. Things that change carry an `ETag`; send it back in `If-Match`. Unknown fields are refused. Users and groups of an identity provider come in at `/scim/v2`, which describes itself at `/scim/v2/Schemas`.',
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
  const { components } = document;
  return { ...document, components: { ...components, schemas: withWords(components?.schemas ?? {}) } };
};
