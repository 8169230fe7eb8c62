/** Properties of task sets: one claim each, `for: t in tasks` expanded, definitions substituted. */
import type { Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import type { PropertyText } from '../lint/properties.js';
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { meaningOf } from './expressions.js';
import { instancesOfFor } from './ranges.js';
import { conditionOf, type Env, Scope, type Settled } from './scope.js';
import type { TasksClaim, TasksExpr, TasksProperty } from './spec.js';

/** Claims about runs that go on: an analysis of the worst case does not answer them. */
const TEMPORAL = [
  'reachable',
  'eventually',
  'every step',
  'next',
  'refines',
  'whenever',
  'until',
  'assuming',
];

export function tasksProperties(
  root: Mapping,
  spec: Settled,
  texts: readonly PropertyText[],
  diagnostics: Diagnostics,
): TasksProperty[] {
  const section = child(root, 'properties');
  if (section?.node !== 'mapping') return [];
  const scope = new Scope(root, spec, diagnostics, meaningOf);
  return section.entries.flatMap(({ key, value }, i) => {
    if (value.node !== 'mapping') return [];
    // Without its binders the claim would only echo what is wrong with them.
    const instances = instancesOfFor(child(value, 'for'), scope) ?? [];
    return instances.map(({ env, label }) => ({
      name: label === '' ? key.text : `${key.text} (${label})`,
      base: key.text,
      text: texts[i]?.text ?? '',
      expect: textOf(child(value, 'expect')) === 'violated' ? 'violated' : 'holds',
      span: key.span,
      claim: claimOf(value, scope, env),
    }));
  });
}

function claimOf(property: Mapping, scope: Scope, env: Env): TasksClaim {
  const temporal = TEMPORAL.find((word) => child(property, word) !== undefined);
  if (temporal !== undefined && temporal !== 'whenever')
    return { form: 'not yet', what: `\`${temporal}\` for task sets` };
  scope.notYet = null;
  const whenever = child(property, 'whenever');
  const form = (['always', 'never', 'holds'] as const).find((word) => child(property, word));
  const claim = form && child(property, form);
  if (whenever) conditions(whenever, scope, env);
  const found = form && claim ? judged(form, claim, scope, env) : null;
  if (scope.notYet !== null) return { form: 'not yet', what: scope.notYet };
  if (whenever) return { form: 'not yet', what: '`whenever` for task sets' };
  // Without a condition something is wrong, and has been said.
  return found ?? { form: 'not yet', what: 'a claim with mistakes' };
}

function judged(
  form: 'always' | 'never' | 'holds',
  claim: Tree,
  scope: Scope,
  env: Env,
): TasksClaim | null {
  if (form === 'holds' && claim.node === 'scalar') {
    const syntax = readExpression(claim, 'value', scope.diagnostics);
    const value = syntax && meaningOf(syntax, scope, env);
    if (value && value.is !== 'truth' && value.is !== 'task')
      return value.is === 'quantity' ? { form: 'report', value: value.expr } : null;
    if (value?.is !== 'truth') return null;
    return { form, condition: value.expr };
  }
  const condition = conditions(claim, scope, env);
  if (condition === null) return null;
  return { form, condition: form === 'never' ? { op: 'not', of: condition } : condition };
}

/** A list means all of them. */
function conditions(tree: Tree, scope: Scope, env: Env): TasksExpr | null {
  if (tree.node === 'list') {
    const all = tree.items.map((item) => conditions(item, scope, env));
    return all.every((one) => one !== null) ? { op: 'all', of: all } : null;
  }
  if (tree.node !== 'scalar') return null;
  const syntax = readExpression(tree, 'value', scope.diagnostics);
  return syntax && conditionOf(syntax, scope, env);
}
