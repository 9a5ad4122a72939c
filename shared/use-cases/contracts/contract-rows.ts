import type { Contract, ContractRow } from '../../domain/contract.ts';
import { isId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/time.ts';
import { applications, instances } from '../../records/applications.ts';
import type { ContractList } from '../../records/contracts.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { isSameContract, loadContracts, nextVersion } from './contract-list.ts';

/** A row and the contract it makes, or why it makes none. `isNews`: whether that says anything new. */
export type ReadContract =
  | { readonly kind: 'rejected'; readonly line: number; readonly reason: string }
  | {
      readonly kind: 'contract';
      readonly line: number;
      readonly contract: Contract;
      readonly isNews: boolean;
    };

/** The contracts of an application, as they are and as rows make them. */
export interface ApplicationContracts {
  readonly list: ContractList | undefined;
  readonly byReference: Map<string, Contract>;
}

interface Known {
  readonly byName: ReadonlyMap<string, readonly string[]>;
  readonly ids: ReadonlySet<string>;
  readonly applicationOfInstance: ReadonlyMap<string, string>;
}

const plain = (name: string): string => name.trim().toLowerCase();

const loadKnown = async ({ store }: Pick<Basics, 'store'>): Promise<Known> => {
  const byName = new Map<string, string[]>();
  const ids = new Set<string>();
  for await (const { applicationId, name } of everyRecord(store, applications, {})) {
    ids.add(applicationId);
    byName.set(plain(name), [...(byName.get(plain(name)) ?? []), applicationId]);
  }
  const applicationOfInstance = new Map<string, string>();
  for await (const { instanceId, applicationId } of everyRecord(store, instances, {}))
    applicationOfInstance.set(instanceId, applicationId);
  return { byName, ids, applicationOfInstance };
};

/** The application that a row names, or why it names none. */
const applicationOf = (
  application: string | null,
  ofFile: string | null,
  { byName, ids }: Known,
): { readonly id: string } | { readonly reason: string } => {
  if (application === null)
    return ofFile === null
      ? { reason: 'application: must be given where the file is not of one application' }
      : { id: ofFile };
  const named = isId('application', application)
    ? [application].filter((id) => ids.has(id))
    : (byName.get(plain(application)) ?? []);
  const [id, ...others] = named;
  if (id === undefined)
    return { reason: 'application: must be the id or the name of an application we know' };
  if (others.length > 0) return { reason: 'application: several have this name; give the id' };
  if (ofFile !== null && id !== ofFile) return { reason: 'application: must be the one that the file is of' };
  return { id };
};

/** Reads rows against the contracts there are: a known reference changes its contract, a new one adds one, nothing is removed. */
export const readContracts = async (
  deps: Pick<Basics, 'store' | 'ids'>,
  ofFile: string | null,
  rows: readonly { readonly line: number; readonly row: ContractRow }[],
  now: Instant,
): Promise<{
  readonly read: readonly ReadContract[];
  readonly lists: ReadonlyMap<string, ApplicationContracts>;
}> => {
  const known = await loadKnown(deps);
  const lists = new Map<string, ApplicationContracts>();
  const lines = new Map<string, number>();
  const read: ReadContract[] = [];
  for (const { line, row } of rows) {
    const reject = (reason: string) => read.push({ kind: 'rejected', line, reason });
    const { application, ...fields } = row;
    const found = applicationOf(application, ofFile, known);
    if ('reason' in found) {
      reject(found.reason);
      continue;
    }
    const applicationId = found.id;
    if (fields.instanceId !== null && known.applicationOfInstance.get(fields.instanceId) !== applicationId) {
      reject('instanceId: must be an instance of the application');
      continue;
    }
    const name = `${applicationId} ${fields.reference}`;
    const earlier = lines.get(name);
    if (earlier !== undefined) {
      reject(`names the same contract as line ${String(earlier)}`);
      continue;
    }
    lines.set(name, line);
    let contracts = lists.get(applicationId);
    if (contracts === undefined) {
      const loaded = await loadContracts(deps, applicationId);
      const byReference = new Map(loaded.contracts.map((one) => [one.reference, one]));
      contracts = { list: loaded.list, byReference };
      lists.set(applicationId, contracts);
    }
    const before = contracts.byReference.get(fields.reference);
    const contract: Contract =
      before === undefined
        ? { ...fields, applicationId, contractId: deps.ids.next('contract'), changedAt: now, version: 1 }
        : nextVersion({ ...before, ...fields }, now);
    const isNews = before === undefined || !isSameContract(before, contract);
    if (isNews) contracts.byReference.set(fields.reference, contract);
    read.push({ kind: 'contract', line, contract, isNews });
  }
  return { read, lists };
};
