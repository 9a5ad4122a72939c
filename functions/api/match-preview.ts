import { inactivityOf } from '../../shared/domain/inactivity.ts';
import type { Rule } from '../../shared/domain/workflow.ts';
import { pulls } from '../../shared/records/accounts.ts';
import { orgCharts, people } from '../../shared/records/org-chart.ts';
import { rulesForEverybody } from '../../shared/domain/rule-reach.ts';
import { type MatchPreview, previewMatches } from '../../shared/use-cases/preview/preview-matches.ts';
import { type CountMatches, MOST_SHARE_MATCHED } from '../../shared/use-cases/workflows/switch-mode.ts';
import type { ApiDependencies } from './api-context.ts';

type Counted = Extract<MatchPreview, { kind: 'counted' }>;

const licensedOf = async ({ store }: ApiDependencies, instanceId: string, { pullId }: Counted) =>
  (await store.get(pulls, { instanceId, pullId }))?.figures.licensed ?? 0;

/** Counts what a workflow's rules match in the current pull; null where there is none. */
export const countMatches =
  (deps: ApiDependencies): CountMatches =>
  async ({ rules, instanceId }) => {
    const preview = await previewMatches(deps, rules, instanceId, { limit: 0 });
    if (preview.kind === 'no-pull') return null;
    return { matches: preview.counts.match, licensed: await licensedOf(deps, instanceId, preview) };
  };

const named = async ({ store }: ApiDependencies, { matches }: Counted) => {
  const chart = await store.get(orgCharts, {});
  const personIds = matches.map(({ evidence }) =>
    evidence.person.kind === 'matched' ? evidence.person.personId : null,
  );
  const found =
    chart === undefined
      ? []
      : await store.getMany(
          people,
          [...new Set(personIds)].flatMap((personId) =>
            personId === null ? [] : [{ chartId: chart.chartId, personId }],
          ),
        );
  const byId = new Map(found.flatMap((person) => (person ? [[person.personId, person] as const] : [])));
  return matches.map(({ account, verdict, evidence }, index) => {
    const person = byId.get(personIds[index] ?? '');
    const { firstName = null, lastName = null } = person ?? {};
    return {
      account,
      person: person === undefined ? null : { email: person.email, firstName, lastName },
      verdict,
      evidence,
      inactivity: inactivityOf(evidence),
    };
  });
};

const warningsOf = (rules: readonly Rule[], matches: number, licensed: number) => [
  ...rulesForEverybody(rules).map(({ name }) => ({
    code: 'matches-everybody' as const,
    message: `“${name}” matches every licensed account.`,
  })),
  ...(matches > licensed * MOST_SHARE_MATCHED
    ? [
        {
          code: 'matches-too-many' as const,
          message: `The rules match ${String(matches)} of ${String(licensed)} licensed accounts.`,
        },
      ]
    : []),
];

/** The live preview of rules as the API shows it: counts, warnings, and the first matches by name. */
export const showMatches = async (
  deps: ApiDependencies,
  rules: readonly Rule[],
  instanceId: string,
  limit: number,
) => {
  const preview = await previewMatches(deps, rules, instanceId, { limit });
  if (preview.kind === 'no-pull') {
    const warnings = warningsOf(rules, 0, 0);
    const nothing = { observedAt: null, complete: true, judged: 0, licensed: 0, counts: {}, matches: [] };
    return { pulled: false, ...nothing, warnings };
  }
  const { observedAt, complete, judged, counts } = preview;
  const licensed = await licensedOf(deps, instanceId, preview);
  return {
    pulled: true,
    observedAt,
    complete,
    judged,
    licensed,
    counts: { ...counts },
    warnings: warningsOf(rules, counts.match, licensed),
    matches: await named(deps, preview),
  };
};
