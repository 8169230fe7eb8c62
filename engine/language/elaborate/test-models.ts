/** For tests: models written in a few lines, elaborated from text. */
import { Diagnostics } from '../diagnostics.js';
import { lineAndColumn, sourceFile } from '../source.js';
import type { Expr, ModelSpec } from '../typed.js';
import { formatType } from '../types-format.js';
import { readYaml } from '../yaml/read.js';
import { elaborateModel } from './model.js';

export interface Elaborated {
  readonly spec: ModelSpec | null;
  /** `line code message`, in the order found. */
  readonly complaints: readonly string[];
}

export function elaborated(text: string): Elaborated {
  const file = sourceFile('<test>', text);
  const diagnostics = new Diagnostics();
  const [document] = readYaml(file, diagnostics);
  const tree = document?.tree;
  const spec = tree?.node === 'mapping' ? elaborateModel(tree, file, diagnostics) : null;
  const complaints = diagnostics.list.map(
    (d) => `${lineAndColumn(file, d.span.start).line} ${d.code} ${d.message}`,
  );
  return { spec, complaints };
}

/** The typed model; throws where anything, a warning included, is wrong with it. */
export function modelOf(text: string): ModelSpec {
  const { spec, complaints } = elaborated(text);
  if (spec === null || complaints.length > 0) throw new Error(complaints.join('\n'));
  return spec;
}

/** A typed expression on one line, with every conversion: `x as integer + 1`. */
export function shown(expr: Expr): string {
  switch (expr.op) {
    case 'literal':
      return Array.isArray(expr.value) ? JSON.stringify(expr.value) : literal(expr.value);
    case 'variable':
      return expr.name;
    case 'local':
      return expr.local.name;
    case 'stuck':
      return 'stuck';
    case 'old':
    case 'not':
    case 'negate':
    case 'abs':
    case 'log2':
      return `${expr.op}(${shown(expr.of)})`;
    case 'and':
    case 'or':
    case 'implies':
      return `(${shown(expr.left)} ${expr.op} ${shown(expr.right)})`;
    case 'if':
      return `if(${[expr.test, expr.then, expr.else].map(shown).join(', ')})`;
    case 'compare':
      return `(${shown(expr.left)} ${expr.relation} ${shown(expr.right)})`;
    case 'arithmetic':
      return `(${shown(expr.left)} ${expr.operator} ${shown(expr.right)})`;
    case 'coerce':
      return `${shown(expr.of)}→${formatType(expr.type)}`;
    case 'in':
      return `(${shown(expr.element)} in ${shown(expr.collection)})`;
    case 'interval':
      return `${shown(expr.from)}..${shown(expr.to)}`;
    case 'collection':
      return `${expr.type.kind}[${expr.items.map(shown).join(', ')}]`;
    case 'record':
      return `{${expr.fields.map(shown).join(', ')}}`;
    case 'shape':
      return `${expr.shape}(${expr.fields.map(shown).join(', ')})`;
    case 'field':
      return `${shown(expr.of)}.${expr.field}`;
    case 'is':
      return `(${shown(expr.of)} is ${expr.shape})`;
    case 'index':
      return `${shown(expr.of)}[${shown(expr.key)}]`;
    case 'gather': {
      const binders = expr.binders.map((b) => `${b.local.name} in ${shown(b.over)}`);
      return `${expr.gather}(${[...binders, shown(expr.body)].join(', ')})`;
    }
    case 'reach':
      return `reach(${expr.local.name}, ${shown(expr.step)}, ${shown(expr.start)})`;
    case 'call':
      return `${expr.function}(${expr.args.map(shown).join(', ')})`;
    case 'with': {
      const changes = expr.changes.map((c) => `${c.field} = ${shown(c.value)}`);
      return `with(${[shown(expr.of), ...changes].join(', ')})`;
    }
  }
}

function literal(value: Expr extends infer E ? (E extends { value: infer V } ? V : never) : never) {
  if (value !== null && typeof value === 'object' && 'shape' in value) return value.shape;
  return value === null ? 'none' : String(value);
}
