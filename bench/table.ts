import type { Comparison } from './comparison.ts';

const HEADER = ['what', 'ours', 'peer', 'unit', 'ratio', 'aim', 'met'];

const shown = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 1 : 0 });

const cellsOf = ({ what, unit, ours, peer, ratio, aim, met }: Comparison): string[] => [
  what,
  shown(ours.value),
  shown(peer.value),
  unit,
  `${ratio.toFixed(2)}×`,
  aim === null ? '' : `${aim.kind === 'at-least' ? '≥' : '≤'} ${String(aim.ratio)}×`,
  met === null ? '' : met ? 'yes' : 'no',
];

/** Rows of cells, the first of them the header, as a table of Markdown. */
const markdown = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const written = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written[0], rule, ...written.slice(1)].join('\n');
};

/** Comparisons as a table, one a row. */
export const tableOf = (lines: readonly Comparison[]): string => markdown([HEADER, ...lines.map(cellsOf)]);

/** Comparisons of many of ours with one peer by the same measures: one of ours a row, and the peer on top. */
export const tableBySubject = (lines: readonly Comparison[]): string => {
  const whats = [...new Set(lines.map(({ what }) => what))];
  const subjects = [...new Set(lines.map(({ ours }) => ours.name))];
  const of = (name: string): Comparison[] => lines.filter(({ ours }) => ours.name === name);
  const aims = of(subjects[0] ?? '').flatMap(({ aim }) => [
    '',
    aim === null ? '' : `aim ${aim.kind === 'at-least' ? '≥' : '≤'} ${String(aim.ratio)}×`,
  ]);
  const header = [
    '',
    ...whats.flatMap((what) => [`${what}, ${lines.find((line) => line.what === what)?.unit ?? ''}`, 'ratio']),
  ];
  const peer = of(subjects[0] ?? '').flatMap((line) => [shown(line.peer.value), '1×']);
  const rows = subjects.map((name) => [
    name,
    ...of(name).flatMap(({ ours, ratio, met }) => [
      shown(ours.value),
      `${ratio.toFixed(2)}×${met === true ? ' met' : ''}`,
    ]),
  ]);
  return markdown([header, ['the peer', ...peer], ['', ...aims], ...rows]);
};
