import { type ChangeLedger, changeLedgerSchema } from '../domain/change-ledger.ts';
import { collection } from './collection.ts';

/** What was changed in an application lately, and what open plans may still change; a record an application. */
export const changeLedgers = collection<ChangeLedger, { applicationId: string }, { applicationId: string }>({
  name: 'change-ledger',
  table: 'runs',
  belongs: {
    by: 'partition',
    thing: 'application',
    id: ({ applicationId }) => applicationId,
  },
  schema: changeLedgerSchema,
  at: ({ applicationId }) => ({ partition: `change-ledger#${applicationId}`, sort: 'ledger' }),
  within: ({ applicationId }) => `change-ledger#${applicationId}`,
});
