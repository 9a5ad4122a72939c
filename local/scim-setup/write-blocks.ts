import { LocalFault } from '../say.ts';
import type { Block, Cell } from './blocks.ts';

const padded = (rows: readonly (readonly string[])[]): string[][] => {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
};

const plain = (cell: Cell): string => (typeof cell === 'string' ? cell.replaceAll('`', '') : cell.paste);

/** A block for the terminal: what is pasted stands in columns, as it is. */
export const asText = ({ title, head, rows }: Block): string =>
  [
    title,
    ...padded([head, ...rows.map((row) => row.map(plain))]).map((row) => `  ${row.join('  ').trimEnd()}`),
  ].join('\n');

const marked = (cell: Cell): string => (typeof cell === 'string' ? cell : `\`${cell.paste}\``);

/** A block as a Markdown table, as Prettier has it. */
export const asTable = ({ head, rows }: Block): string => {
  const [first = [], ...others] = padded([head, ...rows.map((row) => row.map(marked))]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(first), line(first.map((cell) => '-'.repeat(cell.length))), ...others.map(line)].join('\n');
};

const PLACE = /^<!-- values: ([\w-]+) -->\n[\s\S]*?^<!-- end of values -->$/gm;

/**
 * A document with the blocks it has places for: what stands between `<!-- values: name -->` and `<!-- end of values -->` is replaced.
 * @throws LocalFault where a place names no block
 */
export const withBlocks = (document: string, blocks: ReadonlyMap<string, Block>): string =>
  document.replaceAll(PLACE, (_, name: string) => {
    const block = blocks.get(name);
    if (block === undefined) throw new LocalFault(`There are no values “${name}” to write.`);
    return `<!-- values: ${name} -->\n\n${asTable(block)}\n\n<!-- end of values -->`;
  });
