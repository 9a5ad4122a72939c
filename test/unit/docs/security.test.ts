import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ORGANIZATION_WIDE, PERMISSIONS } from '../../../shared/domain/permission.ts';
import { may, rightsOfRole } from '../../../shared/domain/rights.ts';
import { ROLES } from '../../../shared/domain/role.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/security.md'), 'utf8');

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('`', ''));

/** The table of roles: its head, and the cells of each row by their head. */
const roleTable = (): { head: string[]; rows: Map<string, string>[] } => {
  const lines = DOCUMENT.split('\n').filter((line) => line.startsWith('|'));
  const start = lines.findIndex((line) => line.includes('`appstore-user`'));
  const head = cellsOf(lines[start] ?? '');
  const rows = lines
    .slice(start + 2)
    .map(cellsOf)
    .filter(({ length }) => length === head.length)
    .map((cells) => new Map(cells.map((cell, index) => [head[index] ?? '', cell])));
  return { head, rows };
};

describe('docs/security.md', () => {
  const { head, rows } = roleTable();
  const rightsIn = (row: Map<string, string>): string[] => (row.get('rights') ?? '').split(' ');

  it('has a column for every role and names every right once', () => {
    expect(head.slice(2)).toEqual([...ROLES.toReversed(), 'restricted']);
    expect(rows.flatMap(rightsIn).toSorted()).toEqual([...PERMISSIONS].toSorted());
  });

  it('says who holds what as the code does', () => {
    for (const row of rows)
      for (const permission of PERMISSIONS.filter((name) => rightsIn(row).includes(name))) {
        for (const role of ROLES)
          expect(row.get(role), `${role} ${permission}`).toBe(
            may(rightsOfRole(role, undefined), permission) ? 'yes' : '',
          );
        expect(row.get('restricted'), permission).toBe(ORGANIZATION_WIDE.has(permission) ? 'no' : 'yes');
      }
  });
});
