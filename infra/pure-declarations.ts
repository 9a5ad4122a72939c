import ts from 'typescript';

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

/** A module with the calls marked that may be left out with the constant they are made for. Its lines stay where they are. */
export const markPure = (text: string): string => {
  const begins = callsAtLoad(ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest));
  return [0, ...begins]
    .map((begin, at) => (at === 0 ? '' : PURE) + text.slice(begin, begins[at] ?? text.length))
    .join('');
};
