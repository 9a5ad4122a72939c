import { judgeBy } from '../../shared/domain/verdict.ts';
import type { Person } from './people.ts';
import { RULES } from './rules.ts';

/** The people that rules hit, as `person rule`, in their order: what rule engines are compared by. */
export const ourHits = (people: readonly Person[]): string[] => {
  const judge = judgeBy(RULES);
  return people.flatMap(({ evidence, flat }) => {
    const verdict = judge(evidence);
    return verdict.kind === 'match' ? [`${String(flat.id)} ${verdict.ruleId}`] : [];
  });
};

/** Accounts that a preview judges at once. */
const PAGE = 100;

/** Judges everybody as a preview does, a page at a time: a verdict of every account, with the evidence it was decided from. */
export const judgeAll = (people: readonly Person[]): number => {
  const judge = judgeBy(RULES);
  let matches = 0;
  for (let from = 0; from < people.length; from += PAGE) {
    const judged = people
      .slice(from, from + PAGE)
      .map(({ evidence }) => ({ evidence, verdict: judge(evidence) }));
    matches += judged.filter(({ verdict }) => verdict.kind === 'match').length;
  }
  return matches;
};
