/**
 * Runs proof scripts: each step becomes calls of the kernel, or the first that does not follow is told,
 * with what was to be shown, what was known there, and what does not fit. Not trusted.
 */

import type { Span } from '../../../engine/language/source.js';
import { formatFormula } from '../../../engine/language/theory/format.js';
import type { Formula, Free, Term } from '../../../engine/language/theory/logic.js';
import {
  INDUCTION_HYPOTHESIS,
  RULES,
  type RuleName,
} from '../../../engine/language/theory/rules.js';
import type {
  InductionCase,
  Justification,
  ProofStep,
  TheoremSpec,
} from '../../../engine/language/theory/spec.js';
import {
  closure,
  instantiate,
  sameFormula,
  substitute,
} from '../../../engine/language/theory/terms.js';
import { transitivity } from './equality.js';
import { byStatement } from './instances.js';
import type { Kernel, Theorem } from './kernel.js';
import { TooLong } from './limits.js';
import { type Box, RULE } from './rules.js';

/** The first step that does not follow. */
export class StepFailed extends Error {
  constructor(
    readonly span: Span,
    readonly wanted: string,
    readonly known: readonly string[],
    readonly why: string,
    /** A limit was hit: whether the step follows is open. */
    readonly open = false,
  ) {
    super(`to be shown: ${wanted}; ${why}`);
  }
}

/** What is known at a step, and by what it can be named. */
interface Known {
  readonly labels: readonly string[];
  readonly fact?: Theorem;
  readonly box?: Box;
}

/** What is to be proved here: the body, for any values of the variables. */
interface Goal {
  readonly variables: readonly Free[];
  readonly body: Formula;
}

export interface Facts {
  readonly kernel: Kernel;
  /** Axioms, and theorems proved before, by name; null: a theorem whose proof failed. */
  readonly statements: ReadonlyMap<string, Theorem | null>;
  readonly axioms: readonly Theorem[];
}

/** The theorem. @throws StepFailed */
export function runProof(
  facts: Facts,
  { claim, variables, span }: TheoremSpec,
  proof: readonly ProofStep[],
): Theorem {
  let body = claim;
  for (const variable of variables)
    if (body.is === 'forall') body = instantiate(body.body, variable);
  const runner = new Runner(facts);
  const shown = runner.goal({ variables, body }, proof, [], span);
  return runner.generalised(variables, shown);
}

class Runner {
  private readonly kernel: Kernel;

  constructor(private readonly facts: Facts) {
    this.kernel = facts.kernel;
  }

  /** The body of the goal. `place`: of the claim, for a proof that ends without it. */
  goal(goal: Goal, steps: readonly ProofStep[], outer: readonly Known[], place: Span): Theorem {
    const known = this.steps(steps, outer, goal);
    const last = known.length > outer.length ? known.at(-1)?.fact : undefined;
    const found = last && this.closes(goal, last);
    if (found) return found;
    const end = steps.at(-1)?.span ?? place;
    const wanted = formatFormula(goal.body);
    const why =
      last === undefined
        ? steps.length === 0
          ? 'the proof has no steps'
          : 'the proof ends with a supposition, of which nothing has been concluded'
        : `the last step shows ${formatFormula(last.conclusion)} instead`;
    throw new StepFailed(end, wanted, describe(known), why);
  }

  /** Does the theorem say the goal, or the goal for all values of its variables? */
  private closes({ variables, body }: Goal, last: Theorem): Theorem | null {
    for (const i of [...variables.keys(), variables.length].reverse()) {
      if (!sameFormula(last.conclusion, closure(variables.slice(i), body))) continue;
      return this.specialised(variables.slice(i), last);
    }
    return null;
  }

  generalised(variables: readonly Free[], theorem: Theorem): Theorem {
    return variables.reduceRight((t, free) => this.kernel.forallIntroduction(free, t), theorem);
  }

  private specialised(variables: readonly Free[], theorem: Theorem): Theorem {
    return variables.reduce((t, free) => this.kernel.forallElimination(t, free), theorem);
  }

  private steps(steps: readonly ProofStep[], outer: readonly Known[], goal: Goal | null): Known[] {
    const known = [...outer];
    for (const step of steps) known.push({ labels: step.labels, ...this.step(step, known, goal) });
    return known;
  }

  private step(step: ProofStep, known: readonly Known[], goal: Goal | null): Omit<Known, 'labels'> {
    switch (step.step) {
      case 'have':
        return { fact: this.justified(step.formula, step.by, step.span, known) };
      case 'suppose':
        return { box: this.suppose(step, known) };
      case 'calculate':
        return { fact: this.calculate(step, known) };
      case 'induction':
        if (goal === null) throw new Error('an induction without a claim');
        return { fact: this.induction(step, known, goal) };
    }
  }

  private suppose(step: ProofStep & { step: 'suppose' }, known: readonly Known[]): Box {
    const supposed = this.kernel.assume(step.formula);
    const inside = this.steps(
      step.steps,
      [...known, { labels: step.labels, fact: supposed }],
      null,
    );
    const last = inside.at(-1)?.fact ?? null;
    return { supposed: step.formula, fixed: step.fixed, last };
  }

  private calculate(step: ProofStep & { step: 'calculate' }, known: readonly Known[]): Theorem {
    let found = this.kernel.reflexivity(step.start);
    let now: Term = step.start;
    for (const { term, by, span } of step.lines) {
      const wanted: Formula = { is: 'equal', left: now, right: term };
      const line = this.justified(wanted, by, span, known);
      found = transitivity(this.kernel, found, line);
      now = term;
    }
    return found;
  }

  // ------------------------------------------------------------------------------- induction

  private induction(
    step: ProofStep & { step: 'induction' },
    known: readonly Known[],
    goal: Goal,
  ): Theorem {
    const { variable } = step;
    const others = goal.variables.filter((v) => v !== variable);
    const general = closure(others, goal.body);
    const claim = closure([variable], general);
    const constructors = this.kernel.constructorsOf(variable.sort) ?? [];
    const cases = constructors.map(({ name, takes, gives }, i) => {
      const written = Array.isArray(step.cases) ? (step.cases as InductionCase[])[i] : null;
      const variables =
        written?.variables ??
        takes.map((sort, j): Free => ({ is: 'free', name: `${variable.name}'${j}`, sort }));
      const value: Term = { is: 'apply', symbol: name, args: variables, sort: gives };
      const hypotheses = variables
        .filter(({ sort }) => sort === variable.sort)
        .map((v) => this.kernel.assume(substitute(general, variable, v)));
      const inside = [
        ...known,
        ...hypotheses.map((fact): Known => ({ labels: [INDUCTION_HYPOTHESIS], fact })),
      ];
      const body = substitute(goal.body, variable, value);
      const shown = written
        ? this.goal({ variables: others, body }, written.steps, inside, written.span)
        : this.caseByRule(body, step.cases as Justification, step.span, inside, hypotheses);
      return { variables, theorem: this.generalised(others, shown) };
    });
    const all = this.kernel.forallElimination(this.kernel.induction(claim, cases), variable);
    return this.specialised(others, all);
  }

  /** A case of `induction on: …` with `by`: the hypothesis is among what the rule is applied to. */
  private caseByRule(
    body: Formula,
    by: Justification,
    span: Span,
    known: readonly Known[],
    hypotheses: readonly Theorem[],
  ): Theorem {
    return this.justified(body, by, span, known, by.from === null ? [] : hypotheses);
  }

  // --------------------------------------------------------------------------- justification

  /** @param more besides what `from` names */
  private justified(
    wanted: Formula,
    by: Justification,
    span: Span,
    known: readonly Known[],
    more: readonly Theorem[] = [],
  ): Theorem {
    const fail = (why: string, open = false): never => {
      throw new StepFailed(span, formatFormula(wanted), describe(known), why, open);
    };
    const applied = this.appliedTo(by, known, fail);
    const facts = [...more, ...applied.flatMap(({ fact }) => fact ?? [])];
    const boxes = applied.flatMap(({ box }) => box ?? []);
    const rule = (RULES as readonly string[]).includes(by.name) ? (by.name as RuleName) : null;
    try {
      const found = rule
        ? RULE[rule](this.kernel, wanted, { facts, boxes })
        : this.byName(wanted, by, facts, known, fail);
      if (found && sameFormula(found.conclusion, wanted)) return found;
    } catch (error) {
      if (error instanceof TooLong) fail(error.message, true);
      throw error;
    }
    return fail(misfit(by, rule, facts, boxes));
  }

  /** What the step names after `from`; otherwise all that is known, and for simplification the axioms. */
  private appliedTo(
    { name, from }: Justification,
    known: readonly Known[],
    fail: (why: string) => never,
  ): readonly Known[] {
    if (from === null) {
      const latest = [...known].reverse();
      if (name !== 'simplification') return latest;
      return [...latest, ...this.facts.axioms.map((fact) => ({ labels: [], fact }))];
    }
    return from.flatMap(({ label }) => this.named(label, known, fail));
  }

  /** Everything of a name: there is an induction hypothesis for each part of a value. */
  private named(label: string, known: readonly Known[], fail: (why: string) => never) {
    const found = known.filter(({ labels }) => labels.includes(label));
    if (found.length > 0) return label === INDUCTION_HYPOTHESIS ? found : found.slice(-1);
    const fact = this.facts.statements.get(label);
    if (fact === null) return fail(`\`${label}\` is not proved itself`);
    return fact === undefined ? [] : [{ labels: [label], fact }];
  }

  private byName(
    wanted: Formula,
    by: Justification,
    facts: readonly Theorem[],
    known: readonly Known[],
    fail: (why: string) => never,
  ): Theorem | null {
    for (const { fact, box } of this.named(by.name, known, fail)) {
      if (box) fail(`\`${by.name}\` is a supposition that has ended`);
      const found = fact && byStatement(this.kernel, fact, wanted, facts);
      if (found) return found;
    }
    return null;
  }
}

function misfit(
  by: Justification,
  rule: RuleName | null,
  facts: readonly Theorem[],
  boxes: readonly Box[],
): string {
  const with_ = [
    ...facts.map(({ conclusion }) => formatFormula(conclusion)),
    ...boxes.map(boxText),
  ];
  const from = with_.length === 0 ? 'nothing' : with_.slice(0, 6).join(' · ');
  if (rule === null && by.from === null) return `it is no instance of \`${by.name}\``;
  return rule === null
    ? `it is no instance of \`${by.name}\` with ${from}`
    : `\`${by.name}\` does not give it from ${from}`;
}

const boxText = ({ supposed, last }: Box): string =>
  `supposing ${formatFormula(supposed)}: ${last ? formatFormula(last.conclusion) : 'nothing'}`;

function describe(known: readonly Known[]): string[] {
  return known.map(({ fact, box }) =>
    box ? boxText(box) : fact ? formatFormula(fact.conclusion) : '',
  );
}
