import { describe, expect, it } from 'vitest';
import { whoMay } from '../../support/granted.ts';
import { synthesize } from '../../support/synthesized.ts';

const { service } = synthesize('prod');

const queueOf = (name: string): string => {
  const found = Object.keys(service.resources('AWS::SQS::Queue')).find((id) =>
    id.startsWith(`Imports${name}Queue`),
  );
  if (found === undefined) throw new Error(`There is no queue of ${name}.`);
  return found;
};

describe('the drop folder', () => {
  it('is read and given receipts by one function, which no other folder’s events reach', () => {
    expect(whoMay(service, 's3:GetObject', '/drop/*')).toEqual(['ErasePerson', 'ReadDrop']);
    expect(whoMay(service, 's3:PutObject', '/drop/*')).toEqual(['ReadDrop']);
    expect(whoMay(service, 'sqs:ReceiveMessage', queueOf('Drops'))).toEqual(['ReadDrop']);
    expect(whoMay(service, 'sqs:ReceiveMessage', queueOf('Uploads'))).toEqual(['ReadUpload']);
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
    expect(whoMay(service, 'secretsmanager:GetSecretValue', '')).not.toContain('ReadDrop');
    expect(whoMay(service, 'states:StartExecution', '')).toContain('ReadDrop');
    expect(whoMay(service, 'states:SendTaskSuccess', '')).not.toContain('ReadDrop');
  });
});
