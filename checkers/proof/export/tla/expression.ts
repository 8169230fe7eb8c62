/**
 * Typed expressions as TLA+ (Lamport, *Specifying Systems*, 2002). Records and maps are functions, members
 * of enums are strings, a shape is a record whose field `is` names it, `none` is << >> and a present
 * optional << x >>.
 */
import type { Binder, Expr, ExprOf, Local } from '../../../../engine/language/typed.js';
import type { FieldType, Type, TypeOf } from '../../../../engine/language/types.js';
import { formatType, sameType } from '../../../../engine/language/types-format.js';
import type { ShapeValue, Value } from '../../../../engine/language/value.js';
import { valuesOf } from '../../../../engine/language/values.js';
import { changesForm } from '../optionals.js';
import { CannotExport } from '../refusal.js';
import type { TlaNames } from './names.js';

export interface Scope {
  /** Are variables read after the step? */
  readonly primed: boolean;
  readonly locals: ReadonlyMap<number, string>;
}

export const NOW: Scope = { primed: false, locals: new Map() };

const RELATIONS = { '==': '=', '!=': '#', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

export class TlaExpressions {
  constructor(
    readonly names: TlaNames,
    private readonly declared: readonly { readonly name: string; readonly type: Type }[],
    /** The variables that say where processes are. */
    private readonly positions: readonly { readonly name: string; readonly process: Type }[],
  ) {}

  bind(scope: Scope, local: Local): { scope: Scope; name: string } {
    const name = this.names.local(local.name, new Set(scope.locals.values()));
    return { name, scope: { ...scope, locals: new Map(scope.locals).set(local.id, name) } };
  }

  // -------------------------------------------------------------------------------- types, values

  /** The set of a type's values. */
  type(type: Type): string {
    const known = this.declared.find((d) => sameType(d.type, type));
    return known === undefined ? this.structure(type) : this.names.type(known.name);
  }

  structure(type: Type): string {
    switch (type.kind) {
      case 'boolean':
        return 'BOOLEAN';
      case 'integer':
        return 'Int';
      case 'range':
        return `${number(type.low)}..${number(type.high)}`;
      case 'symmetric':
        return `1..${type.size}`;
      case 'enum':
        return `{${type.members.map(quoted).join(', ')}}`;
      case 'optional':
        return `({<<>>} \\cup {<<x_>> : x_ \\in ${this.type(type.of)}})`;
      case 'record':
        return `[${this.fieldTypes(type.fields)}]`;
      case 'variant':
        return `(${type.shapes
          .map(
            (s) =>
              `[${[`is : {${quoted(s.name)}}`, this.fieldTypes(s.fields)].filter((t) => t !== '').join(', ')}]`,
          )
          .join(' \\cup ')})`;
      case 'map':
        return `[${this.type(type.key)} -> ${this.type(type.value)}]`;
      case 'set':
        return `SUBSET ${this.atom(this.type(type.of))}`;
      case 'sequence':
        return type.bound === undefined
          ? `Seq(${this.type(type.of)})`
          : `UNION {[1..n_ -> ${this.type(type.of)}] : n_ \\in 0..${type.bound}}`;
      case 'bag':
        throw new CannotExport(`${formatType(type)}: TLA+ is not told of bags`);
    }
  }

  private fieldTypes(fields: readonly FieldType[]): string {
    return fields.map((f) => `${this.names.field(f.name)} : ${this.type(f.type)}`).join(', ');
  }

  private atom(text: string): string {
    return /^[\w']+$|^\{[^{}]*\}$/.test(text) ? text : `(${text})`;
  }

  literal(type: Type, value: Value): string {
    switch (type.kind) {
      case 'boolean':
        return value === true ? 'TRUE' : 'FALSE';
      case 'integer':
      case 'range':
      case 'symmetric':
        return number(value as number);
      case 'enum':
        return quoted(value as string);
      case 'optional':
        return value === null ? '<<>>' : `<<${this.literal(type.of, value)}>>`;
      case 'record':
        return `[${this.fields(type.fields, value as readonly Value[])}]`;
      case 'variant': {
        const { shape, fields } = value as ShapeValue;
        const declared = type.shapes.find((s) => s.name === shape)?.fields ?? [];
        const rest = this.fields(declared, fields);
        return `[is |-> ${quoted(shape)}${rest === '' ? '' : `, ${rest}`}]`;
      }
      case 'map': {
        const items = value as readonly Value[];
        const [first] = items;
        const same = items.every((item) => JSON.stringify(item) === JSON.stringify(first));
        if (same && first !== undefined)
          return `[k_ \\in ${this.type(type.key)} |-> ${this.literal(type.value, first)}]`;
        const cases = valuesOf(type.key).map(
          (k, i) => `k_ = ${this.literal(type.key, k)} -> ${this.literal(type.value, items[i])}`,
        );
        return `[k_ \\in ${this.type(type.key)} |-> CASE ${cases.join(' [] ')}]`;
      }
      case 'set': {
        const items = value as readonly Value[];
        if (this.isWhole(type, items)) return this.type(type.of);
        return `{${items.map((v) => this.literal(type.of, v)).join(', ')}}`;
      }
      case 'sequence':
        return `<<${(value as readonly Value[]).map((v) => this.literal(type.of, v)).join(', ')}>>`;
      case 'bag':
        throw new CannotExport(`${formatType(type)}: TLA+ is not told of bags`);
    }
  }

  /** Is this the set of all values of a declared type? */
  private isWhole({ of }: TypeOf<'set'>, items: readonly Value[]): boolean {
    if (!this.declared.some((d) => sameType(d.type, of)) || items.length === 0) return false;
    return JSON.stringify(valuesOf(of)) === JSON.stringify(items);
  }

  private fields(fields: readonly FieldType[], values: readonly Value[]): string {
    return fields
      .map((f, i) => `${this.names.field(f.name)} |-> ${this.literal(f.type, values[i])}`)
      .join(', ');
  }

  // ---------------------------------------------------------------------------------- expressions

  /** In parentheses unless it is an atom. */
  inner(expr: Expr, scope: Scope): string {
    return this.enclosed(this.text(expr, scope));
  }

  private enclosed(text: string): string {
    return /^[\w'".]+(\[[\w'".]*\](\.\w+)*)*$|^<<>>$|^\{\}$/.test(text) || isBracketed(text)
      ? text
      : `(${text})`;
  }

  text(expr: Expr, scope: Scope): string {
    const at = (e: Expr): string => this.inner(e, scope);
    switch (expr.op) {
      case 'literal':
        return this.literal(expr.type, expr.value);
      case 'variable':
        return `${this.names.variable(expr.name)}${scope.primed ? "'" : ''}`;
      case 'local':
        return scope.locals.get(expr.local.id) ?? missing(expr.local.name);
      case 'old':
        return this.text(expr.of, { ...scope, primed: false });
      case 'stuck':
        return this.stuck();
      case 'not':
        return `~${at(expr.of)}`;
      case 'and':
        return `${at(expr.left)} /\\ ${at(expr.right)}`;
      case 'or':
        return `${at(expr.left)} \\/ ${at(expr.right)}`;
      case 'implies':
        return `${at(expr.left)} => ${at(expr.right)}`;
      case 'if':
        return `IF ${this.text(expr.test, scope)} THEN ${at(expr.then)} ELSE ${at(expr.else)}`;
      case 'compare':
        return this.comparison(expr, scope);
      case 'arithmetic':
        return this.arithmetic(expr.operator, at(expr.left), at(expr.right));
      case 'negate':
        return `-${at(expr.of)}`;
      case 'abs':
        return `${this.names.operator('Abs')}(${this.text(expr.of, scope)})`;
      case 'log2':
        return `${this.names.operator('Log2')}(${this.text(expr.of, scope)})`;
      case 'coerce':
        return this.coerced(expr.of.type, expr.type, this.text(expr.of, scope));
      case 'in':
        return expr.collection.type.kind === 'sequence'
          ? `${at(expr.element)} \\in ${this.names.operator('Items')}(${this.text(expr.collection, scope)})`
          : `${at(expr.element)} \\in ${at(expr.collection)}`;
      case 'interval':
        return `${at(expr.from)}..${at(expr.to)}`;
      case 'collection': {
        const items = expr.items.map((item) => this.text(item, scope)).join(', ');
        if (expr.type.kind === 'bag') return this.type(expr.type);
        return expr.type.kind === 'set' ? `{${items}}` : `<<${items}>>`;
      }
      case 'record':
        return `[${this.fieldTexts((expr.type as TypeOf<'record'>).fields, expr.fields, scope)}]`;
      case 'shape': {
        const shape = (expr.type as TypeOf<'variant'>).shapes.find((s) => s.name === expr.shape);
        const rest = this.fieldTexts(shape?.fields ?? [], expr.fields, scope);
        return `[is |-> ${quoted(expr.shape)}${rest === '' ? '' : `, ${rest}`}]`;
      }
      case 'field':
        return `${at(expr.of)}.${this.names.field(expr.field)}`;
      case 'is':
        return `${at(expr.of)}.is = ${quoted(expr.shape)}`;
      case 'index':
        return `${at(expr.of)}[${this.text(expr.key, scope)}]`;
      case 'gather':
        return this.gather(expr, expr.binders, scope);
      case 'reach':
        return this.reach(expr, scope);
      case 'call':
        return this.call(expr, scope);
      case 'with': {
        const changes = expr.changes.map(
          ({ field, value }) => `!.${this.names.field(field)} = ${this.text(value, scope)}`,
        );
        return `[${this.text(expr.of, scope)} EXCEPT ${changes.join(', ')}]`;
      }
    }
  }

  /** No step is possible, and not all processes are `done`. */
  private stuck(): string {
    const finished = this.positions.map(({ name, process }) => {
      const at = this.names.variable(name);
      return `\\A k_ \\in ${this.type(process)} : ${at}[k_] = "done"`;
    });
    const all = finished.map((text) => `(${text})`).join(' /\\ ');
    return finished.length === 0 ? '~ENABLED Next' : `~(ENABLED Next) /\\ ~(${all})`;
  }

  private fieldTexts(fields: readonly FieldType[], values: readonly Expr[], scope: Scope): string {
    return fields
      .map((f, i) => `${this.names.field(f.name)} |-> ${this.text(values[i], scope)}`)
      .join(', ');
  }

  private comparison(expr: ExprOf<'compare'>, scope: Scope): string {
    const { type } = expr.left;
    const [left, right] = [expr.left, expr.right].map((e) => this.inner(e, scope));
    if (type.kind !== 'enum' || expr.relation === '==' || expr.relation === '!=')
      return `${left} ${RELATIONS[expr.relation]} ${right}`;
    const order = `<<${type.members.map(quoted).join(', ')}>>`;
    const position = (text: string): string =>
      `${this.names.operator('Position')}(${order}, ${text})`;
    return `${position(left)} ${RELATIONS[expr.relation]} ${position(right)}`;
  }

  private arithmetic(operator: ExprOf<'arithmetic'>['operator'], a: string, b: string): string {
    switch (operator) {
      case 'div':
        return `${a} \\div ${b}`;
      case 'mod':
        return `${a} % ${b}`;
      case 'min':
        return `${this.names.operator('Min')}({${a}, ${b}})`;
      case 'max':
        return `${this.names.operator('Max')}({${a}, ${b}})`;
      default:
        return `${a} ${operator} ${b}`;
    }
  }

  /** Ranges and bounds need nothing: `TypeOK` sees what is outside. Optional values change their form. */
  private coerced(from: Type, to: Type, text: string): string {
    if (!changesForm(from, to)) return text;
    if (from.kind === 'optional' && to.kind === 'optional')
      return `(IF ${text} = <<>> THEN <<>> ELSE <<${this.coerced(from.of, to.of, `${this.enclosed(text)}[1]`)}>>)`;
    if (from.kind === 'optional') return this.coerced(from.of, to, `${this.enclosed(text)}[1]`);
    if (to.kind === 'optional') return `<<${this.coerced(from, to.of, text)}>>`;
    const whole = this.enclosed(text);
    switch (from.kind) {
      case 'set':
        return `{${this.coerced(from.of, (to as typeof from).of, 'x_')} : x_ \\in ${whole}}`;
      case 'map':
        return `[k_ \\in ${this.type(from.key)} |-> ${this.coerced(from.value, (to as typeof from).value, `${whole}[k_]`)}]`;
      case 'sequence':
        return `[i_ \\in DOMAIN ${whole} |-> ${this.coerced(from.of, (to as typeof from).of, `${whole}[i_]`)}]`;
      case 'record': {
        const target = (to as typeof from).fields;
        const fields = from.fields.map((f, i) => {
          const name = this.names.field(f.name);
          return `${name} |-> ${this.coerced(f.type, target[i].type, `${whole}.${name}`)}`;
        });
        return `[${fields.join(', ')}]`;
      }
      default:
        throw new CannotExport(`a change from ${formatType(from)} to ${formatType(to)}`);
    }
  }

  // ------------------------------------------------------------------------------------- gathers

  /** What a binder ranges over, as a set. */
  domain({ over }: Binder, scope: Scope): string {
    if (over.type.kind === 'bag') return this.type(over.type);
    const text = this.text(over, scope);
    return over.type.kind === 'sequence' ? `${this.names.operator('Items')}(${text})` : text;
  }

  private gather(expr: ExprOf<'gather'>, binders: readonly Binder[], outer: Scope): string {
    const [binder, ...rest] = binders;
    const { name, scope } = this.bind(outer, binder.local);
    const over = this.domain(binder, outer);
    const body = (): string => this.text(expr.body, scope);
    const nested = (): string => (rest.length === 0 ? body() : this.gather(expr, rest, scope));
    const sequence = binder.over.type.kind === 'sequence';
    switch (expr.gather) {
      case 'forall':
        return `\\A ${name} \\in ${over} : ${nested()}`;
      case 'exists':
        return `\\E ${name} \\in ${over} : ${nested()}`;
      case 'count':
        if (rest.length > 0 || sequence)
          return this.total(
            binder,
            outer,
            name,
            rest.length > 0 ? nested() : `IF ${body()} THEN 1 ELSE 0`,
          );
        return `Cardinality({${name} \\in ${over} : ${body()}})`;
      case 'sum':
        return this.total(binder, outer, name, nested());
      case 'min':
      case 'max':
        return `${this.names.operator(expr.gather === 'min' ? 'Min' : 'Max')}(${this.bodies(expr, binders, outer)})`;
      case 'the':
        return `CHOOSE ${name} \\in ${over} : ${body()}`;
      case 'filter':
        if (sequence)
          return `SelectSeq(${this.text(binder.over, outer)}, LAMBDA ${name} : ${body()})`;
        return `{${name} \\in ${over} : ${body()}}`;
      case 'set':
        return this.bodies(expr, binders, outer);
      case 'map':
        return `[${name} \\in ${over} |-> ${body()}]`;
      case 'sequence':
        return this.sequence(expr, binder, outer, name, body());
      case 'bag':
        return this.type(expr.type);
    }
  }

  private bodies(expr: ExprOf<'gather'>, binders: readonly Binder[], outer: Scope): string {
    const [binder, ...rest] = binders;
    const { name, scope } = this.bind(outer, binder.local);
    const inner = rest.length === 0 ? this.text(expr.body, scope) : this.bodies(expr, rest, scope);
    const set = `{${inner} : ${name} \\in ${this.domain(binder, outer)}}`;
    return rest.length === 0 ? set : `UNION ${set}`;
  }

  /** The sum of a function; of a sequence every item counts. */
  private total({ over }: Binder, outer: Scope, name: string, body: string): string {
    const sum = this.names.operator('Sum');
    const text = this.text(over, outer);
    if (over.type.kind === 'bag') return this.type(over.type);
    if (over.type.kind !== 'sequence') return `${sum}([${name} \\in ${text} |-> ${body}])`;
    return `${sum}([i_ \\in DOMAIN ${this.enclosed(text)} |-> LET ${name} == ${this.enclosed(text)}[i_] IN ${body}])`;
  }

  private sequence(expr: Expr, { over }: Binder, outer: Scope, name: string, body: string): string {
    const text = this.text(over, outer);
    if (over.type.kind === 'sequence')
      return `[i_ \\in DOMAIN ${this.enclosed(text)} |-> LET ${name} == ${this.enclosed(text)}[i_] IN ${body}]`;
    if (/^1\.\./.test(text)) return `[${name} \\in ${text} |-> ${body}]`;
    throw new CannotExport('a sequence over a set that does not begin with 1', expr.span);
  }

  private reach(expr: ExprOf<'reach'>, outer: Scope): string {
    const { name, scope } = this.bind(outer, expr.local);
    const step = this.offered(expr, expr.step, scope);
    const domain = this.type(expr.local.type);
    return `${this.names.operator('Reach')}([${name} \\in ${domain} |-> ${step}], ${this.offered(expr, expr.start, outer)})`;
  }

  private offered(expr: ExprOf<'reach'>, given: Expr, scope: Scope): string {
    const text = this.text(given, scope);
    if (given.type.kind === 'set' && expr.local.type.kind !== 'set') return text;
    return given.type.kind === 'optional'
      ? `${this.names.operator('Items')}(${text})`
      : `{${text}}`;
  }

  private call(expr: ExprOf<'call'>, scope: Scope): string {
    const [a, b, c] = expr.args.map((arg) => this.text(arg, scope));
    const [x, y] = [a, b].map((text) => (text === undefined ? '' : this.enclosed(text)));
    const [first] = expr.args;
    if (first.type.kind === 'bag') return this.type(first.type);
    switch (expr.function) {
      case 'add':
        return `${x} \\cup {${b}}`;
      case 'remove':
        return `${x} \\ {${b}}`;
      case 'union':
        return `${x} \\cup ${y}`;
      case 'intersection':
        return `${x} \\cap ${y}`;
      case 'difference':
        return `${x} \\ ${y}`;
      case 'subset':
        return `${x} \\subseteq ${y}`;
      case 'size':
        return first.type.kind === 'set' ? `Cardinality(${a})` : `Len(${a})`;
      case 'subsets':
        return `SUBSET ${x}`;
      case 'append':
        return `Append(${a}, ${b})`;
      case 'concat':
        return `${x} \\o ${y}`;
      case 'head':
        return `Head(${a})`;
      case 'tail':
        return `Tail(${a})`;
      case 'slice':
        return `SubSeq(${a}, ${b}, ${c})`;
      case 'indices':
        return `DOMAIN ${x}`;
    }
  }
}

/** Is the whole text one pair of brackets, with nothing beside it? */
function isBracketed(text: string): boolean {
  if (!/^[[({].*[\])}]$/.test(text)) return false;
  let depth = 0;
  for (const [i, c] of [...text].entries()) {
    if ('[({'.includes(c)) depth++;
    if ('])}'.includes(c) && --depth === 0 && i < text.length - 1) return false;
  }
  return true;
}

const number = (value: number): string => (value < 0 ? `(${value})` : String(value));
/** Names of the language: letters, digits and `_`. */
const quoted = (name: string): string => {
  if (!/^\w+$/.test(name)) throw new Error(`${name} is no name`);
  return `"${name}"`;
};

function missing(name: string): never {
  throw new Error(`no value for ${name}`);
}
