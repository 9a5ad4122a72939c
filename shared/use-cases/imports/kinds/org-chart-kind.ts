import * as z from 'zod';
import { idSchema } from '../../../domain/ids.ts';
import { losesTooMany } from '../../../domain/import.ts';
import { type OrgChartRow, orgChartRowSchema, personSchema } from '../../../domain/person.ts';
import { type MatchedRow, addressesOf, matchPeople } from '../../../domain/person-matching.ts';
import { type Change, put } from '../../../records/change.ts';
import {
  chartAddresses,
  orgCharts,
  people,
  personIdentities,
  teamSizes,
} from '../../../records/org-chart.ts';
import { ConflictError } from '../../../errors.ts';
import type { Basics } from '../../dependencies.ts';
import { type CurrentChart, loadCurrentChart, rememberedPeople, rowText } from '../current-chart.ts';
import { defineImportKind } from './define-import-kind.ts';
import type { ImportDeps, JudgedRow, ReadRow } from './import-kind.ts';
import { ORG_CHART_COLUMNS, ORG_CHART_SAMPLE, orgChartRowOf } from './org-chart-columns.ts';
import { revertChart } from '../revert-chart.ts';
import { sweepChart } from '../sweep-chart.ts';

/** People of one org chart: what one function reads and judges within its time and memory. */
const MAX_PEOPLE = 100_000;

const documentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), person: personSchema }),
  z.strictObject({ kind: z.literal('team'), managerId: idSchema('person'), size: z.int().min(1) }),
  z.strictObject({ kind: z.literal('left'), address: z.string(), personId: idSchema('person') }),
]);
type Document = z.infer<typeof documentSchema>;

interface Resolved {
  readonly current: CurrentChart;
  readonly matched: readonly MatchedRow[];
  /** Addresses of the set. */
  readonly addresses: ReadonlySet<string>;
}

const resolve = async (deps: Basics, rows: readonly ReadRow<OrgChartRow>[]): Promise<Resolved> => {
  const current = await loadCurrentChart(deps);
  const addresses = new Set<string>();
  for (const { row } of rows) for (const address of addressesOf(row)) addresses.add(address);
  const unknown = [...addresses].filter((address) => !current.addresses.has(address));
  const remembered = await rememberedPeople(deps, unknown);
  return { current, addresses, matched: matchPeople(rows, { current: current.addresses, remembered }) };
};

const verdictOf = (
  { line, row, match }: MatchedRow,
  { current, addresses }: Resolved,
): JudgedRow<OrgChartRow> => {
  const { email, managerEmail } = row;
  if (match.kind === 'rejected')
    return { line, email, row, warning: null, verdict: 'rejected', reason: match.reason };
  const warning =
    managerEmail === undefined || addresses.has(managerEmail)
      ? null
      : 'the manager is not in the set; the person has none';
  const same = match.kind === 'known' && current.people.get(match.personId) === rowText(row);
  return { line, email, row, warning, verdict: same ? 'unchanged' : 'accepted', reason: null };
};

/** Everything the new version holds, and the addresses that leave with the old one. */
const documentsOf = (deps: ImportDeps, { current, matched, addresses }: Resolved): Document[] => {
  const persons = matched.map(({ row, match }) => ({
    ...row,
    personId: match.kind === 'known' ? match.personId : deps.ids.next('person'),
  }));
  const idOf = new Map(
    persons.flatMap((person) => addressesOf(person).map((address) => [address, person.personId] as const)),
  );
  const sizes = new Map<string, number>();
  for (const { managerEmail, personId } of persons) {
    const managerId = managerEmail === undefined ? undefined : idOf.get(managerEmail);
    if (managerId !== undefined && managerId !== personId)
      sizes.set(managerId, (sizes.get(managerId) ?? 0) + 1);
  }
  return [
    ...persons.map((person) => ({ kind: 'person' as const, person })),
    ...[...sizes].map(([managerId, size]) => ({ kind: 'team' as const, managerId, size })),
    ...[...current.addresses]
      .filter(([address]) => !addresses.has(address))
      .map(([address, personId]) => ({ kind: 'left' as const, address, personId })),
  ];
};

const land = (chartId: string, document: Document): Change<true>[] => {
  if (document.kind === 'team') {
    const { managerId, size } = document;
    return [put(teamSizes, { chartId, managerId, size }, 'any')];
  }
  if (document.kind === 'left') {
    const { address, personId } = document;
    return [put(personIdentities, { address, personId }, 'any')];
  }
  const { person } = document;
  const { personId, email } = person;
  return [
    put(people, { ...person, chartId }, 'any'),
    ...addressesOf(person).map((address) => {
      const by = address === email ? ('email' as const) : ('alias' as const);
      return put(chartAddresses, { chartId, address, personId, by }, 'any');
    }),
  ];
};

/** The org chart: the committed set is the whole chart. All or nothing; who is who stays the same over versions. */
export const orgChartKind = defineImportKind<OrgChartRow, Document>({
  kind: 'org-chart',
  of: 'organization',
  beginsRun: false,
  picksLines: false,
  bearsBadRows: false,
  maxRows: MAX_PEOPLE,
  columns: ORG_CHART_COLUMNS,
  sample: ORG_CHART_SAMPLE,
  fromCells: orgChartRowOf,
  rowSchema: orgChartRowSchema,
  documentSchema,
  judge: async (deps, _job, rows) => {
    const resolved = await resolve(deps, rows);
    return resolved.matched.map((row) => verdictOf(row, resolved));
  },
  plan: async (deps, job, rows, { acceptLoss }) => {
    const resolved = await resolve(deps, rows);
    const { current, matched } = resolved;
    const verdicts = matched.map((row) => verdictOf(row, resolved).verdict);
    const rejected = verdicts.filter((verdict) => verdict === 'rejected').length;
    if (rejected > 0) return { kind: 'rejected-rows', rejected };
    const kept = matched.filter(({ match }) => match.kind === 'known' && current.people.has(match.personId));
    const of = current.people.size;
    const lost = of - kept.length;
    if (lost === 0 && of > 0 && verdicts.every((verdict) => verdict === 'unchanged'))
      return { kind: 'unchanged' };
    if (losesTooMany(of, kept.length) && !acceptLoss)
      return {
        kind: 'held',
        lost,
        of,
        reason: `${lost} of ${of} people of the current org chart are missing.`,
      };
    const { chart } = current;
    if (rows.length === 0) throw new ConflictError('empty', 'The import holds nobody.');
    return {
      kind: 'set',
      basedOn: String(chart?.version ?? 0),
      currentSetId: chart?.chartId ?? null,
      currentImportId: chart?.importId ?? null,
      newSetId: () => deps.ids.next('chart'),
      documents: () => documentsOf(deps, resolved),
      flip: (chartId) => [
        put(
          orgCharts,
          {
            chartId,
            importId: job.importId,
            people: rows.length,
            committedAt: deps.clock.now(),
            version: (chart?.version ?? 0) + 1,
          },
          chart === undefined ? 'absent' : { version: chart.version },
        ),
      ],
      figures: { people: rows.length, lost },
    };
  },
  land,
  isFollowed: async ({ store }, { setId }) => (await store.get(orgCharts, {}))?.chartId === setId,
  sweep: sweepChart,
  revert: { kind: 'version', newSetId: ({ ids }) => ids.next('chart'), plan: revertChart },
});
