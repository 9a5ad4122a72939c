import { z } from 'zod';
import type { Synthesized } from './synthesized.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: oneOrMore(z.string()), Resource: z.unknown() })),
  }),
});

/** Constructs of the functions that may do something to a resource whose description holds a text. */
export const whoMay = (service: Synthesized, action: string, resource: string): string[] =>
  Object.entries(service.resources('AWS::IAM::Policy'))
    .filter(([, { Properties }]) =>
      policySchema
        .parse(Properties)
        .PolicyDocument.Statement.some(
          ({ Action, Resource }) => Action.includes(action) && JSON.stringify(Resource).includes(resource),
        ),
    )
    .map(([id]) => id.replace(/RoleDefaultPolicy.*$/, ''))
    .sort();
