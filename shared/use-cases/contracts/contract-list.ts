import * as z from 'zod';
import { type Contract, contractSchema } from '../../domain/contract.ts';
import type { Instant } from '../../domain/time.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../errors.ts';
import { instances } from '../../records/applications.ts';
import { type ContractList, contractLists, contracts } from '../../records/contracts.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';

type Reading = Pick<Basics, 'store'>;

const plainSchema = z.object(contractSchema.shape);

/** A contract without the version of the list that it was read from. */
const contractOf = (stored: Contract & { listId: string }): Contract => plainSchema.parse(stored);

/** An application's contracts, oldest first, and the pointer they were found by. */
export const loadContracts = async (
  { store }: Reading,
  applicationId: string,
): Promise<{ readonly list: ContractList | undefined; readonly contracts: Contract[] }> => {
  const list = await store.get(contractLists, { applicationId });
  const found: Contract[] = [];
  if (list === undefined) return { list, contracts: found };
  for await (const contract of everyRecord(store, contracts, list)) found.push(contractOf(contract));
  return { list, contracts: found };
};

/** An application's contracts, oldest first. */
export const contractsOf = async (deps: Reading, applicationId: string): Promise<Contract[]> =>
  (await loadContracts(deps, applicationId)).contracts;

/** The contract of an id among those of an application. Fault `NotFoundError`. */
export const contractAmong = (all: readonly Contract[], contractId: string): Contract => {
  const found = all.find((contract) => contract.contractId === contractId);
  if (found === undefined) throw new NotFoundError(`There is no contract ${contractId}.`);
  return found;
};

/** Refuses a reference that another contract of the application has. */
export const assertOwnReference = (
  all: readonly Contract[],
  { contractId, reference }: Pick<Contract, 'contractId' | 'reference'>,
): void => {
  const other = all.find(
    (contract) => contract.reference === reference && contract.contractId !== contractId,
  );
  if (other !== undefined)
    throw new ConflictError('reference-taken', `The contract ${other.contractId} has this reference.`);
};

/** Refuses an instance of another application. */
export const assertOwnInstance = async (
  { store }: Reading,
  { applicationId, instanceId }: Pick<Contract, 'applicationId' | 'instanceId'>,
): Promise<void> => {
  if (instanceId === null) return;
  const instance = await store.get(instances, { instanceId });
  if (instance?.applicationId !== applicationId)
    throw new ValidationError('There is no such instance of this application.', [
      { field: 'instanceId', rule: 'must be an instance of the application' },
    ]);
};

/** What of a contract says something, in one order. */
const saidOf = (contract: Contract): string => {
  const { contractId, applicationId, instanceId, note } = contract;
  return JSON.stringify({ ...toldContract(contract), contractId, applicationId, instanceId, note });
};

/** Whether two contracts say the same, whenever they did. */
export const isSameContract = (a: Contract, b: Contract): boolean => saidOf(a) === saidOf(b);

/** What an audit event says of a contract. */
export const toldContract = (contract: Contract): Readonly<Record<string, string | number | null>> => {
  const { reference, seats, tier, unitPrice, currency, per, startsOn, endsOn, renewsOn, noticeBy } = contract;
  return { reference, seats, tier, unitPrice, currency, per, startsOn, endsOn, renewsOn, noticeBy };
};

/** A contract as it stands after a change at a moment. */
export const nextVersion = (contract: Contract, changedAt: Instant): Contract => ({
  ...contract,
  changedAt,
  version: contract.version + 1,
});
