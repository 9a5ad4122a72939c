import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadApiRoutes } from '../../../functions/api/routes.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Names of path values don't matter, nor does a query. */
const bare = (path: string): string => path.replace(/\?.*$/, '').replaceAll(/\{[^}]*\}/g, '{}');

const routes = new Set(
  (await loadApiRoutes()).map(({ operation: { method, path } }) => `${method} ${bare(path)}`),
);

/** Routes that a document names with their method, one after another and whole. */
const namedIn = (document: string): string[] =>
  [
    ...readFileSync(join(ROOT, document), 'utf8').matchAll(
      /(?:`|<code>)(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^`<\s…]+)(?:`|<\/code>)/g,
    ),
  ].map(([, method = '', path = '']) => `${method} ${bare(path)}`);

/** What people read: documents, and the page that tells how to connect. */
const DOCUMENTS = [...globSync(['*.md', 'docs/*.md'], { cwd: ROOT }), 'functions/connect/guide-page.ts'];

describe('the documents', () => {
  it('name routes that there are', () => {
    const named = DOCUMENTS.flatMap((document) => namedIn(document).map((route) => ({ document, route })));
    expect(named.length).toBeGreaterThan(80);
    expect(named.filter(({ route }) => !routes.has(route))).toEqual([]);
  });
});
