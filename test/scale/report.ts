import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryOf } from './aws-counts.ts';
import type { MachineFacts } from './histories.ts';
import type { Measurement, Took } from './measurement.ts';
import type { Line } from './prices.ts';
import { isListPage } from './vendor-log.ts';
import type { WorkerPeak } from './worker-memory.ts';

const THOUSAND = 1_000;

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] => [
  row(head),
  row(head.map((_, index) => (index === 0 ? '---' : '---:'))),
  ...rows.map(row),
];

const figure = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toFixed(value >= 10 ? 1 : 2);

const dollars = (value: number): string => `$${value.toFixed(5)}`;

/** What a further account costs, between the smallest and the largest company. */
export interface Marginal {
  readonly what: string;
  readonly small: number;
  readonly large: number;
  /** Per 1,000 accounts beyond those of the small company. */
  readonly more: number;
  readonly dollars: number;
}

const linesOf = ({ calls, lines }: Took): Line[] => [
  { what: 'vendor calls', count: calls.length, dollars: 0 },
  ...lines,
];

/** The lines of two sizes, per 1,000 accounts, and what each further thousand takes. */
export const marginalLines = (
  small: Measurement,
  large: Measurement,
  of: (measurement: Measurement) => Took,
): Marginal[] => {
  const byWhat = new Map(linesOf(of(large)).map((line) => [line.what, line]));
  return linesOf(of(small)).map((line) => {
    const other = byWhat.get(line.what) ?? { ...line, count: 0, dollars: 0 };
    const more = (large.seats - small.seats) / THOUSAND;
    return {
      what: line.what,
      small: line.count / (small.seats / THOUSAND),
      large: other.count / (large.seats / THOUSAND),
      more: more === 0 ? line.count : (other.count - line.count) / more,
      dollars: other.dollars / (large.seats / THOUSAND),
    };
  });
};

const megabytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(0);

/** The most memory of any worker of each function. */
export const peaksByFunction = (peaks: readonly WorkerPeak[]): ReadonlyMap<string, number> => {
  const byFunction = new Map<string, number>();
  for (const { functionName, bytes } of peaks) {
    const entry = entryOf(functionName);
    byFunction.set(entry, Math.max(byFunction.get(entry) ?? 0, bytes));
  }
  return new Map([...byFunction].sort((a, b) => b[1] - a[1]));
};

/** Executions of a machine and of the children of its Maps: the largest of each. */
const executionRows = (seats: number, name: string, facts: MachineFacts): (string | number)[][] => {
  const labels = [...new Set(facts.children.map(({ label }) => label))];
  return [
    { label: name, all: [facts.own] },
    ...labels.map((label) => ({ label, all: facts.children.filter((child) => child.label === label) })),
  ].map(({ label, all }) => [
    `${label}, ${seats.toLocaleString('en-US')} accounts`,
    all.length,
    Math.max(...all.map(({ largestInput }) => largestInput)),
    Math.max(...all.map(({ largestOutput }) => largestOutput)),
    Math.max(...all.map(({ events }) => events)),
    Math.max(...all.map(({ calls }) => calls)),
  ]);
};

const costTable = (title: string, small: Measurement, large: Measurement, of: (one: Measurement) => Took) => {
  const lines = marginalLines(small, large, of);
  return [
    `### ${title}, per 1,000 accounts`,
    '',
    ...table(
      [
        '',
        ...[small, large].map(({ seats }) => `at ${seats.toLocaleString('en-US')}`),
        'each further 1,000',
        'at list price',
      ],
      [
        ...lines.map((line) => [
          line.what,
          figure(line.small),
          figure(line.large),
          figure(line.more),
          dollars(line.dollars),
        ]),
        ['all', '', '', '', dollars(lines.reduce((sum, line) => sum + line.dollars, 0))],
      ],
    ),
    '',
  ];
};

/** What is told of the rates. */
export interface RateFigures {
  readonly seats: number;
  readonly share: number;
  readonly mostWorkers: number;
  readonly limited: number;
  readonly mostPermits: number;
  readonly mostArrivals: number;
  readonly lowest: number | null;
}

/** The whole report as Markdown. */
export const report = (
  measurements: readonly Measurement[],
  peaks: readonly WorkerPeak[],
  rates: readonly RateFigures[],
): string => {
  const [small] = measurements;
  const large = measurements.at(-1);
  if (small === undefined || large === undefined) return '';
  return [
    '### Executions',
    '',
    ...table(
      ['', 'executions', 'largest input, bytes', 'largest output, bytes', 'most events', 'most calls'],
      measurements.flatMap(({ seats, sync, run }) => [
        ...executionRows(seats, 'sync', sync.machine),
        ...executionRows(seats, 'run', run.machine),
      ]),
    ),
    '',
    '### Calls of each step',
    '',
    ...table(
      ['', ...measurements.map(({ seats }) => `${seats.toLocaleString('en-US')} accounts`)],
      [...large.run.machine.own.callsByState.keys()].map((state) => [
        state,
        ...measurements.map(({ run }) => run.machine.own.callsByState.get(state) ?? 0),
      ]),
    ),
    '',
    '### Rates while acting',
    '',
    ...table(
      [
        '',
        'share',
        'workers at once',
        '429',
        'most permits in 1 s',
        'most arrivals in 1 s',
        'lowest average of 10 s',
      ],
      rates.map((one) => [
        `${one.seats.toLocaleString('en-US')} accounts`,
        `${figure(one.share)}/s`,
        one.mostWorkers,
        one.limited,
        one.mostPermits,
        one.mostArrivals,
        one.lowest === null ? 'less than 10 s of work' : `${figure(one.lowest)}/s`,
      ]),
    ),
    '',
    ...costTable('A run', small, large, ({ run }) => run),
    ...costTable('A sync', small, large, ({ sync }) => sync),
    '### Memory',
    '',
    ...table(
      ['function', 'peak of a worker, MB'],
      [...peaksByFunction(peaks)].map(([name, bytes]) => [name, megabytes(bytes)]),
    ),
    '',
    ...measurements.map(
      ({ seats, sync, run, counts }) =>
        `${seats.toLocaleString('en-US')} accounts: ${sync.calls.filter(isListPage).length} list pages by the sync, ` +
        `${run.calls.filter(isListPage).length} by the run; the run ended with ${JSON.stringify(counts)}.`,
    ),
    '',
  ].join('\n');
};

const DOCUMENT = join(import.meta.dirname, '../../docs/scale.md');
const OUTPUT = /(?<=<!-- output -->\n)[\s\S]*(?=<!-- end of output -->)/;

/** Keeps a report and everything it was made from; with `SCALE_KEEP=1` also in the document. */
export const keepReport = (text: string, facts: object): void => {
  if (process.env['SCALE_KEEP'] === '1')
    writeFileSync(
      DOCUMENT,
      readFileSync(DOCUMENT, 'utf8').replace(OUTPUT, () => `\n${text}\n`),
    );
  const directory = join(import.meta.dirname, '../../.local');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'scale.md'), text);
  writeFileSync(
    join(directory, 'scale.json'),
    JSON.stringify(
      facts,
      (_, value: unknown): unknown =>
        value instanceof Map ? Object.fromEntries<unknown>(value.entries()) : value,
      1,
    ),
  );
};
