import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

/** Rooms whose modules declare and do nothing: what they make at their top level is only missed where it is used. */
const DECLARING = /\/shared\/(?:domain|contracts|records)\/[^/].*\.ts$/;

const PURE = '/* @__PURE__ */ ';

/** Where the calls begin that a module makes for its constants while it is loaded. */
const callsAtLoad = (source: ts.SourceFile): number[] => {
  const begins = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) begins.add(node.getStart(source));
    ts.forEachChild(node, visit);
  };
  source.statements.filter(ts.isVariableStatement).forEach(visit);
  return [...begins].toSorted((a, b) => a - b);
};

/** Modules as they were marked: most go into many functions. */
const marked = new Map<string, string>();

/** A module with the calls marked that may be left out with the constant they are made for. Its lines stay where they are. */
export const markPure = (text: string): string => {
  const begins = callsAtLoad(ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest));
  return [0, ...begins]
    .map((begin, at) => (at === 0 ? '' : PURE) + text.slice(begin, begins[at] ?? text.length))
    .join('');
};

/**
 * Leaves the schemas out of a bundle that its function can't reach. A bundler keeps whatever a module calls while it is loaded, since it
 * can't know that nothing comes of it; a function would make every schema of each file it takes one from, some 15 µs each.
 */
export const pureDeclarations = (): Plugin => ({
  name: 'pure-declarations',
  setup: (build) => {
    build.onLoad({ filter: DECLARING }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = marked.get(text) ?? markPure(text);
      marked.set(text, contents);
      return { contents, loader: 'ts' };
    });
  },
});
