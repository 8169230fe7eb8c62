/** Claims over measures: what holds in every cell, in none, or in some; `whenever` names those that count. */
import { readExpression } from '../expression/reader.js';
import type { PropertyText } from '../lint/properties.js';
import { child, entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { cellCondition } from './cell-expressions.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import type { CellExpr, StudyProperty } from './spec.js';

const FORMS = ['always', 'never', 'reachable'] as const;

/** Words of claims about runs in time. */
const OTHER = [
  'eventually',
  'every step',
  'holds',
  'next',
  'refines',
  'until',
  'within',
  'assuming',
  'for',
];

export function studyProperties(scope: Scope, texts: readonly PropertyText[]): StudyProperty[] {
  const section = child(scope.root, 'properties');
  if (section?.node !== 'mapping') return [];
  return section.entries.flatMap(({ key, value }, i): StudyProperty[] => {
    if (value.node !== 'mapping') return [];
    const claim = claimOf(value, scope);
    if (claim === null) return [];
    return [
      {
        name: key.text,
        base: key.text,
        text: texts[i]?.text ?? '',
        expect: textOf(child(value, 'expect')) === 'violated' ? 'violated' : 'holds',
        span: key.span,
        ...claim,
      },
    ];
  });
}

type Claim = Pick<StudyProperty, 'form' | 'whenever' | 'condition' | 'axes'>;

function claimOf(property: Mapping, scope: Scope): Claim | null {
  const other = OTHER.flatMap((word) => entry(property, word) ?? [])[0];
  if (other) {
    scope.diagnostics.add(say.claimOfMeasures(other.key.span, other.key.text));
    return null;
  }
  const form = FORMS.find((word) => child(property, word) !== undefined);
  const claim = form && child(property, form);
  if (form === undefined || claim === undefined) return null;
  const premise = child(property, 'whenever');
  const whenever = premise ? conditions(premise, scope) : null;
  const condition = conditions(claim, scope);
  if (condition === null || (premise && whenever === null)) return null;
  const axes = new Set<number>();
  for (const expr of [condition, ...(whenever ? [whenever] : [])])
    addAxes(expr, new Set(), scope.axes.length, axes);
  return { form, whenever, condition, axes: [...axes].sort((a, b) => a - b) };
}

/** A list means all of them. */
function conditions(tree: Tree, scope: Scope): CellExpr | null {
  if (tree.node === 'list') {
    const all = tree.items.map((item) => conditions(item, scope));
    return all.every((one) => one !== null) ? { op: 'all', of: all } : null;
  }
  if (tree.node !== 'scalar') return null;
  const syntax = readExpression(tree, 'value', scope.diagnostics);
  return syntax && cellCondition(syntax, scope);
}

/** Adds the axes on which an expression depends, those fixed by an `at` around it left out. */
function addAxes(expr: CellExpr, fixed: ReadonlySet<number>, count: number, to: Set<number>): void {
  const add = (axis: number) => {
    if (!fixed.has(axis)) to.add(axis);
  };
  switch (expr.op) {
    case 'measure':
      for (let axis = 0; axis < count; axis++) add(axis);
      return;
    case 'axis':
    case 'axis is':
      add(expr.axis);
      return;
    case 'at':
      addAxes(expr.of, new Set([...fixed, ...expr.fixed.map((f) => f.axis)]), count, to);
      return;
    case 'not':
    case 'abs':
      addAxes(expr.of, fixed, count, to);
      return;
    case 'all':
    case 'some':
      for (const one of expr.of) addAxes(one, fixed, count, to);
      return;
    case 'arithmetic':
    case 'compare':
      addAxes(expr.left, fixed, count, to);
      addAxes(expr.right, fixed, count, to);
  }
}
