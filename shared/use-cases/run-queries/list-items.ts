import type { PlanItem } from '../../domain/plan-item.ts';
import { SHARDS } from '../../domain/plan.ts';
import type { Run } from '../../domain/run.ts';
import { answerTexts, planItems } from '../../records/runs.ts';
import type { Basics } from '../dependencies.ts';
import { type ShardPosition, walkShards } from '../walk-shards.ts';
import { listVerdicts } from './list-verdicts.ts';
import { type Named, nameAccounts } from './name-accounts.ts';

/** One account a run acts on, or with `suggested` would act on. */
export interface RunItem
  extends
    Pick<PlanItem, 'runId' | 'accountId' | 'personId' | 'managerId' | 'ruleId' | 'outcome'>,
    Pick<PlanItem, 'tierBefore' | 'tierAfter' | 'left' | 'reason' | 'vendorReason'>,
    Named {
  readonly state: PlanItem['state'] | 'suggested';
  readonly noticedAt: string | null;
  readonly answerBy: string | null;
  readonly answeredAt: string | null;
  /** What the person wrote when they answered. */
  readonly answerText: string | null;
  readonly actedAt: string | null;
  readonly verifiedAt: string | null;
}

/** Which items to list; an absent filter lets all through. */
export interface ItemFilters {
  readonly state?: RunItem['state'] | undefined;
  readonly ruleId?: string | undefined;
  readonly personId?: string | undefined;
  readonly managerId?: string | undefined;
}

interface PageOfItems {
  readonly items: RunItem[];
  readonly next: ShardPosition | null;
}

interface Request {
  readonly limit: number;
  readonly after: ShardPosition | null;
}

const passes = (
  item: Pick<RunItem, 'state' | 'ruleId' | 'personId' | 'managerId'>,
  filters: ItemFilters,
): boolean =>
  (filters.state === undefined || item.state === filters.state) &&
  (filters.ruleId === undefined || item.ruleId === filters.ruleId) &&
  (filters.personId === undefined || item.personId === filters.personId) &&
  (filters.managerId === undefined || item.managerId === filters.managerId);

/** A suggest run has no plan: what it matched is its list. */
const suggestions = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  filters: ItemFilters,
  request: Request,
): Promise<PageOfItems> => {
  const { items, next } = await listVerdicts(deps, run, { kind: 'match' }, request);
  const rows = items.flatMap((entry): RunItem[] => {
    const { verdict, evidence, accountId, runId, personId, account, person } = entry;
    if (verdict.kind !== 'match') return [];
    const { ruleId, outcome, tierBefore, tierAfter, left } = verdict;
    return [
      {
        ...{ runId, accountId, personId, ruleId, outcome, tierBefore, tierAfter, left, account, person },
        managerId: evidence.person.kind === 'matched' ? evidence.person.managerId : null,
        state: 'suggested',
        ...{ reason: null, vendorReason: null, noticedAt: null, answerBy: null, answeredAt: null },
        ...{ answerText: null, actedAt: null, verifiedAt: null },
      },
    ];
  });
  return { items: rows.filter((item) => passes(item, filters)), next };
};

const shown = (item: PlanItem & Named, answerText: string | null): RunItem => ({
  runId: item.runId,
  accountId: item.accountId,
  personId: item.personId,
  managerId: item.managerId,
  ruleId: item.ruleId,
  outcome: item.outcome,
  tierBefore: item.tierBefore,
  tierAfter: item.tierAfter,
  left: item.left,
  state: item.state,
  reason: item.reason,
  vendorReason: item.vendorReason,
  account: item.account,
  person: item.person,
  noticedAt: item.notice?.acceptedAt ?? null,
  answerBy: item.notice?.answerBy ?? null,
  answeredAt: item.answer?.at ?? null,
  answerText,
  actedAt: item.actedAt,
  verifiedAt: item.verifiedAt,
});

/** A page of the accounts on a run's plan, or on a suggest run's list. */
export const listItems = async (
  deps: Pick<Basics, 'store'>,
  run: Run,
  filters: ItemFilters,
  request: Request,
): Promise<PageOfItems> => {
  if (run.workflow.mode === 'suggest') return suggestions(deps, run, filters, request);
  const { runId } = run;
  const { items, next } = await walkShards({
    shards: SHARDS,
    ...request,
    page: (shard, page) => deps.store.page(planItems, { runId, shard }, page),
    sortOf: ({ accountId }) => accountId,
    keep: (item) => passes(item, filters),
  });
  const answered = items.filter(({ answer }) => answer !== null);
  const [named, texts] = await Promise.all([
    nameAccounts(deps, run, items),
    deps.store.getMany(
      answerTexts,
      answered.map(({ accountId }) => ({ runId, accountId })),
    ),
  ]);
  const textOf = new Map(texts.flatMap((entry) => (entry ? [[entry.accountId, entry.text] as const] : [])));
  return { items: named.map((item) => shown(item, textOf.get(item.accountId) ?? null)), next };
};
