import { beforeAll, describe, expect, it } from 'vitest';
import { addContractOperation } from '../../shared/contracts/api/contracts.ts';
import {
  getBenchmarkOperation,
  getInsightOperation,
  getRightsizingOperation,
  getSavingsOperation,
  listInsightAccountsOperation,
  listInsightDaysOperation,
  listInsightGroupsOperation,
  listRecommendedWorkflowsOperation,
} from '../../shared/contracts/api/insight.ts';
import { previewDraftMatches } from '../../shared/contracts/api/previews.ts';
import { createWorkflowOperation } from '../../shared/contracts/api/workflows.ts';
import { countSeats } from '../../shared/domain/insight.ts';
import { PATIENCE_SECONDS, ask, every, until } from '../support/integration/api.ts';
import { UNUSED_MEMBERS, addressOf } from '../support/integration/company.ts';
import { untilCounted, untilPulled } from '../support/integration/pulls.ts';
import { type Prepared, connect } from '../support/integration/world.ts';

const TENANT = 'insight';

/** What one seat costs a year, in cents. */
const PRICE = 15_990;

describe('insight into a connected instance', () => {
  let world: Prepared;
  let params: { instanceId: string };

  beforeAll(async () => {
    world = await connect(TENANT);
    params = { instanceId: world.instanceId };
    await ask(addContractOperation, {
      params: { applicationId: world.applicationId },
      body: { reference: 'Z-2026', seats: 60, unitPrice: PRICE, currency: 'EUR', startsOn: '2026-01-01' },
    });
    await untilPulled(world);
    await untilCounted(world);
  });

  it('counts its seats by activity level, and names those that nobody uses', async () => {
    const { insight } = await ask(getInsightOperation, { params });
    if (insight === null) throw new Error('Nothing is counted.');
    expect(insight.accounts).toBe(44);
    expect(countSeats(insight.seats)).toBe(42);
    const idle = await every(listInsightAccountsOperation, params, { level: 'inactive' });
    const addresses = idle.map(({ email }) => email);
    for (const name of UNUSED_MEMBERS) expect(addresses).toContain(addressOf(TENANT, name));
    expect(idle).toHaveLength(insight.seats.inactive);
    expect(await every(listInsightDaysOperation, params)).toMatchObject([{ seats: insight.seats }]);
  });

  it('counts each seat in one department, and puts a price on each level', async () => {
    const groups = await every(listInsightGroupsOperation, params, { by: 'department' });
    const { rightsizing } = await ask(getRightsizingOperation, { params });
    if (rightsizing === null) throw new Error('Nothing is counted.');
    const inGroups = groups.reduce((sum, { seats }) => sum + countSeats(seats), 0);
    expect(inGroups).toBe(42);
    expect(rightsizing.seats).toEqual({ bought: 60, free: 18, isLow: false });
    for (const { seats, yearly } of rightsizing.buckets)
      expect(yearly).toEqual({ amount: seats * PRICE, currency: 'EUR' });
  });

  it('shows what could be saved, and nothing as saved before anything was taken', async () => {
    const { savings } = await ask(getSavingsOperation, { params });
    expect(savings).toMatchObject({
      realized: { seats: 0, soFar: { amount: 0 }, cash: { seats: 0 }, paper: { seats: 0 } },
    });
    expect(savings?.potential.seats).toBeGreaterThanOrEqual(UNUSED_MEMBERS.length);
    expect(await ask(getBenchmarkOperation, { params })).toMatchObject({ kind: 'compared' });
  });

  it('recommends a workflow that can be made as it is, and would list as many as it says', async () => {
    const { items } = await ask(listRecommendedWorkflowsOperation, { params });
    const unused = items.find(({ key }) => key === 'unused');
    if (unused === undefined) throw new Error('Nothing is recommended.');
    expect(unused.matches).toBe(UNUSED_MEMBERS.length);
    expect(unused.worth).toEqual({ amount: UNUSED_MEMBERS.length * PRICE, currency: 'EUR' });
    const { rules, name } = unused;
    const body = { ...params, name, rules, noticePeriod: 'P7D' };
    expect((await ask(createWorkflowOperation, { body })).mode).toBe('suggest');
    const matches = await until(
      'a busy machine to judge all of them in one request',
      PATIENCE_SECONDS,
      () => ask(previewDraftMatches, { params, body: { rules, limit: 10 } }),
      ({ complete }) => complete,
    );
    expect(matches).toMatchObject({ pulled: true, counts: { match: unused.matches } });
  });
});
