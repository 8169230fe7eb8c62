/**
 * From syntax to terms and formulas: names resolved, sorts checked, abbreviations written out. A
 * variable is never hidden by another of its name.
 */
import { Diagnostics } from '../diagnostics.js';
import { readExpression, readText } from '../expression/reader.js';
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { Span } from '../source.js';
import type { Mapping, Scalar } from '../yaml/tree.js';
import type { Formula, Free, Term } from './logic.js';
import * as messages from './messages.js';
import { entriesOf, type Symbols } from './symbols.js';
import { quantified } from './terms.js';

/** Symbols of one formula, definitions written out. */
const SYMBOLS_MAX = 5000;

type Part =
  | { readonly is: 'term'; readonly term: Term }
  | { readonly is: 'formula'; readonly formula: Formula };

interface Definition {
  readonly parameters: readonly string[];
  readonly body: Syntax;
}

/** What names stand for where a formula is written, besides the symbols of the theory. */
export type Names = ReadonlyMap<string, Part>;

export const variablesAsNames = (variables: readonly Free[]): Names =>
  new Map(variables.map((term) => [term.name, { is: 'term', term }]));

export class FormulaReader {
  private readonly definitions: ReadonlyMap<string, Definition>;
  private readonly open: string[] = [];
  private symbolsSeen = 0;
  private binders = 0;

  constructor(
    root: Mapping,
    private readonly symbols: Symbols,
    private readonly diagnostics: Diagnostics,
  ) {
    this.definitions = definitionsOf(root, symbols, diagnostics);
  }

  /** Null where it cannot be read (which has been told) or means nothing (which is told now). */
  formula(scalar: Scalar, names: Names): Formula | null {
    const syntax = readExpression(scalar, 'value', new Diagnostics());
    this.symbolsSeen = 0;
    return syntax && this.formulaOf(syntax, names);
  }

  term(scalar: Scalar, names: Names, sort?: string): Term | null {
    const syntax = readExpression(scalar, 'value', new Diagnostics());
    this.symbolsSeen = 0;
    return syntax && this.termOf(syntax, names, sort);
  }

  /** Is the name free for a new variable? If not, this is told. */
  isNew(name: string, span: Span, names: Names): boolean {
    const before = names.has(name)
      ? 'a variable here'
      : this.definitions.has(name)
        ? 'a definition'
        : this.symbols.taken.get(name);
    if (before === undefined) return true;
    this.diagnostics.add(messages.nameTaken(span, name, before));
    return false;
  }

  private formulaOf(syntax: Syntax, names: Names): Formula | null {
    const part = this.partOf(syntax, names);
    if (part?.is !== 'term') return part === null ? null : part.formula;
    this.diagnostics.add(messages.formulaWanted(syntax.span, part.term.sort));
    return null;
  }

  private termOf(syntax: Syntax, names: Names, sort?: string): Term | null {
    const part = this.partOf(syntax, names);
    if (part === null) return null;
    if (part.is === 'formula') {
      this.diagnostics.add(messages.termWanted(syntax.span));
      return null;
    }
    if (sort === undefined || part.term.sort === sort) return part.term;
    this.diagnostics.add(messages.wrongSort(syntax.span, sort, part.term.sort));
    return null;
  }

  private partOf(syntax: Syntax, names: Names): Part | null {
    if (++this.symbolsSeen > SYMBOLS_MAX) {
      if (this.symbolsSeen === SYMBOLS_MAX + 1)
        this.diagnostics.add(messages.tooLarge(syntax.span, SYMBOLS_MAX));
      return null;
    }
    switch (syntax.syntax) {
      case 'name':
        return names.get(syntax.name) ?? this.application(syntax, syntax.name, [], names);
      case 'call':
        if (syntax.name === 'forall' || syntax.name === 'exists')
          return asPart(this.quantifier(syntax, syntax.name, names));
        return this.application(
          syntax,
          syntax.name,
          syntax.args.map(({ value }) => value),
          names,
        );
      case 'not':
        return asPart(mapped(this.formulaOf(syntax.of, names), (of) => ({ is: 'not', of })));
      case 'compare':
        return asPart(this.comparison(syntax, names));
      case 'binary':
        return asPart(this.connective(syntax, names));
      default:
        this.diagnostics.add(messages.notInTheories(syntax.span));
        return null;
    }
  }

  private connective(syntax: SyntaxOf<'binary'>, names: Names): Formula | null {
    const { operator } = syntax;
    if (operator !== 'and' && operator !== 'or' && operator !== 'implies') {
      this.diagnostics.add(messages.notInTheories(syntax.span));
      return null;
    }
    const left = this.formulaOf(syntax.left, names);
    const right = this.formulaOf(syntax.right, names);
    return left && right && { is: operator, left, right };
  }

  /** Between terms, equality; between formulas, both imply each other. */
  private comparison(syntax: SyntaxOf<'compare'>, names: Names): Formula | null {
    if (syntax.relations.some((relation) => relation !== '==' && relation !== '!=')) {
      this.diagnostics.add(messages.notInTheories(syntax.span));
      return null;
    }
    const parts = syntax.operands.map((operand) => this.partOf(operand, names));
    let all: Formula | null = null;
    for (const [i, relation] of syntax.relations.entries()) {
      const [left, right] = [parts[i], parts[i + 1]];
      const equal = left && right && this.equality(left, right, syntax.operands[i + 1].span);
      if (!equal) return null;
      const one: Formula = relation === '==' ? equal : { is: 'not', of: equal };
      all = all === null ? one : { is: 'and', left: all, right: one };
    }
    return all;
  }

  private equality(left: Part, right: Part, span: Span): Formula | null {
    if (left.is === 'formula' && right.is === 'formula') {
      const [a, b] = [left.formula, right.formula];
      const [there, back] = [
        { is: 'implies', left: a, right: b },
        { is: 'implies', left: b, right: a },
      ] as const;
      return { is: 'and', left: there, right: back };
    }
    if (left.is === 'term' && right.is === 'term') {
      if (left.term.sort === right.term.sort)
        return { is: 'equal', left: left.term, right: right.term };
      this.diagnostics.add(messages.wrongSort(span, left.term.sort, right.term.sort));
    } else
      this.diagnostics.add(
        left.is === 'term'
          ? messages.termWanted(span)
          : messages.formulaWanted(span, right.is === 'term' ? right.term.sort : ''),
      );
    return null;
  }

  private application(syntax: Syntax, name: string, args: readonly Syntax[], names: Names) {
    const fn = this.symbols.functions.get(name);
    const predicate = this.symbols.predicates.get(name);
    const nameSpan = syntax.syntax === 'call' ? syntax.nameSpan : syntax.span;
    if (fn || predicate) {
      const takes = (fn ?? predicate)?.takes ?? [];
      const terms = this.argumentsOf(syntax.span, name, takes, args, names);
      if (terms === null) return null;
      if (fn) return asTerm({ is: 'apply', symbol: name, args: terms, sort: fn.gives });
      return asPart({ is: 'predicate', symbol: name, args: terms });
    }
    const definition = this.definitions.get(name);
    if (definition) return this.expansion(syntax.span, name, definition, args, names);
    if (args.length === 0 && (name === 'true' || name === 'false')) return asPart({ is: name });
    const known = [...names.keys(), ...this.symbols.taken.keys(), ...this.definitions.keys()];
    this.diagnostics.add(messages.unknownSymbol(nameSpan, name, known));
    return null;
  }

  private argumentsOf(
    span: Span,
    name: string,
    takes: readonly string[],
    args: readonly Syntax[],
    names: Names,
  ): Term[] | null {
    if (args.length !== takes.length) {
      this.diagnostics.add(messages.argumentCount(span, name, takes.length, args.length));
      return null;
    }
    const terms = args.map((arg, i) => this.termOf(arg, names, takes[i]));
    return terms.every((term) => term !== null) ? terms : null;
  }

  private expansion(
    span: Span,
    name: string,
    { parameters, body }: Definition,
    args: readonly Syntax[],
    names: Names,
  ): Part | null {
    if (args.length !== parameters.length) {
      this.diagnostics.add(messages.argumentCount(span, name, parameters.length, args.length));
      return null;
    }
    if (this.open.includes(name)) {
      this.diagnostics.add(messages.definitionCircle(span, name));
      return null;
    }
    const parts = args.map((arg) => this.partOf(arg, names));
    const values = new Map<string, Part>();
    for (const [i, part] of parts.entries()) {
      if (part === null) return null;
      values.set(parameters[i], part);
    }
    this.open.push(name);
    const found = this.partOf(body, values);
    this.open.pop();
    return found;
  }

  /** `forall(a, b in S, c in T, formula)`: names before one `in` share it. */
  private quantifier(
    syntax: SyntaxOf<'call'>,
    quantifier: 'forall' | 'exists',
    names: Names,
  ): Formula | null {
    const body = syntax.args.at(-1)?.value;
    const heads = syntax.args.slice(0, -1).map(({ value }) => value);
    const bound = body && bindersOf(heads);
    if (!body || !bound || bound.length === 0) {
      this.diagnostics.add(messages.badBinders(syntax.span, quantifier));
      return null;
    }
    const inside = new Map(names);
    const variables: { name: string; free: Free }[] = [];
    for (const { name, span, sort, sortSpan } of bound) {
      if (!this.symbols.sorts.has(sort)) {
        const known = [...this.symbols.sorts.keys()];
        this.diagnostics.add(messages.unknownSort(sortSpan, sort, known));
        return null;
      }
      if (!this.isNew(name, span, inside)) return null;
      // A name that no one can write, so that the body of a definition cannot meet it by chance.
      const free: Free = { is: 'free', name: `${name}#${this.binders++}`, sort };
      inside.set(name, { is: 'term', term: free });
      variables.push({ name, free });
    }
    const inner = this.formulaOf(body, inside);
    if (inner === null) return null;
    return variables.reduceRight<Formula>(
      (formula, { name, free }) => ({ ...quantified(quantifier, free, formula), name }) as Formula,
      inner,
    );
  }
}

const asPart = (formula: Formula | null): Part | null => formula && { is: 'formula', formula };

const asTerm = (term: Term): Part => ({ is: 'term', term });

const mapped = <T>(value: T | null, change: (value: T) => Formula): Formula | null =>
  value === null ? null : change(value);

/** The variables of `a, b in S, c in T`, or null where this is something else. */
export function bindersOf(heads: readonly Syntax[]) {
  const bound: { name: string; span: Span; sort: string; sortSpan: Span }[] = [];
  let waiting: { name: string; span: Span }[] = [];
  for (const head of heads) {
    if (head.syntax === 'name') {
      waiting.push({ name: head.name, span: head.span });
      continue;
    }
    if (head.syntax !== 'binary' || head.operator !== 'in') return null;
    const { left, right } = head;
    if (left.syntax !== 'name' || right.syntax !== 'name') return null;
    for (const one of [...waiting, { name: left.name, span: left.span }])
      bound.push({ ...one, sort: right.name, sortSpan: right.span });
    waiting = [];
  }
  return waiting.length === 0 ? bound : null;
}

function definitionsOf(
  root: Mapping,
  symbols: Symbols,
  diagnostics: Diagnostics,
): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const { key, value } of entriesOf(root, 'define')) {
    const head = readText(key.text, key.span, 'value', new Diagnostics());
    if (head === null || value.node !== 'scalar') continue;
    const body = readExpression(value, 'value', new Diagnostics());
    const name = head.syntax === 'call' || head.syntax === 'name' ? head.name : '';
    const parameters =
      head.syntax === 'call'
        ? head.args.flatMap((arg) => (arg.value.syntax === 'name' ? [arg.value.name] : []))
        : [];
    const before = symbols.taken.get(name) ?? (found.has(name) ? 'a definition' : undefined);
    if (before) diagnostics.add(messages.nameTaken(key.span, name, before));
    else if (body) found.set(name, { parameters, body });
  }
  return found;
}
