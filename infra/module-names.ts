import ts from 'typescript';

const boundBy = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundBy(element.name) : []));

const declaredBy = (list: ts.VariableDeclarationList): string[] =>
  list.declarations.flatMap(({ name }) => boundBy(name));

const declaredAmong = (statements: readonly ts.Statement[]): string[] =>
  statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) return declaredBy(statement.declarationList);
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
      return statement.name === undefined ? [] : [statement.name.text];
    return [];
  });

/** The names that a node inside a module declares for what stands in it. */
const declaredIn = (node: ts.Node): string[] => {
  if (ts.isFunctionLike(node)) {
    const own = ts.isFunctionExpression(node) && node.name !== undefined ? [node.name.text] : [];
    return [
      ...own,
      ...node.parameters.flatMap(({ name }) =>
        ts.isIdentifier(name) || ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name)
          ? boundBy(name)
          : [],
      ),
    ];
  }
  if (ts.isClassExpression(node)) return node.name === undefined ? [] : [node.name.text];
  if (ts.isBlock(node) || ts.isCaseOrDefaultClause(node)) return declaredAmong(node.statements);
  if (ts.isForStatement(node) || ts.isForOfStatement(node) || ts.isForInStatement(node)) {
    const { initializer } = node;
    return initializer !== undefined && ts.isVariableDeclarationList(initializer)
      ? declaredBy(initializer)
      : [];
  }
  if (ts.isCatchClause(node))
    return node.variableDeclaration === undefined ? [] : boundBy(node.variableDeclaration.name);
  return [];
};

/** Whether a node says nothing that is run. */
export const isOfTypes = (node: ts.Node): boolean =>
  (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) ||
  ts.isTypeParameterDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isImportDeclaration(node) ||
  ts.isExportDeclaration(node);

/** Whether an identifier reads a variable, and names no member, declaration or label. */
export const isRead = (node: ts.Identifier): boolean => {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  return !('name' in parent && parent.name === node);
};

/** Where a module reads one of the names that it declares or imports at its top level, and no other of the same name. */
export const readsOf = (source: ts.SourceFile, names: ReadonlySet<string>): ts.Identifier[] => {
  const reads: ts.Identifier[] = [];
  const visit = (node: ts.Node, visible: ReadonlySet<string>): void => {
    if (isOfTypes(node) || visible.size === 0) return;
    if (ts.isIdentifier(node)) {
      if (visible.has(node.text) && isRead(node)) reads.push(node);
      return;
    }
    const hidden = declaredIn(node).filter((name) => visible.has(name));
    const left =
      hidden.length === 0 ? visible : new Set([...visible].filter((name) => !hidden.includes(name)));
    ts.forEachChild(node, (child) => {
      visit(child, left);
    });
  };
  visit(source, names);
  return reads;
};
