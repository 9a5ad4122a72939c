import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const STATIC_IMPORT = /(?:from|import)\s*["']\.\/([^"']+)["']/g;

/** Bytes of a bundle's code: what is loaded before the first event, and everything in it. */
export interface BundleSize {
  readonly atStart: number;
  readonly whole: number;
}

/** Measures a bundle by what its entry imports statically; source maps are left out. */
export const sizeOf = (directory: string): BundleSize => {
  const bytes = (file: string): number => statSync(join(directory, file)).size;
  const sum = (files: Iterable<string>): number => [...files].reduce((total, file) => total + bytes(file), 0);
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, next = ''] of readFileSync(join(directory, file), 'utf8').matchAll(STATIC_IMPORT))
      visit(next);
  };
  visit('index.mjs');
  return { atStart: sum(seen), whole: sum(readdirSync(directory).filter((file) => file.endsWith('.mjs'))) };
};
