import ts from 'typescript';
import { callStates } from '../../lib/held-calls/model/call-states.ts';

/**
 * What a guard is: `table`, a condition of an event of the state table, or one state that it may not happen in; `reducer`,
 * a reason for which an event changes nothing; `record`, a condition on which something is written down; `note`, what is
 * written down before somebody outside is asked; `age`, a comparison of an age with its limit.
 */
type GuardKind = 'table' | 'reducer' | 'record' | 'note' | 'age';

/** One guard that can be taken away from a file. */
export interface Guard {
  /** Names it as long as its code stays what it is: file, function, kind, code, and how often the same came before. */
  readonly id: string;
  readonly kind: GuardKind;
  readonly line: number;
  /** It is about an event in one state. */
  readonly isPair: boolean;
  /** The file as it would be without it; undefined: the types do not tell. */
  readonly without: string | undefined;
}

/** Where what has happened is applied to what is known. */
const reducers = /\/state\/|\/existing-room\.ts$/;

/** What the code with its switches calls (`switches.ts`). */
export const switchesName = '__guards';

/** Something put before and behind a piece of the code. */
interface Wrap {
  readonly start: number;
  readonly end: number;
  readonly open: string;
  readonly close: string;
}

/**
 * A file in which each guard can be switched off by its number.
 * @param first number of the first guard
 */
export function withSwitches(path: string, text: string, first: number): { code: string; guards: Guard[] } {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true);
  const guards: Guard[] = [];
  const wraps: Wrap[] = [];
  const seen = new Set<string>();
  const names = new Map<string, number>();
  const raw = (node: ts.Node) => node.getText(source);

  const isOfReducers = reducers.test(path);
  const note = (kind: GuardKind, node: ts.Node, what: string, without?: string): number => {
    const name = `${path} ${functionOf(node)} ${kind}: ${what.replace(/\s+/g, ' ')}`;
    const before = names.get(name) ?? 0;
    names.set(name, before + 1);
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    guards.push({
      id: before === 0 ? name : `${name} (${before + 1})`,
      ...{ kind, line, without, isPair: kind === 'table' && ts.isPropertyAssignment(node) },
    });
    return first + guards.length - 1;
  };
  const wrap = (node: ts.Node, open: string, close: string) =>
    wraps.push({ start: node.getStart(source), end: node.end, open, close });
  const replaced = (node: ts.Node, by: string) =>
    text.slice(0, node.getStart(source)) + by + text.slice(node.end);

  /** An expression that without its guard always is what lets everything through. */
  function isAlways(kind: GuardKind, node: ts.Expression, neutral: boolean): void {
    const key = `${node.pos} ${node.end} ${neutral}`;
    if (seen.has(key)) return;
    seen.add(key);
    const number = note(kind, node, `${raw(node)} → ${neutral}`, replaced(node, `(${neutral} as boolean)`));
    wrap(node, `${switchesName}.is(${number}, `, `, ${neutral})`);
  }

  /** The reasons in a condition that, if it is `refusing`, keeps something from happening. */
  function reasons(kind: GuardKind, node: ts.Expression, refusing: boolean): void {
    if (ts.isParenthesizedExpression(node)) reasons(kind, node.expression, refusing);
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      reasons(kind, node.operand, !refusing);
    else if (ts.isBinaryExpression(node) && node.operatorToken.kind === joinOf(refusing)) {
      reasons(kind, node.left, refusing);
      reasons(kind, node.right, refusing);
    } else {
      const local = ts.isIdentifier(node) ? initialiserOf(node) : undefined;
      if (local === undefined) isAlways(kind, node, !refusing);
      else reasons(kind, local, refusing);
    }
  }

  function visit(node: ts.Node): void {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    if (ts.isPropertyAssignment(node)) {
      if (raw(node.name) === 'from' && isAtTop(node)) states(node);
      if (raw(node.name) === 'when') conditions(node.initializer);
    }
    if (
      ts.isFunctionDeclaration(node) &&
      node.type !== undefined &&
      raw(node.type) === 'readonly Condition[]'
    )
      returned(node).forEach(elements);
    if (ts.isIfStatement(node)) {
      if (node.elseStatement === undefined && changesNothing(node.thenStatement) && isOfReducers)
        reasons('reducer', node.expression, true);
      if (node.elseStatement === undefined && isWrite(node.thenStatement))
        reasons('record', node.expression, false);
    }
    if (ts.isConditionalExpression(node) && isOfReducers) {
      if (isInput(node.whenTrue)) reasons('reducer', node.condition, true);
      if (isInput(node.whenFalse)) reasons('reducer', node.condition, false);
    }
    if (ts.isExpressionStatement(node) && isNote(node)) {
      const number = note('note', node, raw(node), undefined);
      wrap(node, `if (!${switchesName}.off(${number})) { `, ' }');
    }
    if (ts.isBinaryExpression(node) && isOfAge(node)) isAlways('age', node, neutralOf(node));
    ts.forEachChild(node, visit);
  }

  /** For each state in which an event may not happen, that it may. */
  function states(property: ts.PropertyAssignment): void {
    const { initializer, name, parent } = property;
    if (!ts.isArrayLiteralExpression(initializer) || !ts.isPropertyAssignment(parent.parent)) return;
    const event = raw(parent.parent.name);
    const given = initializer.elements.map((element) => (ts.isStringLiteral(element) ? element.text : ''));
    const others = callStates.filter((state) => !given.includes(state));
    const numbers = others.map((state) => [state, note('table', property, `${event} not if ${state}`)]);
    wraps.push({ start: name.getStart(source), end: name.end, open: 'get ', close: '() { return ' });
    skipped.push({ start: name.end, end: initializer.getStart(source) });
    wrap(initializer, `${switchesName}.from(${JSON.stringify(Object.fromEntries(numbers))}, `, '); }');
  }

  function conditions(initializer: ts.Expression): void {
    wrap(initializer, `${switchesName}.when(`, ')');
    elements(initializer);
  }

  /** The conditions in the lists of an expression. */
  function elements(node: ts.Node): void {
    if (!ts.isArrayLiteralExpression(node)) {
      ts.forEachChild(node, elements);
      return;
    }
    for (const element of node.elements) {
      if (ts.isSpreadElement(element)) continue;
      const rest = node.elements.filter((each) => each !== element).map(raw);
      const number = note('table', element, raw(element), replaced(node, `[${rest.join(', ')}]`));
      wrap(element, `${switchesName}.condition(${number}, `, ')');
    }
  }

  const skipped: { readonly start: number; readonly end: number }[] = [];
  visit(source);
  return { code: applied(text, wraps, skipped), guards };

  /** An arrow or a function's returned expressions, as far as it has some. */
  function returned(node: ts.FunctionDeclaration): readonly ts.Expression[] {
    return (node.body?.statements ?? []).flatMap((each) =>
      ts.isReturnStatement(each) && each.expression !== undefined ? [each.expression] : [],
    );
  }

  function initialiserOf(identifier: ts.Identifier): ts.Expression | undefined {
    const body = ts.findAncestor(identifier, ts.isFunctionLike);
    let found: ts.Expression | undefined;
    const look = (node: ts.Node): void => {
      if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === identifier.text)
        found = node.initializer;
      ts.forEachChild(node, look);
    };
    if (body !== undefined) look(body);
    return found !== undefined && isLogical(found) ? found : undefined;
  }

  /** A branch that gives back what the function was given, or for a table's event undefined. */
  function changesNothing(statement: ts.Statement): boolean {
    const only = onlyOf(statement);
    if (only === undefined || !ts.isReturnStatement(only) || only.expression === undefined) return false;
    return isInput(only.expression);
  }

  function isInput(node: ts.Expression): boolean {
    if (!ts.isIdentifier(node)) return false;
    const [input] = ts.findAncestor(node, ts.isFunctionLike)?.parameters ?? [];
    return input !== undefined && ts.isIdentifier(input.name) && input.name.text === node.text;
  }
}

const joinOf = (refusing: boolean) =>
  refusing ? ts.SyntaxKind.BarBarToken : ts.SyntaxKind.AmpersandAmpersandToken;

function isLogical(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isLogical(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return (
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    (kind >= ts.SyntaxKind.LessThanToken && kind <= ts.SyntaxKind.ExclamationEqualsEqualsToken)
  );
}

/** Writes to the stores of both domains, whatever they are called where they are used. */
const writes =
  /\b(?:changeCaller|changeConference|record|recordRoomHas|postpone|calls\.move|existingRoomChanged|existingRooms\.change)\(/;
/** Questions to somebody outside. */
const asks = /\b(?:rooms|voice|video|bots|machine)\.\w+\(|\.of\([\w.]+\)\.\w+\(|\.letIn\?\.\(/;

/** Whether a statement does nothing but write something down. */
function isWrite(statement: ts.Statement): boolean {
  const only = onlyOf(statement);
  if (only === undefined || !ts.isExpressionStatement(only)) return false;
  return ts.isAwaitExpression(only.expression) && writes.test(only.getText()) && !asks.test(only.getText());
}

/** Whether it is written down before somebody outside is asked, in the same block. */
function isNote(statement: ts.ExpressionStatement): boolean {
  const { parent } = statement;
  if (!isWrite(statement) || (!ts.isBlock(parent) && !ts.isCaseOrDefaultClause(parent))) return false;
  const later = parent.statements.slice(parent.statements.indexOf(statement) + 1);
  return later.some((each) => asks.test(each.getText()));
}

/** Whether an expression compares an age with a limit that has a name. */
function isOfAge({ left, right, operatorToken: { kind } }: ts.BinaryExpression): boolean {
  if (kind < ts.SyntaxKind.LessThanToken || kind > ts.SyntaxKind.GreaterThanEqualsToken) return false;
  return [left, right].some(namesLimit);
}

/** Whether an expression names a duration that a file states, or that is a setting. */
function namesLimit(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node))
    return (
      ts.isIdentifier(node.expression) && node.expression.text === 'settings' && /Ms$/.test(node.name.text)
    );
  if (ts.isIdentifier(node) && /Ms$/.test(node.text)) return topNamesOf(node.getSourceFile()).has(node.text);
  return ts.forEachChild(node, namesLimit) ?? false;
}

/** What stands at the top of a file, and what it imports. */
function topNamesOf(source: ts.SourceFile): ReadonlySet<string> {
  return new Set(
    source.statements.flatMap((each) => {
      if (ts.isVariableStatement(each))
        return each.declarationList.declarations.map(({ name }) => name.getText());
      const bindings = ts.isImportDeclaration(each) ? each.importClause?.namedBindings : undefined;
      return bindings !== undefined && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name }) => name.text)
        : [];
    }),
  );
}

/** What a comparison with a limit is without it: as where it stands lets everything through, or always fulfilled. */
function neutralOf(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return neutralOf(parent);
  if (ts.isPrefixUnaryExpression(parent)) return !neutralOf(parent);
  if (ts.isBinaryExpression(parent)) return parent.operatorToken.kind !== ts.SyntaxKind.BarBarToken;
  if (!ts.isIfStatement(parent) || parent.expression !== node || parent.elseStatement !== undefined)
    return true;
  const { thenStatement } = parent;
  const only = onlyOf(thenStatement);
  return only === undefined || !(ts.isReturnStatement(only) || ts.isContinueStatement(only));
}

/** The statement, or the first of its block. */
function onlyOf(statement: ts.Statement): ts.Statement | undefined {
  return ts.isBlock(statement) ? statement.statements.at(0) : statement;
}

function isAtTop(node: ts.Node): boolean {
  return ts.findAncestor(node, ts.isFunctionLike) === undefined;
}

function functionOf(node: ts.Node): string {
  const named = ts.findAncestor(
    node,
    (each): each is ts.FunctionDeclaration => ts.isFunctionDeclaration(each) && each.name !== undefined,
  );
  const clause = ts.findAncestor(node, ts.isCaseClause);
  const name = named?.name?.text ?? '';
  return clause === undefined ? name : `${name}/${clause.expression.getText().replaceAll("'", '')}`;
}

function applied(
  text: string,
  wraps: readonly Wrap[],
  skipped: readonly { readonly start: number; readonly end: number }[],
): string {
  // Of two that begin at one place the longer one opens first; of two that end there, the shorter one closes first.
  const edits = wraps.flatMap(({ start, end, open, close }, index) => [
    { at: start, isOpen: true, size: end - start, index, code: open },
    { at: end, isOpen: false, size: end - start, index, code: close },
  ]);
  edits.sort((one, other) => {
    if (one.at !== other.at) return one.at - other.at;
    if (one.isOpen !== other.isOpen) return one.isOpen ? 1 : -1;
    const [size, index] = [one.size - other.size, one.index - other.index];
    return one.isOpen ? -size || index : size || -index;
  });
  let code = '';
  let at = 0;
  for (const edit of edits) {
    const gap = skipped.find(({ start }) => start === at && at < edit.at);
    code += text.slice(gap?.end ?? at, edit.at) + edit.code;
    at = edit.at;
  }
  return code + text.slice(at);
}
