/**
 * A model as a TLA+ module with the configuration that TLC needs, which stands behind the end of the
 * module, where TLA+ reads no more.
 */
import type {
  Action,
  Effect,
  Fairness,
  Formula,
  ModelSpec,
  Property,
} from '../../../../engine/language/typed.js';
import { type Origin, originLines } from '../origin.js';
import { positionVariable } from '../positions.js';
import { NOW, type Scope, TlaExpressions } from './expression.js';
import { TlaNames } from './names.js';

/** Throws `CannotExport` for what is not said in TLA+. */
export function tla(spec: ModelSpec, origin: Origin): string {
  const module = new Module(spec).text(origin);
  return `${module.join('\n')}\n`;
}

/** The name that the file of the module must have, without `.tla`. */
export const moduleName = (spec: ModelSpec): string => spec.name.replace(/[^A-Za-z0-9]+/g, '_');

/** The configuration in an exported text, as TLC wants it in a file of its own. */
export function configuration(text: string): string {
  return text.slice(text.indexOf(CONFIGURATION) + CONFIGURATION.length + 1);
}

const CONFIGURATION = '\\* The configuration, for a file of its own (NAME.cfg):';

class Module {
  private readonly names = new TlaNames();
  private readonly e: TlaExpressions;
  private readonly left: string[] = [];

  constructor(private readonly spec: ModelSpec) {
    const declared = spec.types.filter(
      ({ type }) => !['boolean', 'integer', 'bag'].includes(type.kind),
    );
    for (const { name } of spec.variables) this.names.variable(name);
    for (const { name } of declared) this.names.type(name);
    for (const { name } of spec.actions) this.names.action(name);
    for (const { name } of spec.properties) this.names.property(name);
    const positions = spec.processes.map(({ family, type }) => ({
      name: positionVariable(spec, family),
      process: type,
    }));
    this.e = new TlaExpressions(this.names, declared, positions);
    this.declared = declared;
  }

  private readonly declared: ModelSpec['types'];

  text(origin: Origin): string[] {
    const { spec } = this;
    const types = this.declared.map(
      ({ name, type }) => `${this.names.type(name)} == ${this.e.structure(type)}`,
    );
    const actions = spec.actions.flatMap((action) => this.action(action));
    const body = [...this.initial(), '', ...actions, ...this.next(), '', ...this.bound()];
    const properties = spec.properties.map((p) => this.property(p));
    const variables = spec.variables.map(({ name }) => this.names.variable(name)).join(', ');
    const name = moduleName(spec);
    return [
      `---- MODULE ${name} ----`,
      ...this.head(origin),
      'EXTENDS Integers, Sequences, FiniteSets',
      '',
      ...(variables === '' ? [] : [`VARIABLES ${variables}`, '']),
      `vars == <<${variables}>>`,
      '',
      ...types,
      ...(types.length === 0 ? [] : ['']),
      ...spaced(this.names.definitions()),
      ...body,
      ...properties.flatMap(({ lines }) => [...lines, '']),
      ...spec.refinements.map(
        ({ name, text }) => `\\* ${name}: ${text} (of two modules: not said here)`,
      ),
      '====',
      CONFIGURATION,
      'SPECIFICATION Spec',
      'CHECK_DEADLOCK FALSE',
      ...(spec.explore.while === undefined ? [] : ['CONSTRAINT Bound']),
      'INVARIANT TypeOK',
      ...properties.flatMap(({ check }) => (check === undefined ? [] : [check])),
    ];
  }

  private head(origin: Origin): string[] {
    return [
      ...originLines(this.spec, origin, 'TLA+'),
      `Save as ${moduleName(this.spec)}.tla, and what stands behind the end as ${moduleName(this.spec)}.cfg.`,
      'Members of enums and shapes are strings; `none` is <<>>; members of symmetric types are numbers.',
      'Not carried over: 32-bit overflow; a step of which a part has no value is an error in TLC.',
      ...this.left,
    ].map((line) => `\\* ${comment(line)}`.trimEnd());
  }

  // ---------------------------------------------------------------------------------- behaviour

  private initial(): string[] {
    const { e, spec } = this;
    const typed = spec.variables.map(
      (v) => `  /\\ ${this.names.variable(v.name)} \\in ${e.type(v.type)}`,
    );
    const lines = spec.initial.map((initial) => {
      const name = this.names.variable(initial.variable);
      if (initial.choose === 'every') return `  /\\ ${name} \\in ${e.type(initial.type)}`;
      return initial.choose === 'value'
        ? `  /\\ ${name} = ${e.text(initial.value, NOW)}`
        : `  /\\ ${name} \\in ${e.text(initial.from, NOW)}`;
    });
    const given = spec.given.map((g) => `  /\\ ${e.inner(g, NOW)}`);
    return ['TypeOK ==', ...orTrue(typed), '', 'Init ==', ...orTrue([...lines, ...given])];
  }

  private action(action: Action): string[] {
    const { e } = this;
    let scope: Scope = NOW;
    const names: string[] = [];
    const members: string[] = [];
    for (const binder of action.binders) {
      // The name is taken first: TLA+ lets none be bound again inside the set that it ranges over.
      const bound = e.bind(scope, binder.local);
      const domain = e.domain(binder, bound.scope);
      names.push(bound.name);
      if (binder.over.op !== 'literal') members.push(`/\\ ${bound.name} \\in ${domain}`);
      scope = bound.scope;
    }
    const lets = action.lets.map(({ local, value }) => {
      const bound = e.bind(scope, local);
      const text = e.text(value, bound.scope);
      scope = bound.scope;
      return `LET ${bound.name} == ${text} IN`;
    });
    const inner = [
      ...members,
      ...action.guard.map((g) => `/\\ ${e.inner(g, scope)}`),
      ...this.effects(action.effects, scope),
    ];
    const head = `${this.names.action(action.name)}${names.length === 0 ? '' : `(${names.join(', ')})`} ==`;
    return [head, ...lets.map((l) => `  ${l}`), ...inner.map((l) => `  ${l}`), ''];
  }

  private effects(effects: readonly Effect[], scope: Scope): string[] {
    const { names } = this;
    const choices: string[] = [];
    const chosen = new Map<Effect, string>();
    const visit = (list: readonly Effect[]): void => {
      for (const effect of list) {
        if (effect.effect === 'if') [effect.then, effect.else].forEach(visit);
        if (effect.effect !== 'choose') continue;
        const name = names.local('choice', new Set([...scope.locals.values(), ...chosen.values()]));
        chosen.set(effect, name);
        const values = effect.values.map((value) => this.e.text(value, scope)).join(', ');
        choices.push(`\\E ${name} \\in {${values}} :`);
      }
    };
    visit(effects);
    const writes: string[] = [];
    const kept: string[] = [];
    for (const { name } of this.spec.variables) {
      const variable = names.variable(name);
      const value = this.written(effects, name, variable, scope, chosen);
      if (value === variable) kept.push(variable);
      else writes.push(`/\\ ${variable}' = ${value}`);
    }
    if (kept.length > 0) writes.push(`/\\ UNCHANGED <<${kept.join(', ')}>>`);
    if (choices.length === 0) return writes;
    return [`/\\ ${choices.join(' ')}`, ...writes.map((line) => `     ${line}`)];
  }

  /** The new value of a variable: what the effects make of the old one. */
  private written(
    effects: readonly Effect[],
    variable: string,
    before: string,
    scope: Scope,
    chosen: ReadonlyMap<Effect, string>,
  ): string {
    return effects.reduce((value, effect) => {
      if (effect.effect === 'if') {
        const yes = this.written(effect.then, variable, value, scope, chosen);
        const no = this.written(effect.else, variable, value, scope, chosen);
        return yes === no ? yes : `(IF ${this.e.text(effect.test, scope)} THEN ${yes} ELSE ${no})`;
      }
      if (effect.place.variable !== variable) return value;
      const next =
        effect.effect === 'assign' ? this.e.text(effect.value, scope) : (chosen.get(effect) ?? '');
      if (effect.place.path.length === 0) return next;
      const path = effect.place.path.map((step) =>
        step.step === 'field'
          ? `.${this.names.field(step.field)}`
          : `[${this.e.text(step.key, scope)}]`,
      );
      return `[${value} EXCEPT !${path.join('')} = ${next}]`;
    }, before);
  }

  private next(): string[] {
    const steps = this.spec.actions.map(
      (action) =>
        `  \\/ ${this.someStep(
          action,
          action.binders.map((b) => b.local.name),
        )}`,
    );
    const fair = this.spec.fairness.map((f) => `  /\\ ${this.fair(f)}`);
    return [
      'Next ==',
      ...(steps.length === 0 ? ['  FALSE'] : steps),
      '',
      'Spec ==',
      '  /\\ Init',
      '  /\\ [][Next]_vars',
      '  /\\ WF_vars(Next)',
      ...fair,
    ];
  }

  /** The action, with those of its binders that are among `names` chosen freely. */
  private someStep(action: Action, names: readonly string[]): string {
    let scope: Scope = NOW;
    const quantifiers: string[] = [];
    const args: string[] = [];
    for (const binder of action.binders) {
      const constant = binder.over.op === 'literal';
      const domain = constant ? this.e.domain(binder, scope) : this.e.type(binder.local.type);
      const bound = this.e.bind(scope, binder.local);
      if (names.includes(binder.local.name))
        quantifiers.push(`\\E ${bound.name} \\in ${domain} : `);
      args.push(bound.name);
      scope = bound.scope;
    }
    const call = args.length === 0 ? '' : `(${args.join(', ')})`;
    return `${quantifiers.join('')}${this.names.action(action.name)}${call}`;
  }

  private fair(fairness: Fairness): string {
    const { strength, actions, some, where } = fairness;
    const members = actions.map((i) => this.spec.actions[i]);
    const [first] = members;
    // Alternatives of a label are told apart by the process alone.
    const free =
      members.length === 1
        ? some
        : members.flatMap((a) => a.binders.slice(1).map((b) => b.local.name));
    let scope: Scope = NOW;
    const quantifiers: string[] = [];
    for (const binder of first.binders) {
      const domain =
        binder.over.op === 'literal'
          ? this.e.domain(binder, scope)
          : this.e.type(binder.local.type);
      const bound = this.e.bind(scope, binder.local);
      scope = bound.scope;
      if (!free.includes(binder.local.name))
        quantifiers.push(`\\A ${bound.name} \\in ${domain} : `);
    }
    const condition = where === undefined ? '' : `${this.e.inner(where[0], scope)} => `;
    const steps = members.map((a) =>
      members.length > 1 ? `(${this.someStep(a, free)})` : this.someStep(a, free),
    );
    const operator = strength === 'weak' ? 'WF_vars' : 'SF_vars';
    return `${quantifiers.join('')}${condition}${operator}(${steps.join(' \\/ ')})`;
  }

  private bound(): string[] {
    const { while: bound } = this.spec.explore;
    return bound === undefined ? [] : ['Bound ==', `  ${this.e.text(bound, NOW)}`, ''];
  }

  // --------------------------------------------------------------------------------- properties

  private property(property: Property): { lines: string[]; check?: string } {
    const { claim, expect } = property;
    const name = this.names.property(property.name);
    const violated = expect === 'violated' ? ' (which must fail)' : '';
    const lines = [`\\* ${comment(`${property.name}: ${property.text}${violated}`)}`];
    const state = (atom: number): string => this.e.text(this.spec.atoms[atom].expr, NOW);
    if (claim.form === 'always' || claim.form === 'never')
      return { lines: [...lines, `${name} == ${state(claim.atom)}`], check: `INVARIANT ${name}` };
    if (claim.form === 'reachable')
      return {
        lines: [
          ...lines,
          '\\* Reached where TLC refutes this invariant.',
          `${name} == ~(${state(claim.atom)})`,
        ],
        check: `\\* INVARIANT ${name}`,
      };
    if (claim.form === 'every step') {
      const text = this.e.text(this.spec.atoms[claim.atom].expr, { ...NOW, primed: true });
      return { lines: [...lines, `${name} == [][${text}]_vars`], check: `PROPERTY ${name}` };
    }
    if (!('formula' in claim)) throw new Error(`a claim of form ${claim.form}`);
    const text = this.temporal(claim.formula);
    const premise = property.assuming === undefined ? '' : this.temporal(property.assuming);
    if (text === undefined || premise === undefined) {
      this.left.push(`Not carried over: ${property.name} (it is no formula of TLA+'s).`);
      return { lines: [...lines, '\\* Not said: TLA+ has no formula for it.'] };
    }
    const whole = premise === '' ? text : `(${premise}) => (${text})`;
    return { lines: [...lines, `${name} == ${whole}`], check: `PROPERTY ${name}` };
  }

  /** Undefined where TLA+ has no such formula: `next`, `until`, `unless`, and everything about other runs. */
  private temporal(f: Formula): string | undefined {
    const both = (left: Formula, right: Formula, operator: string): string | undefined => {
      const [a, b] = [this.temporal(left), this.temporal(right)];
      return a === undefined || b === undefined ? undefined : `(${a}) ${operator} (${b})`;
    };
    const one = (of: Formula, operator: string): string | undefined => {
      const text = this.temporal(of);
      return text === undefined ? undefined : `${operator}(${text})`;
    };
    switch (f.op) {
      case 'atom':
        return this.e.text(this.spec.atoms[f.atom].expr, NOW);
      case 'constant':
        return f.value ? 'TRUE' : 'FALSE';
      case 'not':
        return one(f.of, '~');
      case 'and':
        return both(f.left, f.right, '/\\');
      case 'or':
        return both(f.left, f.right, '\\/');
      case 'implies':
        return both(f.left, f.right, '=>');
      case 'always':
        if (f.of.op === 'implies' && f.of.right.op === 'eventually')
          return both(f.of.left, f.of.right.of, '~>');
        return one(f.of, '[]');
      case 'eventually':
        return one(f.of, '<>');
      default:
        return undefined;
    }
  }
}

/** A conjunction needs a conjunct. */
const orTrue = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? ['  TRUE'] : lines;
const spaced = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [...lines, '']);

/** Text of a spec in a comment of one line. */
const comment = (text: string): string => text.replace(/\s+/g, ' ').replace(/[^\x20-\x7e]/g, '?');
