/** Does what a property claims of a system depend on which node is which? */
import type { Setting } from '../../engine/language/system/spec.js';
import type { Expr } from '../../engine/language/typed.js';
import { forEachChild } from '../../engine/transition/lower/children.js';

/** Why exchanging nodes may change it; undefined where nothing of it names one. By index of the property. */
export function asymmetryIn({
  properties,
  atoms,
}: Setting): (property: number) => string | undefined {
  const judged = properties.filter(({ claim }) => claim.form !== 'unresolved');
  return (index) => {
    const property = judged[index];
    if (property === undefined) return undefined;
    if (property.bindings.some(({ type }) => type.kind === 'enum' && type.nodes))
      return 'it is claimed of single nodes, one by one; `forall` claims it of all at once';
    const { claim } = property;
    const expr = 'atom' in claim ? atoms[claim.atom]?.expr : undefined;
    return expr && namesNodes(expr) ? 'it names single nodes' : undefined;
  };
}

function namesNodes(expr: Expr): boolean {
  let found = expr.op === 'literal' && isNamed(expr);
  forEachChild(expr, (child) => {
    found ||= namesNodes(child);
  });
  return found;
}

/** A node, or some nodes of a role but not all. */
function isNamed({ type, value }: Extract<Expr, { op: 'literal' }>): boolean {
  if (type.kind === 'enum') return type.nodes === true;
  if (type.kind !== 'set' || type.of.kind !== 'enum' || !type.of.nodes) return false;
  const { length } = value as readonly unknown[];
  return length > 0 && length < type.of.members.length;
}
