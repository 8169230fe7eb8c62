/**
 * A model as Promela, for Spin. One process goes round one loop; each action with each binding is an
 * alternative of the loop, taken in one indivisible step, so that Spin's states are ours and one more: the
 * state before the first step, in which nothing has a value yet.
 *
 *     typed spec ─► storage (arrays of numbers) ─► symbolic steps and properties ─► text
 *
 * What is said is said to Spin and to people; `scalar.ts` keeps it short.
 */
import type { State } from '../../../../engine/language/machine.js';
import type { Atom, Formula, ModelSpec } from '../../../../engine/language/typed.js';
import { type Origin, originLines } from '../origin.js';
import { positionVariable } from '../positions.js';
import { CannotExport } from '../refusal.js';
import { assignment, type Start, startOf } from './initial.js';
import { commentText, Names } from './names.js';
import { atomsOf, ltlText, type Statement, statementsOf } from './properties.js';
import {
  all,
  and,
  any,
  bare,
  constant,
  equal,
  isFalse,
  isTrue,
  not,
  read,
  type Scalar,
  same,
  scalarText,
  TRUE,
} from './scalar.js';
import { type Step, stepsOf } from './steps.js';
import { type Cell, cellsOf, type Declaration, Storage, withCells } from './storage.js';
import type { Symbolic } from './symbolic.js';
import { type Environment, type Outcome, Translator } from './translate.js';

/** A file of more characters than this is refused. */
const TEXT_MAX = 8_000_000;

/** Throws `CannotExport` for what Promela cannot say. */
export function promela(spec: ModelSpec, origin: Origin): string {
  const text = textOf(spec, origin);
  if (text === null || text.length > TEXT_MAX)
    throw new CannotExport(`${spec.name} would be too large in Promela`);
  return text;
}

/** Null where it is longer than any string can be: what is unrolled doubles with each level. */
function textOf(spec: ModelSpec, origin: Origin): string | null {
  try {
    return new Exporter(spec).text(origin);
  } catch (error) {
    if (error instanceof RangeError && /string length/.test(error.message)) return null;
    throw error;
  }
}

type StateOf = (variable: string) => Symbolic;

class Exporter {
  private readonly names = new Names();
  private readonly t = new Translator(this.names.of);
  private readonly storage: Storage;
  private readonly statements: readonly Statement[];
  /** Names of the properties and atoms, and the numbers for values on their way into the state. */
  private readonly title = new Map<Statement, string>();
  private temporaries = 0;
  private readonly temporary: string;

  constructor(private readonly spec: ModelSpec) {
    this.storage = new Storage(this.names, spec.variables);
    this.statements = statementsOf(spec);
    this.temporary = this.names.claim('next_value');
    for (const s of this.statements) this.title.set(s, this.names.claim(s.property.name));
  }

  text(origin: Origin): string {
    const properties = this.properties();
    const options = this.steps().flatMap((step) => this.stepLines(step));
    const start = startOf(this.t, this.spec, this.storage);
    const process = [
      ...this.startLines(start),
      '  do',
      ...this.checks(),
      ...this.outsideChecks(start.outside ?? []),
      ...options.map((line) => `  ${line}`),
      ...this.mention(),
      '  od',
      '}',
    ];
    const body = [
      ...this.declarations(),
      '',
      ...VIOLATED,
      '',
      ...properties,
      ...process,
      ...this.claims(),
      '',
    ];
    return [...this.head(origin), '', ...this.defines(body.join('\n')), ...body].join('\n');
  }

  // ------------------------------------------------------------------------------------------- head

  private head(origin: Origin): string[] {
    const left = this.statements.filter((s) => s.as === 'nothing');
    const lines = [
      ...originLines(this.spec, origin, 'Promela'),
      '',
      'To check: spin -a FILE && gcc -O2 -DSAFETY -DNOREDUCE -DVECTORSZ=8192 -o pan pan.c && ./pan -E -c0 -m1000000',
      "Spin's states are those of the spec and one more, the state before the first step.",
      'A state without steps is no error here (-E). The assertion n != n fails where property n does',
      '(one that says what is reachable: where it is reached).',
      'Assertion 0 says that something is not well defined: a value outside its type, the head of nothing, ...',
      ...(this.statements.some((s) => s.as === 'ltl')
        ? ['Formulas: spin -DLTL -a FILE, without -DSAFETY, then ./pan -E -a -N NAME.']
        : []),
      ...(this.spec.explore.while === undefined
        ? []
        : ['States outside the bound of the exploration are judged, but not entered.']),
      ...(this.spec.fairness.length === 0
        ? []
        : ['Not carried over: fairness, which in Spin is between processes; here there is one.']),
      ...left.map((s) => `Not carried over: ${s.property.name} (${'why' in s ? s.why : ''}).`),
    ];
    return ['/*', ...lines.map((line) => ` * ${commentText(line)}`.trimEnd()), ' */'];
  }

  /** Names for numbers, those that are used. */
  private defines(body: string): string[] {
    const words = new Set(body.match(/\w+/g));
    const lines = this.names.defines
      .filter(({ name }) => words.has(name))
      .map(({ name, value }) => `#define ${name} ${value}`);
    return lines.length === 0 ? [] : [...lines, ''];
  }

  private declarations(): string[] {
    const hidden = Array.from(
      { length: this.temporaries },
      (_, i) => `hidden int ${this.temporary}_${i};`,
    );
    return [
      ...this.storage.declarations.map((d) => `${declaration(d)}  /* ${commentText(d.about)} */`),
      ...(this.hasClaims()
        ? ['bool started;  /* false in the state before the first step */']
        : []),
      ...hidden,
    ];
  }

  // ----------------------------------------------------------------------------------------- process

  private startLines({ lines, nothing }: Start): string[] {
    const begin = ['active proctype model() {'];
    if (nothing) return [...begin, '  false;'];
    const started = this.hasClaims() ? ['started = true'] : [];
    const body = [...lines, ...started];
    if (body.length === 0) body.push('skip');
    return [...begin, '  atomic {', ...body.map((line) => `    ${line}`), '  }'];
  }

  /** What is wrong with initial states that are outside the bound, judged here and now. */
  private outsideChecks(outside: readonly State[]): string[] {
    const constants = outside.map(
      (state): StateOf =>
        (name) =>
          this.t.constant(this.typeOf(name), state[name]),
    );
    const bound = this.spec.explore.while;
    const numbers = constants.flatMap((state) => {
      const env: Environment = { state, locals: new Map() };
      const inside = this.t.isolated(() => (bound ? this.t.truth(bound, env) : TRUE));
      const wrong = this.complaints(state).flatMap(({ when, number }) =>
        isTrue(when) ? [number] : [],
      );
      return isTrue(inside.defined) ? wrong : [0, ...wrong];
    });
    return [...new Set(numbers)].map((number) => `  ${failure(TRUE, number)}`);
  }

  private cachedSteps: Step[] | undefined;

  private steps(): Step[] {
    this.cachedSteps ??= stepsOf(this.t, this.spec, this.storage.read);
    return this.cachedSteps;
  }

  private stepLines(step: Step): string[] {
    const comment = `  /* ${commentText(step.title)} */`;
    const lines = [comment];
    if (!isFalse(step.failing)) lines.push(failure(step.failing, 0));
    if (isFalse(step.enabled)) return lines;
    const cells = [...step.writes].flatMap(([name, value]) => {
      const type = this.typeOf(name);
      return cellsOf(type, this.storage.read(name), value);
    });
    const changed = cells.filter(({ cell, value }) => !same(cell, value));
    const body = this.isJudged() ? this.judged(changed) : this.written(changed);
    const guard = isTrue(step.enabled) ? 'true' : bare(step.enabled);
    return [...lines, `:: d_step { ${guard} ->`, ...body.map((line) => `     ${line}`), '   }'];
  }

  private typeOf(variable: string) {
    const found = this.spec.variables.find((v) => v.name === variable);
    if (found === undefined) throw new Error(`no variable ${variable}`);
    return found.type;
  }

  /** All at once: what still has to be read is written last, or goes by way of temporaries. */
  private written(cells: readonly Cell[]): string[] {
    const lines: string[] = [];
    let rest = [...cells];
    while (rest.length > 0) {
      const free = rest.find(
        (c) => !rest.some((other) => other !== c && reads(other.value, c.cell)),
      );
      if (free === undefined) break;
      lines.push(assignment(free));
      rest = rest.filter((c) => c !== free);
    }
    const { fetch, store } = this.staged(rest);
    return lines.length + rest.length === 0 ? ['skip'] : [...lines, ...fetch, ...store];
  }

  private staged(cells: readonly Cell[]): { fetch: string[]; store: string[]; next: Scalar[] } {
    const next = cells.map(({ cell }, i) => read(`${this.temporary}_${i}`, cell.low, cell.high));
    this.temporaries = Math.max(this.temporaries, next.length);
    return {
      next,
      fetch: cells.map(({ value }, i) => assignment({ cell: next[i], value })),
      store: cells.map(({ cell }, i) => assignment({ cell, value: next[i] })),
    };
  }

  private isJudged(): boolean {
    return this.spec.explore.while !== undefined || this.statements.some((s) => s.as === 'step');
  }

  /** A step that is judged itself, or whose state may be outside the bound. */
  private judged(cells: readonly Cell[]): string[] {
    const { fetch, store, next } = this.staged(cells);
    const after = this.after(cells, next);
    const checks = cells.length === 0 ? [] : this.stepChecks(cells, next, after);
    return [...fetch, ...checks, ...this.bounded(after, store.length === 0 ? ['skip'] : store)];
  }

  /** The state after a step, in which the changed numbers are still on their way. */
  private after(cells: readonly Cell[], next: readonly Scalar[]): StateOf {
    const cache = new Map<string, Symbolic>();
    return (name) => {
      const known = cache.get(name);
      if (known !== undefined) return known;
      const value = withCells(this.storage.read(name), (cell) => {
        const i = cells.findIndex((c) => same(c.cell, cell));
        return i < 0 ? cell : next[i];
      });
      cache.set(name, value);
      return value;
    };
  }

  private stepChecks(cells: readonly Cell[], next: readonly Scalar[], after: StateOf): string[] {
    // A step that changes nothing is not judged.
    const changes = any(cells.map(({ cell }, i) => not(equal(cell, next[i]))));
    return this.statements.flatMap((s) => {
      if (s.as !== 'step' || s.property.claim.form !== 'every step') return [];
      const env: Environment = { state: after, old: this.storage.read, locals: new Map() };
      const { value, defined } = this.truthOf(this.spec.atoms[s.property.claim.atom], env);
      return [
        ...tested(and(changes, not(defined)), [complaint(0)]),
        ...tested(all([changes, defined, not(value)]), [complaint(s.number)]),
      ];
    });
  }

  private bounded(after: StateOf, store: readonly string[]): string[] {
    const bound = this.spec.explore.while;
    if (bound === undefined) return [...store];
    const env: Environment = { state: after, locals: new Map() };
    const { value, defined } = this.t.isolated(() => this.t.truth(bound, env));
    const outside = this.complaints(after).flatMap(({ when, number }) =>
      tested(when, [complaint(number)]),
    );
    return [
      'if',
      ...(isTrue(defined) ? [] : [`:: !${scalarText(defined)} -> ${complaint(0)}`]),
      `:: ${bare(and(defined, value))} -> ${store.join(' ')}`,
      `:: else -> ${outside.length === 0 ? 'skip' : outside.join(' ')}`,
      'fi',
    ];
  }

  // -------------------------------------------------------------------------------------- properties

  private truthOf(atom: Atom, env: Environment): Outcome<Scalar> {
    return this.t.isolated(() => this.t.truth(atom.expr, env));
  }

  private stuckIn(state: StateOf): Scalar {
    const steps = state === this.storage.read ? this.steps() : stepsOf(this.t, this.spec, state);
    const possible = any(steps.map((step) => any([step.enabled, step.failing])));
    return and(not(possible), not(this.finishedIn(state)));
  }

  /** Are all processes at `done`? */
  private finishedIn(state: StateOf): Scalar {
    const { processes } = this.spec;
    if (processes.length === 0) return constant(0);
    return all(processes.map(({ family }) => this.familyFinished(family, state)));
  }

  private familyFinished(family: string, state: StateOf): Scalar {
    const name = positionVariable(this.spec, family);
    const at = state(name);
    if (at.kind !== 'map') throw new CannotExport('the places of processes');
    const type = this.typeOf(name);
    const labels = type.kind === 'map' && type.value.kind === 'enum' ? type.value.members : [];
    const done = labels.indexOf('done');
    return done < 0
      ? constant(0)
      : all(at.entries.map((e) => (e.kind === 'scalar' ? equal(e.of, constant(done)) : TRUE)));
  }

  /** What is wrong with a state: when, and the number of the property. */
  private complaints(state: StateOf): { when: Scalar; number: number }[] {
    const env: Environment = { state, locals: new Map(), stuck: () => this.stuckIn(state) };
    return this.statements.flatMap((s) => {
      if (s.as !== 'state' || !('atom' in s.property.claim)) return [];
      const { form, atom } = s.property.claim;
      const { value, defined } = this.truthOf(this.spec.atoms[atom], env);
      const found = form === 'reachable' ? value : not(value);
      return [
        { when: not(defined), number: 0 },
        { when: and(defined, found), number: s.number },
      ].filter(({ when }) => !isFalse(when));
    });
  }

  /** The properties in words, each with its number. */
  private properties(): string[] {
    const lines = this.statements.flatMap((s) =>
      s.as === 'state' || s.as === 'step'
        ? [`/* ${s.number}. ${commentText(`${s.property.name}: ${s.property.text}`)} */`]
        : [],
    );
    return lines.length === 0 ? [] : [...lines, ''];
  }

  private checks(): string[] {
    return this.complaints(this.storage.read).map(
      ({ when, number }) => `  ${failure(when, number)}`,
    );
  }

  /** Spin leaves out of the state what nothing reads. */
  private mention(): string[] {
    const tests = this.storage.declarations.map(({ name, cells }) => {
      const one = cells === undefined ? name : `${name}[0]`;
      return `(${one} != ${one})`;
    });
    return tests.length === 0
      ? ['  :: false']
      : [
          '    /* Never: it is here because Spin leaves out of the state what nothing reads. */',
          `  :: ${tests.join(' || ')}`,
        ];
  }

  private hasClaims(): boolean {
    return this.statements.some((s) => s.as === 'ltl');
  }

  private claims(): string[] {
    const lines = this.statements.flatMap((s) => (s.as === 'ltl' ? this.claim(s) : []));
    return lines.length === 0 ? [] : ['', '#ifdef LTL', ...lines, '#endif'];
  }

  private claim(s: Extract<Statement, { as: 'ltl' }>): string[] {
    const env: Environment = {
      state: this.storage.read,
      locals: new Map(),
      stuck: () => this.stuckIn(this.storage.read),
    };
    const name = this.title.get(s) ?? '';
    const atoms = [...new Set(atomsOf(s.formula))];
    const names = new Map(atoms.map((atom, i) => [atom, `${name}_p${i}`]));
    return [
      `/* ${commentText(`${s.property.name}: ${s.property.text}`)} */`,
      ...atoms.map((atom) => {
        const { value } = this.truthOf(this.spec.atoms[atom], env);
        return `#define ${names.get(atom)} (${bare(value)})`;
      }),
      `ltl ${name} { ${fromStart(s.formula, (atom) => names.get(atom) ?? '')} }`,
    ];
  }
}

// --------------------------------------------------------------------------------------------- text

/** Spin prints the assertion that failed, and with it the number of the property. */
const VIOLATED = [
  '#ifdef LTL',
  '#define violated(n) skip',
  '#else',
  '#define violated(n) assert(n != n)',
  '#endif',
];

/** The formula, said of the first state that is one of the spec's. */
function fromStart(formula: Formula, atom: (index: number) => string): string {
  // Spin's automaton of the general form is large, and most formulas begin with `always`.
  return formula.op === 'always'
    ? `[] (started -> ${ltlText(formula.of, atom)})`
    : `(!started) U (started && ${ltlText(formula, atom)})`;
}

function declaration({ name, low, high, cells }: Declaration): string {
  const type =
    low >= 0 && high <= 1
      ? 'bool'
      : low >= 0 && high <= 255
        ? 'byte'
        : low >= -32768 && high <= 32767
          ? 'short'
          : 'int';
  return `${type} ${name}${cells === undefined ? '' : `[${cells}]`};`;
}

const complaint = (number: number): string => `violated(${number});`;

const failure = (when: Scalar, number: number): string =>
  `:: d_step { ${bare(when)} -> violated(${number}) }`;

const tested = (when: Scalar, body: readonly string[]): string[] =>
  isFalse(when) ? [] : [`if :: ${bare(when)} -> ${body.join(' ')} :: else -> skip fi;`];

/** Does the expression read the cell, perhaps? */
function reads(of: Scalar, cell: Scalar): boolean {
  if (cell.op !== 'read') return false;
  switch (of.op) {
    case 'constant':
      return false;
    case 'read': {
      const inside = of.index !== undefined && reads(of.index, cell);
      if (inside || of.array !== cell.array) return inside;
      if (of.index?.op !== 'constant' || cell.index?.op !== 'constant') return true;
      return of.index.value === cell.index.value;
    }
    case 'not':
      return reads(of.of, cell);
    case 'if':
      return reads(of.test, cell) || reads(of.yes, cell) || reads(of.no, cell);
    default:
      return reads(of.left, cell) || reads(of.right, cell);
  }
}
