import { Engine } from 'json-rules-engine';
import type { FlatPerson } from './people.ts';

const mayBeJudged = { fact: 'mayBeJudged', operator: 'equal', value: true };
const licensed = { fact: 'tier', operator: 'in', value: ['licensed'] };

/** The same four rules, in the engine's words; a higher priority is asked first. */
const rules = [
  {
    name: 'rul_bench-left',
    conditions: { all: [mayBeJudged, licensed, { fact: 'left', operator: 'equal', value: true }] },
  },
  {
    name: 'rul_bench-contractor',
    conditions: {
      all: [
        mayBeJudged,
        licensed,
        { fact: 'employment', operator: 'in', value: ['contractor'] },
        { fact: 'daysSinceSignIn', operator: 'greaterThanInclusive', value: 30 },
      ],
    },
  },
  {
    name: 'rul_bench-unused',
    conditions: {
      all: [
        mayBeJudged,
        licensed,
        { fact: 'daysSinceUse', operator: 'greaterThanInclusive', value: 90 },
        { fact: 'ageDays', operator: 'greaterThanInclusive', value: 120 },
      ],
    },
  },
  {
    name: 'rul_bench-seldom',
    conditions: {
      all: [
        mayBeJudged,
        licensed,
        { fact: 'level', operator: 'in', value: ['under-used'] },
        { fact: 'daysSinceSignIn', operator: 'greaterThanInclusive', value: 10 },
        { fact: 'title', operator: 'notIn', value: ['Director', 'Vice President', null] },
      ],
    },
  },
];

/** The people whom json-rules-engine hits, as `person rule`. It is stopped at the first rule that matches. */
export const jsonRulesHits = async (people: readonly FlatPerson[]): Promise<string[]> => {
  const engine = new Engine(
    rules.map(({ name, conditions }, index) => ({
      conditions,
      event: { type: name },
      priority: rules.length - index,
    })),
  );
  engine.on('success', () => {
    engine.stop();
  });
  const hits: string[] = [];
  for (const person of people) {
    const { events } = await engine.run({ ...person });
    const [first] = events;
    if (first !== undefined) hits.push(`${String(person.id)} ${first.type}`);
  }
  return hits;
};
