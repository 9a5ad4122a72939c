import type { Instance } from '../../domain/application.ts';
import type { VendorAccount } from '../../domain/account.ts';
import type { PlanItem } from '../../domain/plan-item.ts';
import type { Run } from '../../domain/run.ts';
import type { Connectors, LicenseVendor, VendorResult } from '../../ports/connector.ts';
import { accounts } from '../../records/accounts.ts';
import { connections, instances } from '../../records/applications.ts';
import { asLicenseVendor } from '../connections/license-vendor.ts';
import type { Basics } from '../dependencies.ts';

export interface VendorDependencies extends Basics {
  readonly connectors: Connectors;
  /** Writes down that a connection's tokens are refused for good, and tells its owners. Harmless to repeat. */
  readonly markNeedsReconnect: (connectionId: string, reason: string) => Promise<void>;
}

/** The vendor of a run, and the instance its accounts are in. */
export interface RunVendor {
  readonly vendor: LicenseVendor;
  readonly instance: Instance;
}

/** Reaches the run's vendor; undefined while its connection is not connected, or has no licenses to change. */
export const openRunVendor = async (deps: VendorDependencies, run: Run): Promise<RunVendor | undefined> => {
  const [connection, instance] = await Promise.all([
    deps.store.get(connections, { connectionId: run.connectionId }),
    deps.store.get(instances, { instanceId: run.workflow.instanceId }),
  ]);
  if (connection?.state !== 'connected' || instance === undefined) return undefined;
  const vendor = asLicenseVendor(await deps.connectors.open(connection));
  return vendor === undefined ? undefined : { vendor, instance };
};

/** The vendor's id of an item's account, by the instance's current pull or the run's own; null where neither has it. */
export const vendorAccountIdOf = async (
  { store }: Pick<Basics, 'store'>,
  run: Run,
  item: PlanItem,
  { instanceId, currentPullId }: Instance,
): Promise<string | null> => {
  for (const pullId of new Set([currentPullId, run.pullId])) {
    if (pullId === null) continue;
    const account = await store.get(accounts, { instanceId, pullId, accountId: item.accountId });
    if (account !== undefined && account.vendorAccountId !== null) return account.vendorAccountId;
  }
  return null;
};

/** What stops a worker, of all that a vendor can answer. */
export type VendorStop =
  | { readonly kind: 'rate-limited'; readonly notBefore: string }
  /** The connection must be connected again before anything goes on. */
  | { readonly kind: 'reconnect' };

type Stopping = Extract<
  VendorResult<unknown>,
  { kind: 'rate-limited' | 'unavailable' | 'reconnect-needed' | 'not-granted' }
>;

/** Answers that say nothing about an account: later, or not before the connection is put right, which is written down. */
export const stopFor = async (deps: VendorDependencies, run: Run, result: Stopping): Promise<VendorStop> => {
  if (result.kind === 'rate-limited' || result.kind === 'unavailable')
    return { kind: 'rate-limited', notBefore: result.notBefore };
  const reason =
    result.kind === 'not-granted' ? `The vendor has not granted ${result.scope}.` : result.reason;
  await deps.markNeedsReconnect(run.connectionId, reason);
  return { kind: 'reconnect' };
};

/** One read of an account: what the vendor shows, that it refuses to say, or a stop. */
export type AccountRead =
  | { readonly kind: 'seen'; readonly account: VendorAccount | 'gone' }
  | { readonly kind: 'refused'; readonly vendorReason: string }
  | VendorStop;

/** A vendor says no in one or two sentences; what is longer is cut. */
export const vendorWords = ({ code, reason }: { readonly code: string; readonly reason: string }): string =>
  `${code}: ${reason}`.slice(0, 500);

/** Reads an account at the vendor. */
export const readSeen = async (
  deps: VendorDependencies,
  run: Run,
  { vendor }: RunVendor,
  vendorAccountId: string,
): Promise<AccountRead> => {
  const result = await vendor.accounts.readAccount(vendorAccountId);
  switch (result.kind) {
    case 'ok':
      return { kind: 'seen', account: result.value };
    case 'gone':
      return { kind: 'seen', account: 'gone' };
    case 'refused':
      return { kind: 'refused', vendorReason: vendorWords(result) };
    case 'rate-limited':
    case 'unavailable':
    case 'reconnect-needed':
    case 'not-granted':
      return stopFor(deps, run, result);
  }
};
