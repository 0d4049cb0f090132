import ts from 'typescript';

/** One small fault that can be put into a file. */
export interface Mutant {
  readonly line: number;
  /** The code as it is, on one line, and what the fault makes of it. */
  readonly before: string;
  readonly after: string;
  /** In code that runs once, when the file is imported: switching the fault on later has no effect. */
  readonly isAtImport: boolean;
}

/** Asks, where the code with all its faults runs, whether one is switched on; and thereby tells that it was reached. */
export const switchName = '__isFault';

const swaps: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '===': ['!=='],
    '!==': ['==='],
    '<': ['<=', '>='],
    '<=': ['<', '>'],
    '>': ['>=', '<='],
    '>=': ['>', '<'],
    '+': ['-'],
    '-': ['+'],
    '*': ['/'],
    '/': ['*'],
    '%': ['*'],
    '&&': ['||'],
    '||': ['&&'],
    '??': ['&&'],
  }),
);
const methodSwaps: ReadonlyMap<string, string> = new Map(
  Object.entries({
    some: 'every',
    every: 'some',
    min: 'max',
    max: 'min',
    floor: 'ceil',
    ceil: 'floor',
    startsWith: 'endsWith',
    endsWith: 'startsWith',
    find: 'findLast',
  }),
);
const droppedMethods: ReadonlySet<string> = new Set([
  'filter',
  'slice',
  'sort',
  'toSorted',
  'trim',
  'toLowerCase',
]);

/**
 * A file with all its faults in it, each switched on by its number.
 * @param first number of the first fault
 */
export function withFaults(path: string, text: string, first: number): { code: string; mutants: Mutant[] } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  const mutants: Mutant[] = [];
  const raw = (node: ts.Node) => node.getText(source);
  const oneLine = (code: string) => code.replace(/\s+/g, ' ').slice(0, 100);

  const note = (node: ts.Node, after: string): string => {
    mutants.push({
      line: source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1,
      before: oneLine(raw(node)),
      after: oneLine(after),
      isAtImport: ts.findAncestor(node, ts.isFunctionLike) === undefined,
    });
    return `${switchName}(${first + mutants.length - 1})`;
  };
  /** An expression that is one of the others while its fault is switched on. */
  const either = (node: ts.Node, afters: readonly string[], otherwise: string): string =>
    afters.length === 0
      ? otherwise
      : `(${afters.map((after) => `${note(node, after)} ? (${after}) : `).join('')}(${otherwise}))`;

  function children(node: ts.Node): string {
    let code = '';
    let at = node.getStart(source);
    node.forEachChild((child) => {
      code += text.slice(at, child.getStart(source)) + print(child);
      at = child.end;
    });
    return code + text.slice(at, node.end);
  }

  function print(node: ts.Node): string {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
      return raw(node);
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return raw(node);
    // What a line of the log says is for people; that it holds no secret is tested elsewhere.
    if (ts.isExpressionStatement(node) && /^(?:\w+\.)?log\.\w+\(/.test(raw(node))) return raw(node);
    if (ts.isThrowStatement(node)) return `{ if (!${note(node, 'nothing')}) ${raw(node)} }`;
    if (ts.isExpressionStatement(node)) return `{ if (!${note(node, 'nothing')}) { ${children(node)} } }`;
    // Instead of `false` or `undefined`, nothing would be no fault.
    const isFault = ts.isReturnStatement(node) && !/^return (?:false|undefined);$/.test(raw(node));
    if (isFault && node.expression !== undefined && isStatementOfBlock(node))
      return `if (${note(node, 'return;')}) return undefined; ${children(node)}`;
    if (ts.isExpression(node) && isValue(node)) return either(node, faultsOf(node), children(node));
    return children(node);
  }

  function faultsOf(node: ts.Expression): readonly string[] {
    const isCondition =
      (ts.isIfStatement(node.parent) && node.parent.expression === node) ||
      (ts.isConditionalExpression(node.parent) && node.parent.condition === node);
    return [...(isCondition ? ['true', 'false'] : []), ...ownFaults(node)];
  }

  function ownFaults(node: ts.Expression): readonly string[] {
    if (ts.isBinaryExpression(node)) {
      const { left, operatorToken, right } = node;
      return (swaps.get(raw(operatorToken)) ?? []).map(
        (operator) => `(${raw(left)}) ${operator} (${raw(right)})`,
      );
    }
    if (ts.isPrefixUnaryExpression(node))
      return node.operator === ts.SyntaxKind.ExclamationToken ? [raw(node.operand)] : [];
    if (node.kind === ts.SyntaxKind.TrueKeyword) return ['false'];
    if (node.kind === ts.SyntaxKind.FalseKeyword) return ['true'];
    if (ts.isNumericLiteral(node)) return [`${raw(node)} + 1`];
    if (ts.isStringLiteral(node)) return node.text === '' ? ["'fault'"] : ["''"];
    if (ts.isTemplateExpression(node)) return ["''"];
    if (ts.isArrayLiteralExpression(node)) return node.elements.length === 0 ? [] : ['[]'];
    if (ts.isObjectLiteralExpression(node)) return node.properties.length === 0 ? [] : ['{}'];
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      const swapped = methodSwaps.get(name.text);
      const rest = text.slice(name.end, node.end);
      if (swapped !== undefined)
        return [text.slice(node.getStart(source), name.getStart(source)) + swapped + rest];
      if (droppedMethods.has(name.text)) return [raw(expression)];
    }
    return [];
  }

  const code = children(source);
  return { code: text.slice(0, source.getStart(source)) + code, mutants };
}

/**
 * Whether something else may stand in the place of an expression. The links of an optional chain stay together: in
 * brackets, what is undefined would not end it.
 */
function isValue(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent)) return false;
  if (ts.isBinaryExpression(node) && isAssignment(node)) return false;
  if (
    ts.isPropertyAccessExpression(parent) ||
    ts.isElementAccessExpression(parent) ||
    ts.isNonNullExpression(parent)
  )
    return parent.expression !== node || !ts.isOptionalChain(parent);
  if (ts.isCallExpression(parent) && parent.expression === node) return false;
  if (ts.isExpressionStatement(parent) || ts.isComputedPropertyName(parent)) return false;
  if (ts.isExportSpecifier(parent) || ts.isExternalModuleReference(parent)) return false;
  return true;
}

function isAssignment({ operatorToken }: ts.BinaryExpression): boolean {
  const { kind } = operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** A return that stands in a block has room for another before it; `if (x) return y;` has not. */
function isStatementOfBlock({ parent }: ts.ReturnStatement): boolean {
  return ts.isBlock(parent) || ts.isCaseOrDefaultClause(parent);
}
