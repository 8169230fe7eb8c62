/** What a theory declares: sorts with constructors, functions, predicates. */
import type { Diagnostics } from '../diagnostics.js';
import type { Span } from '../source.js';
import { child, type Entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { emptySorts } from './inhabited.js';
import type { FunctionSymbol, PredicateSymbol, Signature, SortSymbol } from './logic.js';
import * as messages from './messages.js';
import { RULES } from './rules.js';

export interface Symbols {
  readonly signature: Signature;
  readonly sorts: ReadonlyMap<string, SortSymbol>;
  /** Constructors too. */
  readonly functions: ReadonlyMap<string, FunctionSymbol>;
  readonly predicates: ReadonlyMap<string, PredicateSymbol>;
  /** Name → what it is, of everything that a formula can mention. */
  readonly taken: ReadonlyMap<string, string>;
}

/** Entries of a section that is a mapping. */
export function entriesOf(root: Mapping, section: string): readonly Entry[] {
  const tree = child(root, section);
  return tree?.node === 'mapping' ? tree.entries : [];
}

const textsOf = (tree: Tree | undefined): string[] =>
  tree?.node === 'list' ? tree.items.map(textOf) : [];

const WORDS = new Set(['true', 'false', 'forall', 'exists']);

/** Null where the declarations contradict each other; unknown sorts have been told before. */
export function symbolsOf(root: Mapping, diagnostics: Diagnostics): Symbols | null {
  const taken = new Map<string, string>();
  let fine = true;
  const declare = (name: string, what: string, span: Span) => {
    const before = WORDS.has(name) ? 'a word of the language' : taken.get(name);
    if (before !== undefined) {
      diagnostics.add(messages.nameTaken(span, name, before));
      fine = false;
    }
    taken.set(name, what);
  };
  const sorts = new Map<string, SortSymbol>();
  const functions = new Map<string, FunctionSymbol>();
  const predicates = new Map<string, PredicateSymbol>();
  for (const { key, value } of entriesOf(root, 'sorts')) {
    declare(key.text, 'a sort', key.span);
    const built = value.node === 'mapping' ? child(value, 'built from') : undefined;
    const constructors: FunctionSymbol[] = [];
    for (const { key: name, value: takes } of built?.node === 'mapping' ? built.entries : []) {
      declare(name.text, `a constructor of \`${key.text}\``, name.span);
      const symbol = { name: name.text, takes: textsOf(takes), gives: key.text };
      constructors.push(symbol);
      functions.set(name.text, symbol);
    }
    sorts.set(key.text, { name: key.text, constructors: built ? constructors : null });
  }
  const own: FunctionSymbol[] = [];
  for (const { key, value } of entriesOf(root, 'functions')) {
    declare(key.text, 'a function', key.span);
    if (value.node !== 'mapping') continue;
    const gives = textOf(child(value, 'gives'));
    const symbol = { name: key.text, takes: textsOf(child(value, 'takes')), gives };
    own.push(symbol);
    functions.set(key.text, symbol);
  }
  for (const { key, value } of entriesOf(root, 'predicates')) {
    declare(key.text, 'a predicate', key.span);
    predicates.set(key.text, { name: key.text, takes: textsOf(value) });
  }
  const signature = {
    sorts: [...sorts.values()],
    functions: own,
    predicates: [...predicates.values()],
  };
  const used = [...functions.values()].flatMap(({ takes, gives }) => [...takes, gives]);
  const all = [...used, ...signature.predicates.flatMap(({ takes }) => takes)];
  if (!fine || !all.every((sort) => sorts.has(sort))) return null;
  for (const name of emptySorts(signature)) {
    const entry = entriesOf(root, 'sorts').find(({ key }) => key.text === name);
    diagnostics.add(messages.emptySort(entry?.key.span ?? root.span, name));
    fine = false;
  }
  return fine ? { signature, sorts, functions, predicates, taken } : null;
}

/** Axioms and theorems share one space of names, which the rules have taken part of. */
export function checkFactNames(root: Mapping, diagnostics: Diagnostics): void {
  const taken = new Map<string, string>(RULES.map((rule) => [rule, 'a rule']));
  for (const [section, what] of [
    ['axioms', 'an axiom'],
    ['theorems', 'a theorem'],
  ] as const)
    for (const { key } of entriesOf(root, section)) {
      const before = taken.get(key.text);
      if (before) diagnostics.add(messages.nameTaken(key.span, key.text, before));
      taken.set(key.text, what);
    }
}
