import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { listAuditEvents } from '../../../shared/contracts/api/audit-events.ts';
import { listAccountsOperation, listFigures } from '../../../shared/contracts/api/instances.ts';
import { PATIENCE_SECONDS, every, until } from '../../support/integration/api.ts';
import { invoke } from '../../support/integration/aws.ts';
import { addressOf, zoomAccountOf } from '../../support/integration/company.ts';
import {
  type PullView,
  currentPull,
  landedAccounts,
  listedPull,
  syncAndWait,
  untilPulled,
} from '../../support/integration/pulls.ts';
import { changeUser, endFaults, orderFaults } from '../../support/integration/vendor.ts';
import { type Prepared, connect } from '../../support/integration/world.ts';

const TENANT = 'pull-fails';
const accountId = zoomAccountOf(TENANT);
const LEAVER = 'busy-01';

/** What readers of the instance see. */
interface Seen {
  readonly current: string | null;
  readonly accounts: readonly string[];
  readonly figures: z.output<typeof listFigures.answers.schema>['items'];
}

const see = async (world: Prepared): Promise<Seen> => {
  const { instanceId } = world;
  const listed = await every(listAccountsOperation, { instanceId });
  return {
    current: await currentPull(world),
    accounts: listed.map(({ email }) => email).toSorted(),
    figures: await every(listFigures, { instanceId }),
  };
};

describe('a sync that fails half way', () => {
  let world: Prepared;
  let before: Seen;
  let failed: PullView;
  let rows: number;
  let after: Seen;
  let swept: PullView | undefined;
  let rowsSwept: number;
  let next: PullView;
  let last: Seen;

  beforeAll(async () => {
    world = await connect(TENANT);
    await untilPulled(world);
    before = await see(world);
    // What the failed one saw of it must not show.
    await changeUser(TENANT, addressOf(TENANT, LEAVER), { unlisted: true });
    try {
      // The accounts are listed by status: the active ones land, and the next list is refused, from its start too.
      const effect = { kind: 'reply', status: 400, body: { code: 300, message: 'Not today.' } };
      await orderFaults({ effect, match: { path: '/v2/users', accountId }, nth: 2, times: 20 });
      failed = await syncAndWait(world);
    } finally {
      await endFaults(accountId);
    }
    rows = await landedAccounts(world, failed.pullId);
    after = await see(world);
    // One call goes as far as its time goes, over the instances of every test.
    rowsSwept = await until(
      'the failed pull to be swept',
      PATIENCE_SECONDS,
      async () => {
        await invoke('Sweep', {});
        return landedAccounts(world, failed.pullId);
      },
      (left) => left === 0,
    );
    swept = await listedPull(world, failed.pullId);
    next = await syncAndWait(world);
    last = await see(world);
  });

  it('has landed accounts, and is no pull that anybody follows', () => {
    expect(rows).toBeGreaterThan(20);
    expect(rows).toBeLessThan(before.accounts.length);
    expect(failed).toMatchObject({ state: 'failed', isCurrent: false, isReleasable: false });
  });

  it('says why, and no figures, since nobody knows how many there are', async () => {
    expect(failed.failure).toContain('accounts could not be read');
    expect(failed.failure).toContain('Not today.');
    expect([failed.figures, failed.signs]).toEqual([null, null]);
    const events = await every(listAuditEvents, {}, { action: 'pull.failed' });
    expect(events.filter(({ instanceId }) => instanceId === world.instanceId)).toMatchObject([
      { subjectId: failed.pullId, after: { failure: failed.failure } },
    ]);
  });

  it('replaces nothing: accounts and figures stay as they were', () => {
    expect(after).toEqual(before);
  });

  it('stays in the list when what it landed is swept', () => {
    expect(rowsSwept).toBe(0);
    expect(swept).toEqual(failed);
  });

  it('is followed by one that replaces all of it', () => {
    expect(next).toMatchObject({ state: 'applied', isCurrent: true, failure: null });
    expect(last.current).toBe(next.pullId);
    expect(last.accounts).toEqual(before.accounts.filter((email) => email !== addressOf(TENANT, LEAVER)));
    expect(last.figures.at(-1)?.figures).toMatchObject({ accounts: before.accounts.length - 1 });
  });
});
