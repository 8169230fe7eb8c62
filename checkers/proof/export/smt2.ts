/**
 * A model as SMT-LIB 2, in the terms with which Assay itself proves (`checkers/proof/smt`): two states,
 * what is initial, what a step is, and for every invariant two questions, to be answered `unsat` both if
 * the invariant is inductive: does an initial state break it, and does a step out of a state where it
 * holds lead to one where it does not?
 */
import type { ModelSpec } from '../../../engine/language/typed.js';
import { SymbolicMachine } from '../smt/machine.js';
import { print } from '../smt/print.js';
import { CannotEncode, type Term } from '../smt/terms.js';
import { type Origin, originLines } from './origin.js';
import { CannotExport } from './refusal.js';

interface Invariant {
  readonly name: string;
  readonly text: string;
  readonly now: Term;
  readonly next: Term;
}

/** Throws `CannotExport` for what SMT-LIB without quantifiers cannot say. */
export function smt2(spec: ModelSpec, origin: Origin): string {
  try {
    return script(spec, origin);
  } catch (error) {
    if (error instanceof CannotEncode) throw new CannotExport(error.message);
    throw error;
  }
}

function script(spec: ModelSpec, origin: Origin): string {
  const machine = new SymbolicMachine(spec);
  const [now, next] = [machine.chosen('now'), machine.chosen('next')];
  const { invariants, left } = invariantsOf(machine, spec, now.state, next.state);
  const roots = [
    machine.terms.and(now.valid, next.valid),
    machine.isInitial(now.state),
    machine.transition(now.state, next.state, 'step').holds,
    ...invariants.flatMap((i) => [i.now, i.next]),
  ];
  const { preamble, texts } = print(roots, 'integers');
  const names = [
    'valid',
    'initial',
    'step',
    ...invariants.flatMap((_, i) => [`P${i + 1}`, `P${i + 1}.next`]),
  ];
  const lines = [
    ...head(spec, origin, left),
    preamble,
    '',
    '; In both states, every variable has a value of its type; now is initial; a step leads to next.',
    ...names.slice(0, 3).map((name, i) => define(name, texts[i])),
    ...invariants.flatMap(({ name, text }, i) => [
      '',
      `; ${comment(`${name}: ${text}`)}`,
      define(names[3 + 2 * i], texts[3 + 2 * i]),
      define(names[4 + 2 * i], texts[4 + 2 * i]),
      ...asked(`an initial state breaks ${name}`, ['initial', `(not P${i + 1})`]),
      ...asked(`a step breaks ${name}`, ['step', `P${i + 1}`, `(not P${i + 1}.next)`]),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function invariantsOf(
  machine: SymbolicMachine,
  spec: ModelSpec,
  now: ReturnType<SymbolicMachine['chosen']>['state'],
  next: typeof now,
): { invariants: Invariant[]; left: string[] } {
  const invariants: Invariant[] = [];
  const left: string[] = [];
  for (const { name, text, claim } of spec.properties) {
    if (claim.form !== 'always' && claim.form !== 'never') {
      left.push(`${name} (no invariant)`);
      continue;
    }
    try {
      const { expr } = spec.atoms[claim.atom];
      invariants.push({
        name,
        text,
        now: machine.holds(expr, now),
        next: machine.holds(expr, next),
      });
    } catch (error) {
      if (!(error instanceof CannotEncode)) throw error;
      left.push(`${name} (${error.message})`);
    }
  }
  return { invariants, left };
}

const define = (name: string, text: string): string => `(define-fun ${name} () Bool ${text})`;

const asked = (question: string, conditions: readonly string[]): string[] => [
  '(push 1)',
  `(assert (and valid ${conditions.join(' ')}))`,
  `(check-sat) ; sat: ${comment(question)}`,
  '(pop 1)',
];

function head(spec: ModelSpec, origin: Origin, left: readonly string[]): string[] {
  return [
    ...originLines(spec, origin, 'SMT-LIB 2'),
    'A step is one whose operations all have a value; steps start inside the bound of the exploration.',
    'Two answers for each invariant, in order: unsat and unsat if it is inductive.',
    'Not carried over: fairness.',
    ...left.map((name) => `Not carried over: ${name}.`),
  ].map((line) => `; ${comment(line)}`.trimEnd());
}

const comment = (text: string): string => text.replace(/\s+/g, ' ').replace(/[^\x20-\x7e]/g, '?');
