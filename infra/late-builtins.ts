import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

const NAMESPACE = 'late-builtin';

const BUILTIN = new RegExp(`^(?:node:.*|${builtinModules.filter((name) => /^\w/.test(name)).join('|')})$`);

const parsed = new Map<string, ts.SourceFile>();

const sourceOf = (file: string): ts.SourceFile => {
  const source =
    parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  parsed.set(file, source);
  return source;
};

/** What one statement takes of a module by name; undefined where it takes the whole of it, or hands it on. */
const namesIn = (statement: ts.ImportDeclaration | ts.ExportDeclaration): string[] | undefined => {
  if (ts.isExportDeclaration(statement)) return undefined;
  const { importClause } = statement;
  if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
  const bindings = importClause?.namedBindings;
  if (importClause?.name !== undefined || bindings === undefined || ts.isNamespaceImport(bindings))
    return undefined;
  return bindings.elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name, propertyName }) => (propertyName ?? name).text);
};

/** The names a file imports of a module; undefined where it does not only import names. */
export const importedNames = (source: ts.SourceFile, specifier: string): string[] | undefined => {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier } = statement;
    if (
      moduleSpecifier === undefined ||
      !ts.isStringLiteral(moduleSpecifier) ||
      moduleSpecifier.text !== specifier
    )
      continue;
    const taken = namesIn(statement);
    if (taken === undefined || taken.includes('default')) return undefined;
    for (const name of taken) names.add(name);
  }
  return names.size === 0 ? undefined : [...names].sort();
};

/** A module of Node that is loaded when one of its names is first read. */
export const lateBuiltin = (specifier: string, names: readonly string[]): string => {
  const read = `(loaded ??= process.getBuiltinModule(${JSON.stringify(specifier)}))`;
  return `let loaded; module.exports = { ${names.map((name) => `get ${name}() { return ${read}.${name}; }`).join(', ')} };`;
};

/**
 * Loads a module of Node when something of it is first read. An import statement loads it with the function, and reads all that it
 * exports, which makes what the module itself makes late: web streams, the parser of MIME types, web crypto.
 */
export const lateBuiltins = (root: string): Plugin => ({
  name: 'late-builtins',
  setup: (build) => {
    build.onResolve({ filter: BUILTIN }, ({ path, importer, kind, namespace }) => {
      if (kind !== 'import-statement' || namespace !== 'file') return undefined;
      const names = importedNames(sourceOf(importer), path);
      if (names === undefined) return undefined;
      // One for each file: what several files share would be a chunk of its own, to be read when the function is loaded.
      const of = `${path} of ${relative(root, importer)}`;
      return { path: of, namespace: NAMESPACE, sideEffects: false, pluginData: lateBuiltin(path, names) };
    });
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ pluginData }) => ({
      contents: String(pluginData),
      loader: 'js',
    }));
  },
});
