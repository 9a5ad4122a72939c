import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { FUNCTIONS } from '../../../infra/functions.ts';
import type { FunctionName } from '../../../infra/functions.ts';
import { codeAccess } from '../../support/code-access.ts';
import { synthesize } from '../../support/synthesized.ts';

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.union([z.array(schema), schema.transform((one) => [one])]);
const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(z.object({ Action: oneOrMore(z.string()), Resource: oneOrMore(z.unknown()) })),
  }),
});

const policies = Object.entries(synthesize('prod').service.resources('AWS::IAM::Policy'));

/** The grants of a function's role, whose construct is named after the entry: `workflow/open-wait` is `OpenWait`. */
const grantsOf = (name: FunctionName) => {
  const words = (name.split('/')[1] ?? '').split('-');
  const construct = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  const [, policy] =
    policies.find(([id]) => new RegExp(`^${construct}RoleDefaultPolicy[0-9A-F]{8}$`).test(id)) ?? [];
  return policySchema
    .parse(policy?.Properties)
    .PolicyDocument.Statement.flatMap(({ Action, Resource }) =>
      Action.map((action) => ({ action, resources: JSON.stringify(Resource) })),
    );
};

/** Tables by the actions on them; their stream belongs to its reader. */
const tablesOf = (grants: ReturnType<typeof grantsOf>): Readonly<Record<string, readonly string[]>> => {
  const found = new Map<string, string[]>();
  for (const { action, resources } of grants.filter(({ action: of }) => of.startsWith('dynamodb:')))
    for (const [, table = ''] of resources.matchAll(/Tables(Directory|Runs|Activity|Audit)\w*?Arn/g)) {
      if (resources.includes('StreamArn')) continue;
      found.set(table.toLowerCase(), [...(found.get(table.toLowerCase()) ?? []), action]);
    }
  return Object.fromEntries(found);
};

const READ = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'];
const ACTIONS = {
  read: READ,
  write: [...READ, 'BatchWriteItem', 'DeleteItem', 'PutItem'],
} as const;
const named = (actions: readonly string[]) => actions.map((action) => `dynamodb:${action}`).sort();

/** What the platform does on a function's behalf: its key, its log, its queue, its stream. */
const PLATFORM = /^(kms|logs|sqs|dynamodb):/;

describe('the grants of', () => {
  it.each(FUNCTIONS)('%s are what its code calls', async (name) => {
    const code = await codeAccess(name);
    const grants = grantsOf(name);
    const { audit, ...tables } = tablesOf(grants);
    const { audit: readsAudit, ...reached } = code.tables;
    expect(
      Object.fromEntries(Object.entries(tables).map(([table, actions]) => [table, actions.toSorted()])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(reached).map(([table, access]) => [
          table,
          named([...ACTIONS[access], ...(code.scans ? ['Scan'] : [])]),
        ]),
      ),
    );
    expect((audit ?? []).toSorted()).toEqual(
      named([
        ...(code.addsAuditEvents ? ['PutItem'] : []),
        ...(readsAudit === undefined ? [] : ['Query']),
        ...(code.scans ? ['Scan'] : []),
      ]),
    );
    const others = grants.map(({ action }) => action).filter((action) => !PLATFORM.test(action));
    expect([...new Set(others)].sort()).toEqual(code.actions);
  });

  it('the API, the worker of exports and the sealer alone read audit events', async () => {
    const readers: string[] = [];
    for (const name of FUNCTIONS) if ((await codeAccess(name)).tables['audit'] === 'read') readers.push(name);
    expect(readers).toEqual([
      'api/api',
      'exports/write-export',
      'audit/seal-events',
      'audit/search-unsealed',
    ]);
  });
});
