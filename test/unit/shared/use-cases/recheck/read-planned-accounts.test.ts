import { describe, expect, it } from 'vitest';
import { fixedSurroundings } from '../../../../../shared/adapters/memory/fixed-surroundings.ts';
import type { AccountLister } from '../../../../../shared/ports/connector.ts';
import { readPlannedAccounts } from '../../../../../shared/use-cases/recheck/read-planned-accounts.ts';
import { startBudget } from '../../../../../shared/use-cases/runs/call-budget.ts';
import { MemoryVendor } from '../../../../support/memory-vendor.ts';
import { IDS, sampleItem } from '../../../../support/sample-run.ts';
import { NOW, user } from '../../../../support/vendor-world.ts';

const NAMES = ['ada', 'bob', 'cleo'];
const unavailable = { kind: 'unavailable', reason: '502', notBefore: NOW } as const;

/** Reads three planned accounts of which some give no answer, after the others did, and after so many tries in a row that failed. */
const read = async (failing: readonly string[], triesSoFar: number) => {
  const vendor = new MemoryVendor();
  vendor.users.push(...NAMES.map((name) => user(name)));
  const failingIds = vendor.users.flatMap(({ email, vendorAccountId }) =>
    failing.some((name) => email.startsWith(name)) ? [vendorAccountId] : [],
  );
  const readAccount: AccountLister['readAccount'] = async (vendorAccountId) => {
    if (!failingIds.includes(vendorAccountId)) return vendor.accounts.readAccount(vendorAccountId);
    await new Promise((resolve) => setImmediate(resolve));
    return unavailable;
  };
  const { capabilities, activity, licenses } = vendor;
  const accounts = { ...vendor.accounts, readAccount };
  const stored = vendor.users.map((account, index) => ({
    ...account,
    accountId: `acc_${NAMES[index] ?? ''}`,
    instanceId: IDS.instance,
    observedAt: NOW,
  }));
  const items = stored.map(({ accountId }) => sampleItem({ accountId }));
  const budget = startBudget(fixedSurroundings().clock);
  const connected = { capabilities, activity, licenses, accounts };
  const { reads, tries, interruption } = await readPlannedAccounts(
    connected,
    items,
    stored,
    triesSoFar,
    budget,
  );
  return { read: reads.length, tries, waits: interruption?.kind === 'wait' };
};

describe('reading planned accounts side by side', () => {
  it('counts tries in a row: an answer beside one that did not come begins them anew', async () => {
    expect(await read(['cleo'], 2)).toEqual({ read: 2, tries: 1, waits: true });
    expect(await read(NAMES, 2)).toEqual({ read: 0, tries: 3, waits: true });
    expect(await read([], 2)).toEqual({ read: 3, tries: 0, waits: false });
  });
});
