import type { AuditAction } from '../../domain/audit-event.ts';
import type { Contract, ContractInput } from '../../domain/contract.ts';
import { type Change, put, remove } from '../../records/change.ts';
import { type ContractList, contractLists, contracts } from '../../records/contracts.ts';
import { loadApplication } from '../applications/load-application.ts';
import { auditEvent } from '../audit.ts';
import type { Basics, Caller } from '../dependencies.ts';
import { assertVersion } from '../expected-version.ts';
import { untilDone } from '../until-done.ts';
import {
  assertOwnInstance,
  assertOwnReference,
  contractAmong,
  loadContracts,
  nextVersion,
  toldContract,
} from './contract-list.ts';

/** The contract to change, and the version it was read at. */
export interface ContractRef {
  readonly applicationId: string;
  readonly contractId: string;
  readonly expectedVersion: number;
}

interface Step {
  readonly action: AuditAction;
  readonly list: ContractList | undefined;
  readonly before: Contract | null;
  readonly after: Contract | null;
}

/** Writes one contract together with the pointer of its list. `conflict`: the list changed since it was read. */
const write = async (
  deps: Basics,
  caller: Caller,
  applicationId: string,
  { action, list, before, after }: Step,
): Promise<'done' | 'conflict'> => {
  const listId = list?.listId ?? deps.ids.next('contractList');
  const version = list?.version ?? 0;
  const changes: Change[] = [
    put(
      contractLists,
      { applicationId, listId, importId: null, beforeListId: null, version: version + 1 },
      list === undefined ? 'absent' : { version },
    ),
  ];
  // The pointer's version guards the contracts of its list.
  if (after !== null) changes.push(put(contracts, { ...after, listId }, 'any'));
  else if (before !== null) changes.push(remove(contracts, { ...before, listId }));
  const event = auditEvent(deps, caller, action, {
    applicationId,
    instanceId: (after ?? before)?.instanceId ?? null,
    subjectId: (after ?? before)?.contractId ?? null,
    before: before === null ? null : toldContract(before),
    after: after === null ? null : toldContract(after),
  });
  return (await deps.store.commit(changes, event)).kind;
};

/**
 * Adds a contract of an application. Needs `applications.write`. Throws `NotFoundError` without the application, `ValidationError` for an
 * instance of another one, `ConflictError` (`reference-taken`).
 */
export const addContract = async (
  deps: Basics,
  caller: Caller,
  applicationId: string,
  input: ContractInput,
): Promise<Contract> => {
  await loadApplication(deps, applicationId);
  await assertOwnInstance(deps, { ...input, applicationId });
  const changedAt = deps.clock.now();
  const contractId = deps.ids.next('contract');
  const added: Contract = { ...input, applicationId, contractId, changedAt, version: 1 };
  return untilDone(async () => {
    const { list, contracts: all } = await loadContracts(deps, applicationId);
    assertOwnReference(all, added);
    const step = { action: 'contract.added', list, before: null, after: added } as const;
    return (await write(deps, caller, applicationId, step)) === 'done' ? added : 'conflict';
  });
};

/**
 * Replaces what a contract says. Needs `applications.write`. Throws `NotFoundError`, `VersionMismatchError`, `ValidationError` for an
 * instance of another application, `ConflictError` (`reference-taken`).
 */
export const changeContract = async (
  deps: Basics,
  caller: Caller,
  { applicationId, contractId, expectedVersion }: ContractRef,
  input: ContractInput,
): Promise<Contract> => {
  await assertOwnInstance(deps, { ...input, applicationId });
  return untilDone(async () => {
    const { list, contracts: all } = await loadContracts(deps, applicationId);
    const before = contractAmong(all, contractId);
    assertVersion(before, expectedVersion);
    const after = nextVersion({ ...before, ...input }, deps.clock.now());
    assertOwnReference(all, after);
    const step = { action: 'contract.changed', list, before, after } as const;
    return (await write(deps, caller, applicationId, step)) === 'done' ? after : 'conflict';
  });
};

/** Removes a contract. Needs `applications.write`. Throws `NotFoundError`, `VersionMismatchError`. */
export const removeContract = (
  deps: Basics,
  caller: Caller,
  { applicationId, contractId, expectedVersion }: ContractRef,
): Promise<null> =>
  untilDone(async () => {
    const { list, contracts: all } = await loadContracts(deps, applicationId);
    const before = contractAmong(all, contractId);
    assertVersion(before, expectedVersion);
    const step = { action: 'contract.removed', list, before, after: null } as const;
    return (await write(deps, caller, applicationId, step)) === 'done' ? null : 'conflict';
  });
