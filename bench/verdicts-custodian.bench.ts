import { type Benchmark, assertSame, compare } from './comparison.ts';
import { takeTurns, timed } from './take-turns.ts';
import { startCustodian } from './verdicts/custodian.ts';
import { judgeAll, ourHits } from './verdicts/our-verdicts.ts';
import { drawPeople } from './verdicts/people.ts';

const PEOPLE = 10_000;
/** Ours is quick: it judges everybody so often in its turn, so that a turn is long enough to time. */
const PASSES = 10;
const ROUNDS = 7;
const PEER = "Cloud Custodian's filters";

export const verdictsAgainstCustodian: Benchmark = {
  name: `Verdicts against ${PEER}`,
  run: async () => {
    const people = drawPeople(PEOPLE);
    const custodian = await startCustodian(people.map((person) => person.flat));
    try {
      const { hits } = await custodian.round();
      assertSame('The hits of the rules', ourHits(people), PEER, hits);
      const medianMs = await takeTurns(
        {
          ours: timed(() => {
            for (let pass = 0; pass < PASSES; pass += 1) judgeAll(people);
          }),
          peer: async () => (await custodian.round()).seconds * 1000,
        },
        ROUNDS,
      );
      return [
        compare({
          what: `verdicts on ${PEOPLE} people by 4 rules, hits the same`,
          unit: 'people/s of processor',
          ours: { name: 'Seatkeeper', value: (PEOPLE * PASSES * 1000) / medianMs('ours') },
          peer: { name: PEER, value: (PEOPLE * 1000) / medianMs('peer') },
          aim: { kind: 'at-least', ratio: 10 },
        }),
      ];
    } finally {
      custodian.end();
    }
  },
};
