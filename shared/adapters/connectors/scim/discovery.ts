import * as z from 'zod';
import type { ScimFound } from '../../../domain/scim.ts';
import type { Instant } from '../../../domain/time.ts';
import type { JsonResult } from '../../http/json-client.ts';

/** Sends GET to a path below the base address. */
export type Get = (path: string) => Promise<JsonResult>;

const supported = z.object({ supported: z.boolean() }).nullish().catch(null);

/** GET /ServiceProviderConfig: RFC 7643 §5, with `pagination` of RFC 9865 §4. */
const configSchema = z.object({
  patch: supported,
  etag: supported,
  filter: z
    .object({ supported: z.boolean(), maxResults: z.int().min(1).nullish().catch(null) })
    .nullish()
    .catch(null),
  pagination: z
    .object({ cursor: z.boolean().catch(false), maxPageSize: z.int().min(1).nullish().catch(null) })
    .nullish()
    .catch(null),
});

/** GET /ResourceTypes and GET /Schemas: lists by RFC 7644 §4, plain arrays at some. */
const listed = <T>(row: z.ZodType<T>) =>
  z.union([z.object({ Resources: z.array(row) }).transform(({ Resources }) => Resources), z.array(row)]);

const typeSchema = z.object({ name: z.string().optional(), id: z.string().optional(), endpoint: z.string() });
const schemaSchema = z.object({ id: z.string().max(200) });

const USERS_PATH = '/Users';
const MOST_SCHEMAS = 50;

const read = <T>(answer: JsonResult, schema: z.ZodType<T>): T | null => {
  if (answer.kind !== 'answer' || answer.status !== 200) return null;
  const parsed = schema.safeParse(answer.json);
  return parsed.success ? parsed.data : null;
};

/** A plain path alone: where an answer names another place, nothing is sent there. */
const usersPathIn = (types: readonly z.infer<typeof typeSchema>[] | null): string => {
  const named = types?.find(({ name, id }) => name === 'User' || id === 'User')?.endpoint ?? USERS_PATH;
  return /^\/[A-Za-z0-9_-]{1,100}$/.test(named) ? named : USERS_PATH;
};

/** What a provider announces of itself. Nothing of it is needed, and nothing of it is believed where an answer says otherwise. */
export const discover = async (get: Get, at: Instant): Promise<ScimFound> => {
  const [config, types, schemas] = await Promise.all([
    get('/ServiceProviderConfig').then((answer) => read(answer, configSchema)),
    get('/ResourceTypes').then((answer) => read(answer, listed(typeSchema))),
    get('/Schemas').then((answer) => read(answer, listed(schemaSchema))),
  ]);
  const sizes = [config?.filter?.maxResults, config?.pagination?.maxPageSize];
  return {
    at,
    patch: config?.patch?.supported ?? null,
    etag: config?.etag?.supported ?? null,
    filter: config?.filter?.supported ?? null,
    maxResults: sizes.find((size) => typeof size === 'number') ?? null,
    cursorPages: config?.pagination?.cursor ?? false,
    usersPath: usersPathIn(types),
    schemas: (schemas ?? []).map(({ id }) => id).slice(0, MOST_SCHEMAS),
  };
};
