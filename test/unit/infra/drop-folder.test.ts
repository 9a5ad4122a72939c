import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { synthesize } from '../../support/synthesized.ts';

const { service } = synthesize('prod');

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: oneOrMore(z.string()), Resource: z.unknown() })),
  }),
});

/** Constructs of the functions that may do something to a resource whose description holds a text. */
const whoMay = (action: string, resource: string): string[] =>
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

const queueOf = (name: string): string => {
  const found = Object.keys(service.resources('AWS::SQS::Queue')).find((id) =>
    id.startsWith(`Imports${name}Queue`),
  );
  if (found === undefined) throw new Error(`There is no queue of ${name}.`);
  return found;
};

describe('the drop folder', () => {
  it('is read and given receipts by one function, which no other folder’s events reach', () => {
    expect(whoMay('s3:GetObject', '/drop/*')).toEqual(['ErasePerson', 'ReadDrop']);
    expect(whoMay('s3:PutObject', '/drop/*')).toEqual(['ReadDrop']);
    expect(whoMay('sqs:ReceiveMessage', queueOf('Drops'))).toEqual(['ReadDrop']);
    expect(whoMay('sqs:ReceiveMessage', queueOf('Uploads'))).toEqual(['ReadUpload']);
  });

  it.each([
    ['Drops', 'drop/'],
    ['Uploads', 'uploads/'],
  ])('has the events of %s in a queue of their own', (name, prefix) => {
    const rules = Object.values(service.resources('AWS::Events::Rule')).filter(({ Properties }) =>
      JSON.stringify(Properties['Targets'] ?? []).includes(queueOf(name)),
    );
    expect(rules.map(({ Properties }) => Properties['EventPattern'])).toMatchObject([
      { 'detail-type': ['Object Created'], detail: { object: { key: [{ prefix }] } } },
    ]);
  });

  it('can change nothing at a vendor by itself: it reads no secret and starts runs only', () => {
    expect(whoMay('secretsmanager:GetSecretValue', '')).not.toContain('ReadDrop');
    expect(whoMay('states:StartExecution', '')).toContain('ReadDrop');
    expect(whoMay('states:SendTaskSuccess', '')).not.toContain('ReadDrop');
  });
});
