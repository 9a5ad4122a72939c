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

/** Comparisons as a table of Markdown. */
export const tableOf = (lines: readonly Comparison[]): string => {
  const rows = [HEADER, ...lines.map(cellsOf)];
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const written = rows.map((row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written[0], rule, ...written.slice(1)].join('\n');
};
