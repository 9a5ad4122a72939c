import { z } from 'zod';

/** A SCIM service that is asked in this process; the body of its answer. */
export type Service = (method: string, path: string, body?: unknown) => Promise<string>;

/** What the benchmark reads of an answer. */
const resourceSchema = z.object({ id: z.string(), userName: z.string(), active: z.boolean() });
const listSchema = z.object({ totalResults: z.int(), Resources: z.array(resourceSchema).default([]) });

/** A user as an answer has them. */
export const readUser = (text: string): z.infer<typeof resourceSchema> =>
  resourceSchema.parse(JSON.parse(text));

/** What of an answer has to be the same on both sides: of a user who they are, of a list who is in it. */
export const gist = (text: string): string => {
  const json: unknown = JSON.parse(text);
  const { data } = listSchema.safeParse(json);
  if (data !== undefined)
    return `${String(data.totalResults)}: ${data.Resources.map(({ userName }) => userName).join(' ')}`;
  const { userName, active } = resourceSchema.parse(json);
  return `${userName} ${String(active)}`;
};
