import type { ExemptionAnswer, ExemptionState } from '../../contracts/api/exemptions.ts';
import { normalizeAddress } from '../../domain/address.ts';
import { type Exemption, type ExemptionScope, subjectKey } from '../../domain/exemption.ts';
import { accountIdentities } from '../../records/accounts.ts';
import { instances } from '../../records/applications.ts';
import { exemptEntries, exemptLists, exemptionOf } from '../../records/exempt-lists.ts';
import { chartAddresses, orgCharts } from '../../records/org-chart.ts';
import type { Basics } from '../dependencies.ts';
import { everyRecord } from '../every-record.ts';
import { findExemption, stateOf } from './exempt-list.ts';

type Reads = Pick<Basics, 'store' | 'clock'>;

/** Entries one page may look through; with a filter, a page may hold less than its limit. */
const MOST_READ = 2000;
const PAGE = 200;

/** Which of these entries match nobody: no person of the chart has the address, no pull ever saw the account. */
const matchingNobody = async (
  { store }: Reads,
  scope: ExemptionScope,
  entries: readonly Exemption[],
): Promise<ReadonlySet<string>> => {
  const chartId = (await store.get(orgCharts, {}))?.chartId ?? '';
  const instanceIds: string[] = [];
  for await (const { instanceId, applicationId } of everyRecord(store, instances, {}))
    if (scope === 'global' || scope === applicationId) instanceIds.push(instanceId);
  const emails = entries.flatMap(({ subject }) => (subject.kind === 'email' ? [subject.email] : []));
  const accounts = entries.flatMap(({ subject }) =>
    subject.kind === 'account' ? [subject.vendorAccountId] : [],
  );
  const owners = await store.getMany(
    chartAddresses,
    emails.map((address) => ({ chartId, address })),
  );
  const seen = await store.getMany(
    accountIdentities,
    accounts.flatMap((id) => instanceIds.map((instanceId) => ({ instanceId, vendorKey: `id:${id}` }))),
  );
  const known = new Set([
    ...owners.flatMap((owner) => (owner === undefined ? [] : [`email:${owner.address}`])),
    ...seen.flatMap((identity) =>
      identity === undefined ? [] : [`account:${identity.vendorKey.slice('id:'.length)}`],
    ),
  ]);
  return new Set(
    entries.filter(({ subject }) => !known.has(subjectKey(subject))).map(({ exemptionId }) => exemptionId),
  );
};

const shown = async (deps: Reads, scope: ExemptionScope, entries: readonly Exemption[]) => {
  const now = deps.clock.now();
  const nobody = entries.length === 0 ? new Set() : await matchingNobody(deps, scope, entries);
  return entries.map((entry): ExemptionAnswer => ({
    ...entry,
    state: stateOf(entry, now),
    matchesNobody: nobody.has(entry.exemptionId),
  }));
};

/** An exemption as shown. Needs `exemptions.read`. Throws `NotFoundError`. */
export const getExemption = async (deps: Reads, exemptionId: string): Promise<ExemptionAnswer> => {
  const { exemption } = await findExemption(deps, exemptionId);
  const [answer = { ...exemption, state: stateOf(exemption, deps.clock.now()), matchesNobody: false }] =
    await shown(deps, exemption.scope, [exemption]);
  return answer;
};

export interface ExemptionFilters {
  readonly scope: ExemptionScope;
  /** What the address, or with `subject: 'account'` the vendor's account id, starts with. */
  readonly startsWith?: string | undefined;
  readonly subject?: 'email' | 'account' | undefined;
  readonly state?: ExemptionState | undefined;
  readonly matchesNobody: boolean;
}

/** The stretch of sort keys that a search is about. */
const rangeOf = ({ startsWith, subject }: ExemptionFilters) => {
  if (startsWith === undefined && subject === undefined) return { from: '', to: '\uffff' };
  const kind = subject ?? 'email';
  const text = startsWith ?? '';
  const from = `${kind}:${kind === 'email' ? normalizeAddress(text) : text}`;
  return { from, to: `${from}\uffff` };
};

const sortOf = (entry: Exemption): string => `${subjectKey(entry.subject)}#${entry.exemptionId}`;

/**
 * The entries of one list in order of their subjects, ended ones too unless a state is asked for. `after` is a `next` of the same
 * list. A page may hold fewer than its limit and still have a next one. Needs `exemptions.read`.
 */
export const listExemptions = async (
  deps: Reads,
  filters: ExemptionFilters,
  { limit, after }: { readonly limit: number; readonly after: string | null },
): Promise<{ items: readonly ExemptionAnswer[]; next: string | null }> => {
  const { scope, state, matchesNobody } = filters;
  const list = await deps.store.get(exemptLists, { scope });
  if (list === undefined) return { items: [], next: null };
  const { from, to } = rangeOf(filters);
  const items: ExemptionAnswer[] = [];
  let position = after ?? '';
  for (let read = 0; read < MOST_READ; read += PAGE) {
    const start = position > from ? position : from;
    const bounds = { limit: PAGE, to, ...(start === '' ? {} : { from: start }) };
    const { records, next } = await deps.store.page(exemptEntries, { listId: list.listId }, bounds);
    const fresh = records.map(exemptionOf).filter((entry) => sortOf(entry) > position);
    for (const answer of await shown(deps, scope, fresh)) {
      position = sortOf(answer);
      if (state !== undefined && answer.state !== state) continue;
      if (matchesNobody && !answer.matchesNobody) continue;
      items.push(answer);
      if (items.length === limit) return { items, next: position };
    }
    if (next === null) return { items, next: null };
  }
  return { items, next: position };
};
