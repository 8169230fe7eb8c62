/** What a property must have met to say something: implications with a true premise, quantifiers over something. */
import type { Expr, Formula, ModelSpec, Property } from '../language/typed.js';
import { forEachChild } from './lower/children.js';
import type { CoverageSite } from './system.js';

export interface Coverage {
  readonly sites: readonly CoverageSite[];
  /** The sites of an atom's expressions. */
  siteOf(expr: Expr): number | undefined;
}

/** One site for each place of the text in each property; instances of a property share theirs. */
export function coverageOf(spec: ModelSpec): Coverage {
  const sites: CoverageSite[] = [];
  const byPlace = new Map<string, number>();
  const byExpr = new Map<Expr, number>();
  spec.properties.forEach((property, index) => {
    const visit = (expr: Expr): void => {
      const kind = siteKind(expr);
      if (kind !== undefined && !byExpr.has(expr)) {
        const { start, end, file } = expr.span;
        const key = JSON.stringify([property.base, kind, file.path, start, end]);
        let site = byPlace.get(key);
        if (site === undefined) {
          site = sites.push({ kind, property: index, span: expr.span }) - 1;
          byPlace.set(key, site);
        }
        byExpr.set(expr, site);
      }
      forEachChild(expr, visit);
    };
    for (const atom of atomsOf(property)) visit(spec.atoms[atom].expr);
  });
  return { sites, siteOf: (expr) => byExpr.get(expr) };
}

function siteKind(expr: Expr): CoverageSite['kind'] | undefined {
  if (expr.op === 'implies') return 'implication';
  if (expr.op === 'gather' && (expr.gather === 'forall' || expr.gather === 'exists'))
    return 'quantifier';
  return undefined;
}

/** The atoms that a property speaks of, perhaps some of them twice. */
export function atomsOf({ claim, assuming }: Pick<Property, 'claim' | 'assuming'>): number[] {
  const atoms = 'atom' in claim ? [claim.atom] : formulaAtoms(claim.formula);
  return assuming ? [...atoms, ...formulaAtoms(assuming)] : atoms;
}

function formulaAtoms(formula: Formula): number[] {
  switch (formula.op) {
    case 'atom':
      return [formula.atom];
    case 'constant':
      return [];
    case 'and':
    case 'or':
    case 'implies':
    case 'until':
    case 'unless':
      return [...formulaAtoms(formula.left), ...formulaAtoms(formula.right)];
    default:
      return formulaAtoms(formula.of);
  }
}
