/** From a raw theory, whose structure is right, to its typed form. */
import type { Diagnostics } from '../diagnostics.js';
import { lintOther } from '../lint/other.js';
import type { Mutant } from '../typed.js';
import { child, type Entry, entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { FormulaReader } from './formulas.js';
import type { Formula, Free } from './logic.js';
import * as messages from './messages.js';
import { proofOf } from './proofs.js';
import type { Axiom, TheoremSpec, TheoryProperty, TheorySpec } from './spec.js';
import { checkFactNames, entriesOf, type Symbols, symbolsOf } from './symbols.js';
import { instantiate } from './terms.js';

/** Null where an error leaves it without meaning; what is wrong goes to `diagnostics`. */
export function elaborateTheory(root: Mapping, diagnostics: Diagnostics): TheorySpec | null {
  const { properties: texts, kind: _kind, ...header } = lintOther(root, 'theory', diagnostics);
  for (const section of ['types', 'constants']) {
    const found = entry(root, section);
    if (found) diagnostics.add(messages.noMeaningHere(found.key.span, section));
  }
  checkFactNames(root, diagnostics);
  const symbols = symbolsOf(root, diagnostics);
  if (symbols === null) return null;
  const reader = new FormulaReader(root, symbols, diagnostics);
  const axioms = entriesOf(root, 'axioms').flatMap(({ key, value }): Axiom[] => {
    const formula = formulaIn(reader, value);
    return formula ? [{ name: key.text, formula, span: key.span }] : [];
  });
  const theorems = theoremsOf(root, reader, symbols, diagnostics);
  const properties = entriesOf(root, 'properties').flatMap((property, i): TheoryProperty[] => {
    const claim = claimOf(property, reader, diagnostics);
    const { name, text, span } = texts[i];
    return claim ? [{ ...claim, name, base: name, text, span }] : [];
  });
  return {
    ...header,
    kind: 'theory',
    signature: symbols.signature,
    axioms,
    theorems,
    properties,
    mutants: entriesOf(root, 'mutants').map(mutantOf),
  };
}

function formulaIn(reader: FormulaReader, tree: Tree | undefined): Formula | null {
  return tree?.node === 'scalar' ? reader.formula(tree, new Map()) : null;
}

function theoremsOf(
  root: Mapping,
  reader: FormulaReader,
  symbols: Symbols,
  diagnostics: Diagnostics,
): TheoremSpec[] {
  const entries = entriesOf(root, 'theorems');
  const names = entries.map(({ key }) => key.text);
  const axioms = entriesOf(root, 'axioms').map(({ key }) => key.text);
  return entries.flatMap(({ key, value }, i): TheoremSpec[] => {
    const written = value.node === 'mapping' ? child(value, 'claim') : value;
    const claim = formulaIn(reader, written);
    if (claim === null) return [];
    const variables = boundInFront(claim);
    const script = value.node === 'mapping' ? child(value, 'proof') : undefined;
    const facts = [...axioms, ...names.slice(0, i)];
    const to = {
      theorem: key.text,
      reader,
      symbols,
      diagnostics,
      facts,
      later: names.slice(i),
    };
    const proof = script?.node === 'list' ? proofOf(to, script, variables) : null;
    return [{ name: key.text, claim, variables, proof, span: key.span }];
  });
}

/** The outermost `forall`s of a claim. */
function boundInFront(claim: Formula): Free[] {
  const found: Free[] = [];
  let rest = claim;
  while (rest.is === 'forall') {
    const free: Free = { is: 'free', name: rest.name, sort: rest.sort };
    found.push(free);
    rest = instantiate(rest.body, free);
  }
  return found;
}

/** Of a property, what it claims and expects; null where a theory has no such claim. */
function claimOf(
  { value }: Entry,
  reader: FormulaReader,
  diagnostics: Diagnostics,
): Pick<TheoryProperty, 'claim' | 'expect' | 'about'> | null {
  if (value.node !== 'mapping') return null;
  const strange = value.entries.find(({ key: { text } }) => !KEYS.has(text));
  if (strange) {
    diagnostics.add(messages.claimOfTheory(strange.key.span, strange.key.text));
    return null;
  }
  const about = textOf(child(value, 'about'));
  const expect = textOf(child(value, 'expect')) === 'violated' ? 'violated' : 'holds';
  const rest = { expect, ...(about ? { about } : {}) } as const;
  const always = child(value, 'always');
  if (textOf(always) === 'proofs') return { ...rest, claim: { form: 'proofs' } };
  const formula = conjunction(reader, always ?? child(value, 'never'));
  if (formula === null) return null;
  return { ...rest, claim: { form: always ? 'always' : 'never', formula } };
}

const KEYS = new Set(['about', 'expect', 'always', 'never']);

function conjunction(reader: FormulaReader, tree: Tree | undefined): Formula | null {
  const items = tree?.node === 'list' ? tree.items : tree ? [tree] : [];
  const formulas = items.map((item) => formulaIn(reader, item));
  let all: Formula | null = null;
  for (const one of formulas) {
    if (one === null) return null;
    all = all === null ? one : { is: 'and', left: all, right: one };
  }
  return all;
}

function mutantOf({ key, value }: Entry): Mutant {
  const breaks = value.node === 'mapping' ? child(value, 'breaks') : undefined;
  const about = value.node === 'mapping' ? textOf(child(value, 'about')) : '';
  return {
    name: key.text,
    breaks: breaks?.node === 'list' ? breaks.items.map(textOf) : [],
    ...(about ? { about } : {}),
    span: key.span,
  };
}
