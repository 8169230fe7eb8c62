/** The names that a program declares for all its functions: types, constants, definitions. */
import { Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import type { Syntax } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import { child, type Entry, type Mapping, type Tree } from '../yaml/tree.js';
import * as say from './messages.js';
import type { Local, ProgramExpr } from './spec.js';
import { BOOLEAN, INTEGER, type ProgramType, type ScalarType, typeText } from './types.js';
import { partsOf } from './walk.js';

export const entriesOf = (tree: Tree | undefined): readonly Entry[] =>
  tree?.node === 'mapping' ? tree.entries : [];

export interface Definition {
  readonly entry: Entry;
  /** Null: an abbreviation without brackets. */
  readonly parameters: readonly string[] | null;
}

/** Types an expression that must be known beforehand. */
export type KnownValue = (syntax: Syntax, to: Declarations) => ProgramExpr | null;

/** Parts of an expression whose definitions are written out: no spec needs more than this. */
export const PARTS_MAX = 50_000;

export class Declarations {
  readonly definitions = new Map<string, Definition>();
  /** What a name is called that functions must not use again: `the type`. */
  readonly taken = new Map<string, string>();
  readonly functionNames: readonly string[];
  private readonly typeTrees = new Map<string, Tree>();
  private readonly constantTrees = new Map<string, Tree>();
  private readonly types = new Map<string, ProgramType | null>();
  private readonly constants = new Map<string, ProgramExpr | null>();
  private locals = 0;
  private readonly sizes = new WeakMap<ProgramExpr, number>();
  private readonly syntaxes = new Map<Tree, Syntax | null>();
  private uses = 0;
  isTooLarge = false;

  constructor(
    readonly root: Mapping,
    readonly diagnostics: Diagnostics,
    private readonly known: KnownValue,
  ) {
    for (const { key, value } of this.section('types', 'a type'))
      this.typeTrees.set(key.text, value);
    for (const { key, value } of this.section('constants', 'a constant'))
      this.constantTrees.set(key.text, value);
    for (const entry of this.section('define', 'a definition')) {
      const [, name, inside] = /^([^()]*?)\s*(?:\(([^()]*)\))?\s*$/.exec(entry.key.text) ?? [];
      if (name === undefined) continue;
      const parameters = inside === undefined ? null : inside.split(',').map((p) => p.trim());
      this.definitions.set(name, { entry, parameters });
    }
    this.functionNames = this.section('functions', 'a function').map(({ key }) => key.text);
    for (const name of this.typeTrees.keys()) this.type(name);
    for (const name of this.constantTrees.keys()) this.constant(name);
  }

  private section(name: string, what: string): readonly Entry[] {
    const entries = entriesOf(child(this.root, name));
    for (const { key } of entries) this.take(key.text.replace(/\(.*/, '').trim(), what, key.span);
    return entries;
  }

  private take(name: string, what: string, span: Entry['key']['span']): void {
    const first = this.taken.get(name);
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) this.diagnostics.add(say.notIdentifier(span, name));
    else if (first !== undefined) this.diagnostics.add(say.usedAsTwo(span, name, first));
    else this.taken.set(name, what);
  }

  /** Counts a use of a definition, which is a part at least; false where there are absurdly many. */
  enters(): boolean {
    this.isTooLarge ||= ++this.uses > PARTS_MAX;
    return !this.isTooLarge;
  }

  /** False where an expression, all its definitions written out, has absurdly many parts. */
  affords(expr: ProgramExpr): boolean {
    this.isTooLarge ||= this.partsIn(expr) > PARTS_MAX;
    return !this.isTooLarge;
  }

  /** Arguments of definitions are shared, and counted wherever they stand. */
  private partsIn(expr: ProgramExpr): number {
    const before = this.sizes.get(expr);
    if (before !== undefined) return before;
    const size = partsOf(expr).reduce((sum, part) => sum + this.partsIn(part), 1);
    this.sizes.set(expr, size);
    return size;
  }

  newLocal(name: string): Local {
    return { id: ++this.locals, name };
  }

  /** A scalar's syntax, read once; what is wrong with it has been said by the linter. */
  read(tree: Tree | undefined, as: 'value' | 'type' = 'value'): Syntax | null {
    if (tree?.node !== 'scalar' || tree.text === null) return null;
    const before = this.syntaxes.get(tree);
    if (before !== undefined) return before;
    const syntax = readExpression(tree, as, new Diagnostics());
    this.syntaxes.set(tree, syntax);
    return syntax;
  }

  // ---------------------------------------------------------------------------------------- values

  hasConstant(name: string): boolean {
    return this.constantTrees.has(name);
  }

  constantNames(): readonly string[] {
    return [...this.constantTrees.keys()];
  }

  /** A literal; null where it has none, which has been said. */
  constant(name: string): ProgramExpr | null {
    const before = this.constants.get(name);
    if (before !== undefined) return before;
    this.constants.set(name, null);
    const syntax = this.read(this.constantTrees.get(name));
    const value = syntax && this.known(syntax, this);
    if (value && value.op !== 'literal') this.diagnostics.add(say.notConstant(value.span));
    const literal = value?.op === 'literal' ? value : null;
    this.constants.set(name, literal);
    return literal;
  }

  // ----------------------------------------------------------------------------------------- types

  typeNames(): readonly string[] {
    return [...this.typeTrees.keys()];
  }

  /** A declared type; null where it is none, or wrong, which has been said. */
  type(name: string): ProgramType | null {
    const before = this.types.get(name);
    if (before !== undefined) return before;
    this.types.set(name, null);
    const type = this.typeOfTree(this.typeTrees.get(name));
    const named = type === null || type.kind === 'boolean' ? type : { ...type, name };
    this.types.set(name, named);
    return named;
  }

  /** Declared enums in which a name is a member. */
  enumsWith(member: string): (ProgramType & { readonly kind: 'enum' })[] {
    return [...this.types.values()]
      .flatMap((type) => {
        const scalar = type?.kind === 'sequence' ? type.of : type;
        return scalar?.kind === 'enum' && scalar.members.includes(member) ? [scalar] : [];
      })
      .filter((type, i, all) => all.findIndex((t) => typeText(t) === typeText(type)) === i);
  }

  typeOfTree(tree: Tree | undefined): ProgramType | null {
    if (tree === undefined) return null;
    if (tree.node === 'list') {
      const members = tree.items.map((item) => (item.node === 'scalar' ? (item.text ?? '') : ''));
      return { kind: 'enum', members };
    }
    if (tree.node === 'mapping') {
      this.diagnostics.add(say.notYet(tree.span, 'records are'));
      return null;
    }
    const syntax = this.read(tree, 'type');
    return syntax && this.typeOf(syntax);
  }

  private typeOf(syntax: Syntax): ProgramType | null {
    const { span } = syntax;
    switch (syntax.syntax) {
      case 'name':
        return this.namedType(syntax.name, syntax);
      case 'list':
        return {
          kind: 'enum',
          members: syntax.items.flatMap((i) => (i.syntax === 'name' ? [i.name] : [])),
        };
      case 'call':
        if (syntax.name === 'sequence') return this.sequenceType(syntax);
        this.diagnostics.add(say.notYet(span, `\`${syntax.name}\` types are`));
        return null;
      case 'binary': {
        if (syntax.operator === '..') {
          const [low, high] = [this.end(syntax.left), this.end(syntax.right)];
          if (low === null || high === null) return null;
          if (low <= high) return { kind: 'integer', low, high };
          this.diagnostics.add(say.emptyRange(span, low, high));
          return null;
        }
        if (syntax.operator === 'to') {
          this.diagnostics.add(say.notYet(span, 'maps are'));
          return null;
        }
      }
    }
    this.diagnostics.add(say.noMeaning(span, 'this type'));
    return null;
  }

  private namedType(name: string, { span }: Syntax): ProgramType | null {
    if (name === 'boolean') return BOOLEAN;
    if (name === 'integer') return INTEGER;
    if (this.typeTrees.has(name)) return this.type(name);
    const hint = didYouMean(name, [...this.typeTrees.keys(), 'boolean', 'integer', 'sequence']);
    this.diagnostics.add(say.unknownType(span, name, hint));
    return null;
  }

  private sequenceType(syntax: Syntax & { readonly syntax: 'call' }): ProgramType | null {
    const [item, limit] = syntax.args;
    if (item === undefined || syntax.args.length > 2) {
      this.diagnostics.add(
        say.wrongCall(syntax.span, 'sequence', '`sequence(T)` or `sequence(T, bound)`'),
      );
      return null;
    }
    const of = this.typeOf(item.value);
    const bound = limit === undefined ? undefined : this.end(limit.value);
    if (of === null || bound === null) return null;
    if (of.kind === 'sequence') {
      this.diagnostics.add(say.notYet(item.value.span, 'sequences of sequences are'));
      return null;
    }
    return { kind: 'sequence', of: of as ScalarType, ...(bound === undefined ? {} : { bound }) };
  }

  private end(syntax: Syntax): bigint | null {
    const value = this.known(syntax, this);
    if (value === null) return null;
    if (value.op === 'literal' && typeof value.value === 'bigint' && value.type.kind === 'integer')
      return value.value;
    this.diagnostics.add(say.notConstant(syntax.span));
    return null;
  }
}
