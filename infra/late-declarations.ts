import ts from 'typescript';
import { isOfTypes, isRead, readsOf } from './module-names.ts';

/** The module that makes what is declared late. */
export const LATE_MODULE = 'seatkeeper:late';

/** Its text: a constant that is made when it is first read, and once. */
export const LATE_SOURCE =
  'export const late = (make) => { let made; return () => { if (make) { made = make(); make = undefined; } return made; }; };';

/** The name the maker goes by in a module; nobody writes such a one. */
const LATE = 'late$made';

const parse = (text: string): ts.SourceFile =>
  ts.createSourceFile('module.ts', text, ts.ScriptTarget.Latest, true);

/** Whether a constant is more than literals and sums of them: it calls something, or holds what other constants are. */
const isMade = (initializer: ts.Expression): boolean => {
  let made = false;
  const visit = (node: ts.Node): void => {
    if (
      made ||
      isOfTypes(node) ||
      ts.isFunctionLike(node) ||
      ts.isClassLike(node) ||
      ts.isBinaryExpression(node)
    )
      return;
    made = ts.isCallExpression(node) || ts.isNewExpression(node) || (ts.isIdentifier(node) && isRead(node));
    ts.forEachChild(node, visit);
  };
  visit(initializer);
  return made;
};

interface MadeConstant {
  readonly exported: boolean;
  readonly initializer: ts.Expression;
}

/** The constants of a module that are made, with what makes them. */
const madeConstants = (source: ts.SourceFile): Map<string, MadeConstant> => {
  const made = new Map<string, MadeConstant>();
  for (const statement of source.statements.filter(ts.isVariableStatement)) {
    if ((statement.declarationList.flags & ts.NodeFlags.Const) === 0) continue;
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (ts.isIdentifier(name) && initializer !== undefined && isMade(initializer))
        made.set(name.text, { exported, initializer });
  }
  return made;
};

/** The names of what a declaring module exports and makes late. */
export const lateExportsOf = (text: string): ReadonlySet<string> =>
  new Set([...madeConstants(parse(text))].filter(([, { exported }]) => exported).map(([name]) => name));

/** The names under which a module imports what is made late. */
const importedLate = (
  source: ts.SourceFile,
  lateExports: (specifier: string) => ReadonlySet<string>,
): string[] =>
  source.statements.filter(ts.isImportDeclaration).flatMap(({ moduleSpecifier, importClause }) => {
    if (!ts.isStringLiteral(moduleSpecifier) || !moduleSpecifier.text.startsWith('.')) return [];
    const late = lateExports(moduleSpecifier.text);
    const bindings = importClause?.namedBindings;
    if (late.size === 0 || bindings === undefined) return [];
    if (ts.isNamespaceImport(bindings))
      throw new Error(`${moduleSpecifier.text} is imported as a whole; import names from it.`);
    return bindings.elements
      .filter(({ name, propertyName }) => late.has((propertyName ?? name).text))
      .map(({ name }) => name.text);
  });

/** A module that is loaded later, or handed on, is read where nothing tells its late constants apart. */
const refuseLateModules = (
  source: ts.SourceFile,
  lateExports: (specifier: string) => ReadonlySet<string>,
): void => {
  for (const { moduleSpecifier } of source.statements.filter(ts.isExportDeclaration))
    if (
      moduleSpecifier !== undefined &&
      ts.isStringLiteral(moduleSpecifier) &&
      lateExports(moduleSpecifier.text).size > 0
    )
      throw new Error(`${moduleSpecifier.text} is handed on; import names from it where they are used.`);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteral(specifier) && lateExports(specifier.text).size > 0)
        throw new Error(`${specifier.text} is loaded later; move what it declares, or what is loaded.`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
};

/** A list of names at the end of a module would hand on a late constant under a name that nobody knows to be late. */
const refuseListed = (source: ts.SourceFile, names: ReadonlySet<string>): void => {
  for (const { exportClause, moduleSpecifier } of source.statements.filter(ts.isExportDeclaration))
    if (moduleSpecifier === undefined && exportClause !== undefined && ts.isNamedExports(exportClause))
      for (const { name, propertyName } of exportClause.elements)
        if (names.has((propertyName ?? name).text))
          throw new Error(`${name.text} is exported in a list; export it where it is declared.`);
};

/**
 * A module that makes its constants when they are first read, and reads those of others so. `declares` says whether it is one that
 * only declares; any other keeps its own constants as they are. Lines stay where they are.
 */
export const deferDeclarations = (
  text: string,
  declares: boolean,
  lateExports: (specifier: string) => ReadonlySet<string>,
): string => {
  const source = parse(text);
  refuseLateModules(source, lateExports);
  const made = declares ? madeConstants(source) : new Map<string, MadeConstant>();
  const names = new Set([...made.keys(), ...importedLate(source, lateExports)]);
  if (names.size === 0) return text;
  refuseListed(source, names);
  const inserts: { at: number; order: number; text: string }[] = [];
  const insert = (at: number, added: string, order = 0) => inserts.push({ at, order, text: added });
  for (const { initializer } of made.values()) {
    insert(initializer.getStart(source), `${LATE}(() => (`, -1);
    insert(initializer.end, '))', 1);
  }
  for (const read of readsOf(source, names)) {
    if (ts.isShorthandPropertyAssignment(read.parent)) insert(read.end, `: ${read.text}()`);
    else {
      insert(read.getStart(source), '(');
      insert(read.end, '())');
    }
  }
  // A constant may begin or end with a read.
  inserts.sort((a, b) => a.at - b.at || a.order - b.order);
  let result = '';
  let from = 0;
  for (const { at, text: added } of inserts) {
    result += text.slice(from, at) + added;
    from = at;
  }
  const used = made.size === 0 ? '' : `import { late as ${LATE} } from '${LATE_MODULE}'; `;
  return used + result + text.slice(from);
};
