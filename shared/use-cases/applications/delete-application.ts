import { ConflictError } from '../../errors.ts';
import { addTotals } from '../../domain/money.ts';
import { applications, instances } from '../../records/applications.ts';
import { type Change, check, remove } from '../../records/change.ts';
import { contractLists } from '../../records/contracts.ts';
import { auditEvent } from '../audit.ts';
import { loadContracts } from '../contracts/contract-list.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { assertDone, assertVersion } from '../expected-version.ts';
import { spendByMonth, spendSubjects } from '../spend/read-spend.ts';
import { loadApplication } from './load-application.ts';

const assertNoInstance = async ({ store }: Basics, applicationId: string): Promise<void> => {
  for await (const instance of everyRecord(store, instances, {}))
    if (instance.applicationId === applicationId)
      throw new ConflictError('has-instances', 'An application with an instance can’t be deleted.');
};

/** Refuses while contracts are there; what of their list goes with the application, or may not come into being meanwhile. */
const withoutContracts = async (deps: Basics, applicationId: string): Promise<Change> => {
  const { list, contracts } = await loadContracts(deps, applicationId);
  if (contracts.length > 0)
    throw new ConflictError(
      'has-contracts',
      `An application with contracts can’t be deleted: what it costs would be in no report any more. Delete its ${String(contracts.length)} contracts first.`,
    );
  return list === undefined
    ? check(contractLists, { applicationId }, 'absent')
    : remove(contractLists, { applicationId }, { version: list.version });
};

/** Refuses while anything was spent on it, or on apps that were found and are it. */
const assertNoSpend = async (deps: Basics, applicationId: string): Promise<void> => {
  const subjects = await spendSubjects(deps, applicationId);
  if (subjects.length > 1)
    throw new ConflictError(
      'is-found-apps',
      'Apps that were found are this application, so it can’t be deleted: nobody would see them any more. Take those decisions back first.',
    );
  const months = await spendByMonth(deps, subjects, {});
  // What was taken back by the same amount below zero is in no report either.
  if (addTotals(months.flatMap(({ totals }) => totals)).some(({ amount }) => amount !== 0))
    throw new ConflictError(
      'has-spend',
      'An application that money was spent on can’t be deleted: the money would be in no report any more. Take the payments back first.',
    );
};

/**
 * Deletes an application that has no instance, no contract and no spend. Making an instance counts the application's version up, so that
 * none can come into being while its application goes. Throws `ConflictError` that says what is in the way.
 */
export const deleteApplication = async (
  deps: Basics,
  caller: Caller,
  { applicationId, expectedVersion }: { readonly applicationId: string; readonly expectedVersion: number },
): Promise<void> => {
  const application = await loadApplication(deps, applicationId);
  assertVersion(application, expectedVersion);
  await assertNoInstance(deps, applicationId);
  const list = await withoutContracts(deps, applicationId);
  await assertNoSpend(deps, applicationId);
  const event = auditEvent(deps, caller, 'application.deleted', {
    applicationId,
    before: { name: application.name },
  });
  const gone = remove(applications, { applicationId }, { version: application.version });
  assertDone(await deps.store.commit([gone, list], event));
};
