import { type Benchmark, type Comparison, assertSame, compare } from './comparison.ts';
import { ourService } from './scim/our-service.ts';
import { peopleOf } from './scim/people.ts';
import { scimmyService } from './scim/scimmy-service.ts';
import { type Service, gist, readUser } from './scim/service.ts';
import { takeTurns, timed } from './take-turns.ts';

const PEER = 'SCIMMY with scimmy-routers';
const PEOPLE = 500;
const ROUNDS = 5;
const AT_LEAST_EQUAL = { kind: 'at-least', ratio: 1 } as const;
const FIVE_TIMES = { kind: 'at-least', ratio: 5 } as const;

/** A request of a kind, the nth. */
type Ask = (service: Service, ids: readonly string[], n: number) => Promise<string>;

interface Kind {
  readonly what: string;
  readonly times: number;
  readonly ask: Ask;
  readonly aim: Comparison['aim'];
}

let titles = 0;

/** Another title each time, so that every PATCH changes something. */
const nextTitle = (): number => {
  titles += 1;
  return titles;
};

const nth = (ids: readonly string[], n: number): string => ids[(n * 37) % ids.length] ?? '';

const KINDS: readonly Kind[] = [
  {
    what: 'get',
    times: 500,
    ask: (service, ids, n) => service('GET', `/Users/${nth(ids, n)}`),
    aim: AT_LEAST_EQUAL,
  },
  {
    what: 'filter userName eq',
    times: 200,
    ask: (service, _, n) =>
      service(
        'GET',
        `/Users?filter=${encodeURIComponent(`userName eq "person-${String((n * 37) % PEOPLE)}@example.com"`)}`,
      ),
    aim: FIVE_TIMES,
  },
  {
    what: 'list of 100',
    times: 10,
    ask: (service, _, n) => service('GET', `/Users?startIndex=${String(1 + (n % 4) * 100)}&count=100`),
    aim: FIVE_TIMES,
  },
  {
    what: 'PATCH of title',
    // So many that the compiler is through with both sides: in rounds of 200 the ratio swung between 3.4 and 6.8.
    times: 1000,
    ask: (service, ids, n) =>
      service('PATCH', `/Users/${nth(ids, n)}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'title', value: `Title ${String(nextTitle())}` }],
      }),
    aim: FIVE_TIMES,
  },
];

const fill = async (service: Service): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const person of peopleOf(PEOPLE)) ids.push(readUser(await service('POST', '/Users', person)).id);
  return ids;
};

export const scimRequests: Benchmark = {
  name: `SCIM requests against ${PEER}, both in memory and without a network`,
  run: async () => {
    const sides = { ours: await ourService(), peer: scimmyService() };
    const ids = { ours: await fill(sides.ours), peer: await fill(sides.peer) };
    const lines: Comparison[] = [];
    for (const { what, times, ask, aim } of KINDS) {
      const gists = async (side: 'ours' | 'peer'): Promise<string[]> => {
        const found: string[] = [];
        for (let n = 0; n < 8; n += 1) found.push(gist(await ask(sides[side], ids[side], n)));
        return found;
      };
      assertSame(what, await gists('ours'), PEER, await gists('peer'));
      const work = (side: 'ours' | 'peer') =>
        timed(async () => {
          for (let n = 0; n < times; n += 1) await ask(sides[side], ids[side], n);
        });
      const ms = await takeTurns({ ours: work('ours'), peer: work('peer') }, ROUNDS);
      const rate = (side: 'ours' | 'peer') => (times * 1000) / ms(side);
      lines.push(
        compare({
          what: `${what}, ${String(PEOPLE)} users`,
          unit: 'requests/s of processor',
          ours: { name: 'functions/scim', value: rate('ours') },
          peer: { name: PEER, value: rate('peer') },
          aim,
        }),
      );
    }
    return lines;
  },
};
