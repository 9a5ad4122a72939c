import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DoneRound } from './fault-round.ts';
import { judgeRound } from './judge-round.ts';
import { logHash, stateHash } from './round-facts.ts';
import type { Kill } from './worker-killer.ts';

/** What every round meets once. */
export const ONCE_EACH = [
  'token-revoked',
  'page-repeated',
  'user-moved',
  'vendor-error basic-users-full',
] as const;

/** Every kind of fault that must come up; those that did not count 0. */
const KINDS = [
  'rate-limit per-second all none',
  'rate-limit per-second partial none',
  'rate-limit per-second none none',
  'rate-limit per-second all seconds',
  'rate-limit daily all iso-date',
  'rate-limit daily all http-date',
  'rate-limit daily all seconds',
  'server-error',
  'bad-gateway',
  'unavailable',
  'unavailable retry-after',
  'hang-before',
  'reset-before',
  'trickle',
  'truncated short',
  'truncated framed',
  'error-after',
  'hang-after',
  'reset-after',
  'kill-before',
  'kill-after',
  ...ONCE_EACH,
] as const;

export interface Sum {
  readonly calls: number;
  readonly faults: number;
  /** Faults that came after the vendor had made the change. */
  readonly afterChange: number;
  readonly kills: number;
  readonly killsAfterChange: number;
  readonly kinds: ReadonlyMap<string, number>;
}

/** What the rounds met, counted from the stand-in's log; kills as they were made. */
export const sumUp = (rounds: readonly DoneRound[], kills: readonly Kill[]): Sum => {
  const requests = rounds.flatMap(({ facts }) => facts.requests);
  const spoilt = requests.filter(({ fault }) => fault !== null);
  const kinds = new Map<string, number>(KINDS.map((kind) => [kind, 0]));
  for (const { fault } of spoilt) kinds.set(fault ?? '', (kinds.get(fault ?? '') ?? 0) + 1);
  // The log says where a kill was asked for; what counts is who died of it.
  const after = kills.filter(({ changed }) => changed).length;
  kinds.set('kill-before', kills.length - after).set('kill-after', after);
  return {
    calls: requests.length,
    faults: spoilt.length,
    afterChange: spoilt.filter(({ changes }) => changes.length > 0).length,
    kills: kills.length,
    killsAfterChange: after,
    kinds,
  };
};

const FOLDER = join(import.meta.dirname, '../../../.local');
/** What each round was judged by, to look into. */
const FACTS_FOLDER = join(FOLDER, 'faults');
export const REPORT_FILE = join(FOLDER, 'faults.md');

const percent = (part: number, of: number): string => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;

/** Two tables in Markdown, a line per round and a line per kind of fault, and a file of facts per round. */
export const writeReport = (rounds: readonly DoneRound[], kills: readonly Kill[]): void => {
  const sum = sumUp(rounds, kills);
  const lines = [
    `${rounds.length} rounds, ${sum.calls} calls, ${sum.faults} of them went wrong (${percent(sum.faults, sum.calls)}), ` +
      `${sum.afterChange} of these after the change was made (${percent(sum.afterChange, sum.faults)}); ` +
      `${sum.kills} workers killed in flight, ${sum.killsAfterChange} of them after the change was made.`,
    '',
    '| seed | execution | calls | faults | repeated steps | reconnects | seconds | state hash | log hash | findings |',
    '| ---: | --- | ---: | ---: | ---: | ---: | ---: | --- | --- | ---: |',
    ...rounds
      .toSorted((a, b) => a.seed - b.seed)
      .map(({ seed, executionArn, facts, repeated, reconnects, seconds }) =>
        [
          '',
          seed,
          `\`${executionArn}\``,
          facts.requests.length,
          facts.requests.filter(({ fault }) => fault !== null).length,
          repeated,
          reconnects,
          seconds,
          `\`${stateHash(facts)}\``,
          `\`${logHash(facts)}\``,
          judgeRound(facts).length,
          '',
        ]
          .join(' | ')
          .trim(),
      ),
    '',
    '| fault | times |',
    '| --- | ---: |',
    ...[...sum.kinds].map(([kind, count]) => `| ${kind} | ${count} |`),
    '',
  ];
  mkdirSync(FACTS_FOLDER, { recursive: true });
  writeFileSync(REPORT_FILE, lines.join('\n'));
  for (const { seed, facts } of rounds) {
    const { requests, events } = facts;
    const told = { findings: judgeRound(facts), items: [...facts.items], requests, events };
    writeFileSync(join(FACTS_FOLDER, `${seed}.json`), JSON.stringify(told, undefined, 1));
  }
};
