/**
 * Proof scripts, resolved: what each step speaks of, and what it names. Labels and variables reach as
 * far as the supposition or case in which they stand. Whether steps follow is not asked here.
 */
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import { didYouMean } from '../nearest.js';
import * as structure from '../schema/messages.js';
import type { Span } from '../source.js';
import { child, type Entry, entry, type List, type Mapping, type Scalar } from '../yaml/tree.js';
import { bindersOf, type FormulaReader, type Names, variablesAsNames } from './formulas.js';
import type { Free, FunctionSymbol } from './logic.js';
import * as messages from './messages.js';
import { INDUCTION_HYPOTHESIS, RULES } from './rules.js';
import type { InductionCase, Justification, ProofStep } from './spec.js';
import type { Symbols } from './symbols.js';

/** What a step can see. */
interface Scope {
  readonly names: Names;
  readonly labels: ReadonlySet<string>;
  /** Variables that the claim here binds in front: those that induction may be on. */
  readonly claimed: readonly Free[];
  readonly hypothesis: boolean;
}

export interface ProofContext {
  readonly theorem: string;
  readonly reader: FormulaReader;
  readonly symbols: Symbols;
  readonly diagnostics: Diagnostics;
  /** Axioms, and theorems above this one. */
  readonly facts: readonly string[];
  /** This theorem and those below it. */
  readonly later: readonly string[];
}

/** Keys of an induction that are not its cases. */
const INDUCTION_KEYS = new Set(['induction on', 'by', 'from', 'as']);

export function proofOf(to: ProofContext, tree: List, variables: readonly Free[]): ProofStep[] {
  const reading = new ProofReader(to, labelsWithin(tree));
  const names = variablesAsNames(variables);
  return reading.steps(tree, { names, labels: new Set(), claimed: variables, hypothesis: false });
}

class ProofReader {
  private readonly diagnostics: Diagnostics;

  constructor(
    private readonly to: ProofContext,
    /** All labels of the proof, wherever they reach, and where each first stands. */
    private readonly everywhere: ReadonlyMap<string, Span>,
  ) {
    this.diagnostics = to.diagnostics;
  }

  steps(tree: List, outer: Scope): ProofStep[] {
    let scope = outer;
    const found: ProofStep[] = [];
    for (const [i, item] of tree.items.entries()) {
      if (item.node !== 'mapping') continue;
      const step = this.step(item, scope);
      const labels = labelsOf(item);
      scope = { ...scope, labels: new Set([...scope.labels, ...labels]) };
      if (step === null) continue;
      if (step.step === 'induction' && i < tree.items.length - 1)
        this.diagnostics.add(messages.inductionIsLast(step.span));
      found.push({ ...step, labels });
    }
    return found;
  }

  private step(step: Mapping, scope: Scope): ProofStep | null {
    const scalar = (key: string): Scalar | null => scalarOf(step, key);
    const have = scalar('have');
    if (have) return this.have(step, have, scope);
    const suppose = scalar('suppose');
    if (suppose) return this.suppose(step, suppose, scope);
    const start = scalar('calculate');
    if (start) return this.calculate(step, start, scope);
    const on = scalar('induction on');
    return on && this.induction(step, on, scope);
  }

  private have(step: Mapping, have: Scalar, scope: Scope): ProofStep | null {
    const formula = this.to.reader.formula(have, scope.names);
    const by = this.justification(step, scope);
    return formula && by && { step: 'have', formula, by, labels: [], span: have.span };
  }

  private suppose(step: Mapping, suppose: Scalar, outer: Scope): ProofStep | null {
    const fixed = this.fixed(scalarOf(step, 'for'), outer.names);
    if (fixed === null) return null;
    const names = new Map([...outer.names, ...variablesAsNames(fixed)]);
    const formula = this.to.reader.formula(suppose, names);
    const then = child(step, 'then');
    if (then?.node !== 'list') return null;
    const labels = new Set([...outer.labels, ...labelsOf(step)]);
    const steps = this.steps(then, { ...outer, names, labels, claimed: [] });
    return formula && { step: 'suppose', fixed, formula, steps, labels: [], span: suppose.span };
  }

  /** The variables that a supposition is made for, new here; null where they cannot be. */
  private fixed(binders: Scalar | null, names: Names): Free[] | null {
    if (binders === null) return [];
    const read = readExpression(binders, 'binders', new Diagnostics());
    if (read?.syntax !== 'call') return null;
    const bound = bindersOf(read.args.map(({ value }) => value));
    if (bound === null) {
      this.diagnostics.add(messages.badBinders(binders.span, 'for'));
      return null;
    }
    const known = [...this.to.symbols.sorts.keys()];
    const found = new Map(names);
    const variables: Free[] = [];
    for (const { name, span, sort, sortSpan } of bound) {
      if (!known.includes(sort)) {
        this.diagnostics.add(messages.unknownSort(sortSpan, sort, known));
        return null;
      }
      if (!this.to.reader.isNew(name, span, found)) return null;
      const free: Free = { is: 'free', name, sort };
      found.set(name, { is: 'term', term: free });
      variables.push(free);
    }
    return variables;
  }

  private calculate(step: Mapping, start: Scalar, scope: Scope): ProofStep | null {
    const first = this.to.reader.term(start, scope.names);
    const steps = child(step, 'steps');
    if (steps?.node !== 'list') return null;
    const lines = steps.items.flatMap((line) => {
      const equals = line.node === 'mapping' ? scalarOf(line, 'equals') : null;
      if (line.node !== 'mapping' || equals === null) return [];
      const term = this.to.reader.term(equals, scope.names, first?.sort);
      const by = this.justification(line, scope);
      return term && by ? [{ term, by, span: equals.span }] : [];
    });
    if (first === null || lines.length < steps.items.length) return null;
    return { step: 'calculate', start: first, lines, labels: [], span: start.span };
  }

  private induction(step: Mapping, on: Scalar, scope: Scope): ProofStep | null {
    const name = (on.text ?? '').trim();
    const variable = scope.claimed.find((v) => v.name === name);
    if (variable === undefined) {
      const known = scope.claimed.map((v) => v.name);
      this.diagnostics.add(messages.inductionOn(on.span, name, known));
      return null;
    }
    const constructors = this.to.symbols.sorts.get(variable.sort)?.constructors ?? null;
    if (constructors === null) {
      this.diagnostics.add(messages.notBuilt(on.span, name, variable.sort));
      return null;
    }
    const keys = step.entries.filter(({ key }) => !INDUCTION_KEYS.has(key.text));
    const base = { step: 'induction', variable, labels: [], span: on.span } as const;
    if (child(step, 'by') === undefined) {
      const cases = this.cases(keys, variable, constructors, scope, on.span);
      return cases && { ...base, cases };
    }
    if (keys.length > 0) this.diagnostics.add(messages.casesOrRule(keys[0].key.span));
    const by = this.justification(step, { ...scope, hypothesis: true });
    return by && { ...base, cases: by };
  }

  /** In the order of the constructors; null unless there is one for each. */
  private cases(
    keys: readonly Entry[],
    variable: Free,
    constructors: readonly FunctionSymbol[],
    outer: Scope,
    span: Span,
  ): InductionCase[] | null {
    const claimed = outer.claimed.filter((v) => v !== variable);
    const names = new Map([...outer.names].filter(([name]) => name !== variable.name));
    const found = new Map<string, InductionCase>();
    let fine = true;
    for (const { key, value } of keys) {
      const head = this.caseHead(key, variable.sort, constructors, names);
      fine &&= head !== null;
      if (head === null) continue;
      if (found.has(head.constructor)) {
        this.diagnostics.add(messages.caseTwice(key.span, head.constructor));
        continue;
      }
      const inside = new Map([...names, ...variablesAsNames(head.variables)]);
      const scope = { ...outer, names: inside, claimed, hypothesis: true };
      const steps = value.node === 'list' ? this.steps(value, scope) : [];
      found.set(head.constructor, { ...head, steps, span: key.span });
    }
    const missing = constructors.filter(({ name }) => !found.has(name));
    if (missing.length > 0 && fine)
      this.diagnostics.add(messages.missingCase(span, variable.sort, missing.map(headText)));
    if (missing.length > 0) return null;
    return constructors.flatMap(({ name }) => found.get(name) ?? []);
  }

  private caseHead(
    key: Scalar & { readonly text: string },
    sort: string,
    constructors: readonly FunctionSymbol[],
    names: Names,
  ): Pick<InductionCase, 'constructor' | 'variables'> | null {
    const head = readExpression(key, 'value', new Diagnostics());
    if (head === null) return null;
    const name = head.syntax === 'name' || head.syntax === 'call' ? head.name : key.text;
    const builder = constructors.find((one) => one.name === name);
    if (builder === undefined) {
      const known = constructors.map((one) => one.name);
      this.diagnostics.add(messages.unknownCase(key.span, name, sort, known));
      return null;
    }
    const args = head.syntax === 'call' ? head.args.map(({ value }) => value) : [];
    const variables = args.flatMap((arg, i): Free[] =>
      arg.syntax === 'name' && builder.takes[i] !== undefined
        ? [{ is: 'free', name: arg.name, sort: builder.takes[i] }]
        : [],
    );
    const different = new Set(variables.map((v) => v.name)).size === args.length;
    if (args.length !== builder.takes.length || !different) {
      this.diagnostics.add(messages.caseHead(key.span, headText(builder)));
      return null;
    }
    const fresh = variables.every((v, i) => this.to.reader.isNew(v.name, args[i].span, names));
    return fresh ? { constructor: name, variables } : null;
  }

  // --------------------------------------------------------------------------- justifications

  private justification(step: Mapping, scope: Scope): Justification | null {
    const by = scalarOf(step, 'by');
    if (by === null) return null;
    const name = (by.text ?? '').trim();
    const list = child(step, 'from');
    const from = list?.node === 'list' ? this.labels(list, scope) : null;
    return this.isKnown(name, by.span, scope) ? { name, span: by.span, from } : null;
  }

  private isKnown(name: string, span: Span, scope: Scope): boolean {
    const { facts, later, theorem } = this.to;
    if ((RULES as readonly string[]).includes(name) || this.isFact(name, scope)) return true;
    if (name === INDUCTION_HYPOTHESIS) this.diagnostics.add(messages.noHypothesis(span));
    else if (later.includes(name))
      this.diagnostics.add(messages.provedLater(span, name, name === theorem));
    else if (this.everywhere.has(name)) this.diagnostics.add(this.outOfReach(span, name));
    else {
      const known = [...RULES, INDUCTION_HYPOTHESIS, ...facts, ...scope.labels];
      this.diagnostics.add(messages.unknownRule(span, name, known));
    }
    return false;
  }

  private isFact(name: string, { labels, hypothesis }: Scope): boolean {
    if (name === INDUCTION_HYPOTHESIS) return hypothesis;
    return this.to.facts.includes(name) || labels.has(name);
  }

  /** A label of this proof: it stands only further down, or where it stood has ended. */
  private outOfReach(span: Span, label: string): Diagnostic {
    const stands = this.everywhere.get(label);
    return stands !== undefined && stands.start > span.start
      ? messages.labelLater(span, label, stands)
      : messages.labelEnded(span, label);
  }

  private labels(list: List, scope: Scope): { label: string; span: Span }[] {
    const { facts, later, theorem } = this.to;
    return list.items.flatMap((item) => {
      if (item.node !== 'scalar' || item.text === null) return [];
      const label = oneLine(item.text);
      const { span } = item;
      if (this.isFact(label, scope)) return [{ label, span }];
      if (label === INDUCTION_HYPOTHESIS) this.diagnostics.add(messages.noHypothesis(span));
      else if (later.includes(label))
        this.diagnostics.add(messages.provedLater(span, label, label === theorem));
      else if (this.everywhere.has(label)) this.diagnostics.add(this.outOfReach(span, label));
      else {
        const near = didYouMean(label, [...facts, ...scope.labels]);
        const sections = 'axioms, theorems and labels';
        this.diagnostics.add(structure.unknownReference(span, label, sections, near));
      }
      return [];
    });
  }
}

const headText = ({ name, takes }: FunctionSymbol): string =>
  takes.length === 0 ? name : `${name}(${takes.map((_, i) => 'xyzuvw'[i] ?? `x${i}`).join(', ')})`;

const oneLine = (text: string): string => text.trim().replace(/\s+/g, ' ');

function scalarOf(mapping: Mapping, key: string): Scalar | null {
  const found = entry(mapping, key)?.value;
  return found?.node === 'scalar' && found.text !== null ? found : null;
}

/** By what a step can be named: its `as`, and the text of its formula. */
function labelsOf(step: Mapping): string[] {
  return ['as', 'have', 'suppose'].flatMap((key) => {
    const scalar = scalarOf(step, key);
    return scalar ? [oneLine(scalar.text ?? '')] : [];
  });
}

function labelsWithin(tree: List, found = new Map<string, Span>()): Map<string, Span> {
  for (const step of tree.items) {
    if (step.node !== 'mapping') continue;
    for (const label of labelsOf(step)) if (!found.has(label)) found.set(label, step.span);
    for (const { value } of step.entries) if (value.node === 'list') labelsWithin(value, found);
  }
  return found;
}
