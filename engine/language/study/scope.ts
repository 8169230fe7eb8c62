/** What names mean in one study, for measures of runs and for claims over measures. */
import type { Diagnostics } from '../diagnostics.js';
import type { Syntax } from '../expression/syntax.js';
import type { Span } from '../source.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import * as say from './messages.js';
import { type Lookup, syntaxOf } from './quantities.js';
import type { Axis, StudyMeasure } from './spec.js';

export class Scope {
  private readonly open = new Set<string>();

  constructor(
    readonly root: Mapping,
    readonly axes: readonly Axis[],
    readonly constants: Lookup,
    readonly diagnostics: Diagnostics,
    /** Those read so far. */
    readonly measures: readonly StudyMeasure[] = [],
  ) {}

  axis(name: string): number {
    return this.axes.findIndex((axis) => axis.name === name);
  }

  definition(name: string): Tree | undefined {
    const define = child(this.root, 'define');
    return define?.node === 'mapping' ? child(define, name) : undefined;
  }

  /** What a definition means; null, and said, where it leads back to itself. */
  expand<T>(name: string, span: Span, tree: Tree, meaning: (syntax: Syntax) => T | null): T | null {
    if (this.open.has(name)) {
      this.diagnostics.add(say.definedByItself(span, name));
      return null;
    }
    const syntax = syntaxOf(tree);
    this.open.add(name);
    const value = syntax && meaning(syntax);
    this.open.delete(name);
    return value;
  }

  /** Everything that a name can mean, for suggestions. */
  names(): string[] {
    const keys = (section: string) => {
      const tree = child(this.root, section);
      return tree?.node === 'mapping' ? tree.entries.map(({ key }) => key.text) : [];
    };
    return [
      ...this.measures.map(({ name }) => name),
      ...this.axes.map(({ name }) => name),
      ...keys('constants'),
      ...keys('define'),
    ];
  }
}

/** What to call a part of an expression that has no meaning here. */
export function wordFor(syntax: Syntax): string {
  const WORDS: Partial<Record<Syntax['syntax'], string>> = {
    list: 'a list',
    is: '`is`',
    index: 'an index',
    field: 'a field',
    quantity: 'a quantity with a unit',
  };
  if (syntax.syntax === 'binary') return `\`${syntax.operator}\``;
  return WORDS[syntax.syntax] ?? 'this';
}
