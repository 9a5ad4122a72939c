import {
  commitImportOperation,
  importCsvOperation,
} from '../../../shared/contracts/api/import-operations.ts';
import { ask } from './api.ts';
import { orgChart } from './company.ts';

/** Makes the people of all tenants, but for those in `without`, the whole org chart. */
export const bringPeopleIn = async (without: readonly string[] = []): Promise<void> => {
  const { importId } = await ask(importCsvOperation, {
    query: { kind: 'org-chart' },
    body: new TextEncoder().encode(orgChart(without)),
  });
  let result: string;
  do {
    ({ result } = await ask(commitImportOperation, { params: { importId }, body: {} }));
  } while (result === 'continues');
  if (result !== 'committed' && result !== 'unchanged') throw new Error(`The org chart was ${result}.`);
};
