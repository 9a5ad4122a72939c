import * as z from 'zod';
import {
  getBenchmarkOperation,
  getInsightOperation,
  getRightsizingOperation,
  getSavingsOperation,
  listInsightAccountsOperation,
  listInsightDaysOperation,
  listInsightGroupsOperation,
  listRecommendedWorkflowsOperation,
} from '../../../shared/contracts/api/insight.ts';
import { activityLevelSchema } from '../../../shared/domain/activity-level.ts';
import { countSeats, seatsOf } from '../../../shared/domain/insight.ts';
import { timesSeats } from '../../../shared/domain/money.ts';
import { recommendedWorkflows } from '../../../shared/domain/recommended-workflow.ts';
import { freeSeats, savingsOf } from '../../../shared/domain/savings.ts';
import { insightDays } from '../../../shared/records/insight.ts';
import { benchmarkOf } from '../../../shared/use-cases/insight/benchmark.ts';
import { capabilitiesOf } from '../../../shared/use-cases/insight/capabilities.ts';
import {
  type RowPosition,
  listInsightGroups,
  listInsightRows,
  loadInsight,
  pricedSeats,
} from '../../../shared/use-cases/insight/read-insight.ts';
import { loadInstance } from '../../../shared/use-cases/instances/load-instance.ts';
import { type ApiRoute, listRoute, route } from '../api-route.ts';

const positionSchema = z.object({ number: z.int().min(0), offset: z.int().min(0) });

const rowPosition = (after: string | null): RowPosition | null =>
  after === null ? null : positionSchema.parse(JSON.parse(after));

export const insightRoutes: readonly ApiRoute[] = [
  route(getInsightOperation, async ({ deps }, { params }) => {
    const { insight } = await loadInsight(deps, params.instanceId);
    if (insight === undefined) return { insight: null };
    const { instanceId, pullId, observedAt, builtAt, accounts, levels, taken } = insight;
    const shown = { instanceId, pullId, observedAt, builtAt, accounts, levels, taken };
    return { insight: { ...shown, seats: seatsOf(levels) } };
  }),
  listRoute(listInsightDaysOperation, async ({ deps }, { params, query }, { limit, after }) => {
    await loadInstance(deps, params.instanceId);
    const { from, to } = query;
    const { records, next } = await deps.store.page(insightDays, params, {
      limit,
      after,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    return { items: records, next };
  }),
  listRoute(listInsightGroupsOperation, ({ deps }, { params, query }, page) =>
    listInsightGroups(deps, params.instanceId, query.by, page),
  ),
  listRoute(listInsightAccountsOperation, async ({ deps }, { params, query }, { limit, after }) => {
    const page = { limit, after: rowPosition(after) };
    const { items, next } = await listInsightRows(deps, params.instanceId, query.level, page);
    return { items, next: next === null ? null : JSON.stringify(next) };
  }),
  route(getRightsizingOperation, async ({ deps }, { params }) => {
    const priced = await pricedSeats(deps, params.instanceId);
    if (priced === undefined) return { rightsizing: null };
    const { insight, seats, bought, price, contracts } = priced;
    const all = countSeats(seats);
    return {
      rightsizing: {
        pullId: insight.pullId,
        observedAt: insight.observedAt,
        buckets: activityLevelSchema.options.map((level) => ({
          level,
          seats: seats[level],
          share: all === 0 ? 0 : seats[level] / all,
          yearly: timesSeats(price, seats[level]),
        })),
        price,
        seats: freeSeats(seats, bought),
        contracts: contracts.map((contract) => ({ ...contract })),
      },
    };
  }),
  route(getSavingsOperation, async ({ deps }, { params }) => {
    const priced = await pricedSeats(deps, params.instanceId);
    if (priced === undefined) return { savings: null };
    const { insight, seats, bought, price } = priced;
    const { pullId, observedAt, taken } = insight;
    return { savings: { pullId, observedAt, ...savingsOf(seats, taken, bought, price) } };
  }),
  route(getBenchmarkOperation, ({ deps }, { params, query }) =>
    benchmarkOf(deps, params.instanceId, query.by),
  ),
  route(listRecommendedWorkflowsOperation, async ({ deps }, { params }) => {
    const recommended = recommendedWorkflows(await capabilitiesOf(deps, params.instanceId));
    const priced = await pricedSeats(deps, params.instanceId);
    return {
      items: recommended.map(({ key, name, why, rules }) => {
        const matches = priced === undefined ? null : (priced.insight.matches[key] ?? 0);
        return {
          ...{ key, name, why, matches, tier: 'licensed' as const },
          rules: rules.map((rule) => ({ ...rule })),
          worth: matches === null ? null : timesSeats(priced?.price ?? null, matches),
        };
      }),
    };
  }),
];
