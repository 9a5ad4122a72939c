import type { SourceState } from './activity.ts';
import type { PlatformFigures } from './platform-pull.ts';
import type { PullBounds } from './pull-bounds.ts';
import { type PullFinding, type PullGrade, fell } from './pull-sanity.ts';

/** What of a pull of a platform is graded. */
export interface GradedPlatformPull {
  readonly figures: PlatformFigures;
  readonly sources: readonly Pick<SourceState, 'source' | 'state'>[];
}

/**
 * Grades a complete pull of a platform against the last good one, null for the first: people, those who are active, applications and
 * assignments may not fall further than the bounds. What one of the two may not read is not compared, since the platform said nothing
 * of it. A first pull in which nobody is active is odd: somebody made the credentials.
 */
export const gradePlatformPull = (
  previous: GradedPlatformPull | null,
  next: GradedPlatformPull,
  bounds: PullBounds,
): PullGrade => {
  const wasRead = (source: SourceState['source'], ...pulls: readonly GradedPlatformPull[]): boolean =>
    pulls.every(({ sources }) =>
      sources.some((entry) => entry.source === source && entry.state === 'complete'),
    );
  const after = next.figures;
  const findings: PullFinding[] = [];
  if (previous === null || !wasRead('people', previous)) {
    if (wasRead('people', next) && after.active === 0)
      findings.push({ measure: 'active', before: null, after: 0, allowed: 1 });
  }
  if (previous !== null) {
    const before = previous.figures;
    if (wasRead('people', previous, next))
      findings.push(
        ...fell('people', before.people, after.people, 1, bounds),
        ...fell('active', before.active, after.active, 1, bounds),
      );
    if (wasRead('apps', previous, next)) findings.push(...fell('apps', before.apps, after.apps, 1, bounds));
    if (wasRead('assignments', previous, next))
      findings.push(...fell('assignments', before.assignments, after.assignments, 1, bounds));
  }
  return findings.length === 0 ? { kind: 'sane' } : { kind: 'odd', findings };
};
