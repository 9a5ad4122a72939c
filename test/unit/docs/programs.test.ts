import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadApiRoutes } from '../../../functions/api/routes.ts';
import { SCOPE_PERMISSIONS } from '../../../shared/domain/rights.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/programs.md'), 'utf8');

const operations = (await loadApiRoutes()).map(({ operation }) => operation);

/** Of each row of the table: what is asked, and the right that is said to be needed. */
const rows = [...DOCUMENT.matchAll(/^\|.*\| `(GET) (\/v1\/\S+)` +\| `(\S+)` +\|$/gm)].map(
  ([, method = '', path = '', permission = '']) => ({ method, path, permission }),
);

describe('docs/programs.md', () => {
  it('names routes that are there, with the rights they need, which a program that reads has', () => {
    expect(rows.length).toBeGreaterThan(12);
    const known = operations.map(({ method, path, permission }) => ({ method, path, permission }));
    for (const row of rows) expect(known).toContainEqual(row);
    const rights: ReadonlySet<string> = SCOPE_PERMISSIONS.read;
    expect(rows.filter(({ permission }) => !rights.has(permission))).toEqual([]);
  });

  it('says the rate that the stage has', () => {
    const stage = readFileSync(join(import.meta.dirname, '../../../infra/constructs/api.ts'), 'utf8');
    const [, rate = '', burst = ''] = /rateLimit: (\d+), burstLimit: (\d+)/.exec(stage) ?? [];
    expect(DOCUMENT).toContain(`${rate} requests a second over all who ask, and ${burst} at once`);
  });
});
