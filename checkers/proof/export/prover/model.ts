/**
 * A model as definitions about its states, and what is to be proved of them: that the invariants hold at
 * first and that each action keeps them (R. W. Floyd, *Assigning Meanings to Programs*, 1967). Those
 * are left to the reader; that the invariants hold in every reachable state then follows.
 */
import type {
  Action,
  Effect,
  Formula,
  ModelSpec,
  Property,
} from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import { type Origin, originLines } from '../origin.js';
import { positionVariable } from '../positions.js';
import {
  apply,
  atom,
  type Dialect,
  FALSE,
  Logic,
  type Parameter,
  type Piece,
  RANK,
  TRUE,
  within,
} from './dialect.js';
import { Expressions, NOW, type Scope, STEP } from './expression.js';
import { member } from './membership.js';
import { Names } from './names.js';
import { Types } from './types.js';

/** Throws `CannotExport` for what is not said. */
export function modelText(spec: ModelSpec, origin: Origin, dialect: Dialect): string {
  return `${new Module(spec, dialect).text(origin).join('\n')}\n`;
}

const STATE: Parameter = { name: 's', type: 'State' };
const AFTER: Parameter = { name: "s'", type: 'State' };

class Module {
  private readonly names: Names;
  private readonly types: Types;
  private readonly logic: Logic;
  private readonly e: Expressions;
  private readonly left: string[] = [];
  private readonly actions: readonly { readonly action: Action; readonly name: string }[];

  constructor(
    private readonly spec: ModelSpec,
    private readonly dialect: Dialect,
  ) {
    this.names = new Names(dialect);
    this.logic = new Logic(dialect);
    for (const name of FIXED) this.names.global(`fixed ${name}`, name);
    const variable = (name: string): string => this.names.global(`variable ${name}`, name);
    for (const { name } of spec.variables) variable(name);
    this.types = new Types(this.names, this.logic);
    this.e = new Expressions(this.types, variable);
    for (const { type } of spec.types) this.declare(type);
    for (const { name, type } of spec.variables) this.types.type(type, name);
    this.actions = spec.actions.map((action) => ({
      action,
      name: this.names.global(`action ${action.name}`, action.name),
    }));
  }

  private declare(type: Type): void {
    if (
      type.kind === 'enum' ||
      type.kind === 'symmetric' ||
      type.kind === 'record' ||
      type.kind === 'variant'
    )
      this.types.declared(type);
  }

  text(origin: Origin): string[] {
    const { spec, dialect } = this;
    const fields = spec.variables.map((v) => ({
      name: this.variable(v.name),
      type: this.types.type(v.type, v.name).text,
    }));
    const body = [
      ...dialect.record('State', fields),
      '',
      ...this.behaviour(),
      ...this.invariants(),
      ...this.otherProperties(),
    ];
    // After all else, for it names types and operations.
    const declarations = this.types.declarations.flatMap((lines) => [...lines, '']);
    const name = this.names.identifier(spec.name);
    return [
      ...dialect.comment(this.head(origin)),
      ...dialect.opening(name, this.types.used),
      '',
      ...declarations,
      ...body.slice(0, -1),
      ...dialect.closing(name),
    ];
  }

  private head(origin: Origin): string[] {
    return [
      ...originLines(this.spec, origin, this.dialect.language),
      'A set is the predicate of its members, a map a function; members of symmetric types have names of',
      'their own; numbers are integers, and `typed` says in which ranges they are. An operation without a',
      'value (the head of nothing) gives the first value of its type; that this never happens is not said,',
      'nor are 32-bit overflow and fairness.',
      'What is to be proved: that the invariant holds at first and that every action keeps it. Where one',
      'does not, strengthen `invariant`.',
      ...this.left.map((line) => `Not carried over: ${line}.`),
    ].map(plain);
  }

  private variable(name: string): string {
    return this.names.global(`variable ${name}`, name);
  }

  // ---------------------------------------------------------------------------------- behaviour

  private behaviour(): string[] {
    const { spec, dialect, e, logic } = this;
    const typed = spec.variables.map((v) =>
      this.types.typed(v.type, e.variableIn('s', v.name), ['s']),
    );
    const bound = spec.explore.while;
    const stuck = spec.atoms.some((a) =>
      JSON.stringify(a.expr, withoutSpans).includes('"op":"stuck"'),
    );
    return [
      ...dialect.definition('typed', [STATE], 'Prop', this.conjunction(typed)),
      '',
      ...dialect.definition(
        'initial',
        [STATE],
        'Prop',
        this.conjunction([...this.initial(), ...spec.given.map((g) => e.prop(g, NOW))]),
      ),
      '',
      ...this.actions.flatMap(({ action, name }) => [...this.action(action, name), '']),
      ...dialect.definition(
        'step',
        [STATE, AFTER],
        'Prop',
        this.disjunction(this.actions.map(({ action, name }) => this.some(action, name))),
      ),
      '',
      ...(bound === undefined
        ? []
        : [...dialect.definition('bound', [STATE], 'Prop', [e.prop(bound, NOW).text]), '']),
      ...this.reachable(),
      '',
      ...(stuck
        ? [...dialect.definition('stuck', [STATE], 'Prop', [this.stuck(logic).text]), '']
        : []),
    ];
  }

  private initial(): Piece[] {
    const { e, types } = this;
    return this.spec.initial.map((initial) => {
      const type = this.spec.variables.find((v) => v.name === initial.variable)?.type as Type;
      const place = e.variableIn('s', initial.variable);
      if (initial.choose === 'every') return types.typed(initial.type, place, ['s']);
      return initial.choose === 'value'
        ? e.equal(type, place, e.term(initial.value, NOW), NOW)
        : member(e, initial.from, place, NOW);
    });
  }

  private parameters(action: Action): { parameters: Parameter[]; scope: Scope; domains: Piece[] } {
    let scope: Scope = NOW;
    const parameters: Parameter[] = [];
    const domains: Piece[] = [];
    for (const { local, over } of action.binders) {
      const bound = this.e.bind(scope, local);
      scope = bound.scope;
      parameters.push({ name: bound.name, type: this.types.type(local.type).text });
      domains.push(member(this.e, over, atom(bound.name), scope));
    }
    return { parameters, scope, domains };
  }

  private action(action: Action, name: string): string[] {
    const { parameters, domains, scope: outer } = this.parameters(action);
    let scope = outer;
    const lets = action.lets.map(({ local, value }) => {
      const bound = this.e.bind(scope, local);
      const line = this.dialect.abbreviation(bound.name, this.e.term(value, scope).text);
      scope = bound.scope;
      return line;
    });
    const guard = action.guard.map((g) => this.e.prop(g, scope));
    const body = this.conjunction([...domains, ...guard, ...this.effects(action.effects, scope)]);
    return this.dialect.definition(name, [...parameters, STATE, AFTER], 'Prop', [...lets, ...body]);
  }

  private some(action: Action, name: string): Piece {
    const { parameters } = this.parameters(action);
    const call = apply(name, ...[...parameters, STATE, AFTER].map((p) => atom(p.name)));
    return parameters.reduceRight(
      (inner, p) => this.logic.exists(p.name, p.type, TRUE, inner),
      call,
    );
  }

  /** For each variable, what its new value is. */
  private effects(effects: readonly Effect[], scope: Scope): Piece[] {
    const choices = new Map<Effect, { name: string; type: Type; values: Piece[] }>();
    const visit = (list: readonly Effect[]): void => {
      for (const effect of list) {
        if (effect.effect === 'if') [effect.then, effect.else].forEach(visit);
        if (effect.effect !== 'choose') continue;
        const around = [...this.e.around(scope), ...[...choices.values()].map((c) => c.name)];
        choices.set(effect, {
          name: this.names.local('choice', around),
          type: effect.place.type,
          values: effect.values.map((value) => this.e.term(value, scope)),
        });
      }
    };
    visit(effects);
    const writes = this.spec.variables.map(({ name }) => {
      const before = this.e.variableIn('s', name);
      const after = this.written(effects, name, before, scope, choices);
      return this.logic.equal(this.e.variableIn("s'", name), after);
    });
    if (choices.size === 0) return writes;
    const names = [...choices.values()].map((c) => c.name);
    const chooses = (p: Piece): boolean => p.text.split(/[^\w']+/).some((w) => names.includes(w));
    const chosen = [...choices.values()].reduceRight(
      (inner, { name, type, values }) =>
        this.logic.exists(
          name,
          this.types.type(type).text,
          this.logic.or(...values.map((v) => this.logic.equal(atom(name), v))),
          inner,
        ),
      this.logic.and(...writes.filter(chooses)),
    );
    return [...writes.filter((w) => !chooses(w)), chosen];
  }

  private written(
    effects: readonly Effect[],
    variable: string,
    before: Piece,
    scope: Scope,
    choices: ReadonlyMap<Effect, { name: string }>,
  ): Piece {
    return effects.reduce((value, effect) => {
      if (effect.effect === 'if') {
        const yes = this.written(effect.then, variable, value, scope, choices);
        const no = this.written(effect.else, variable, value, scope, choices);
        if (yes.text === no.text) return yes;
        const test = this.e.prop(effect.test, scope).text;
        return { text: this.dialect.choice(test, yes.text, no.text), rank: RANK.open };
      }
      if (effect.place.variable !== variable) return value;
      const next =
        effect.effect === 'assign'
          ? this.e.term(effect.value, scope)
          : atom(choices.get(effect)?.name ?? '');
      const type = this.spec.variables.find((v) => v.name === variable)?.type as Type;
      return this.placed(type, value, effect.place.path, next, scope);
    }, before);
  }

  /** The whole with one place changed. */
  private placed(
    type: Type,
    whole: Piece,
    path: Effect extends infer E ? (E extends { place: { path: infer P } } ? P : never) : never,
    next: Piece,
    scope: Scope,
  ): Piece {
    const [step, ...rest] = path;
    if (step === undefined) return next;
    if (step.step === 'field') {
      const record = type as TypeOf<'record'>;
      return this.types.record(
        record,
        record.fields.map((f) => {
          const old = this.types.field(record, f.name, whole);
          return f.name === step.field ? this.placed(f.type, old, rest, next, scope) : old;
        }),
      );
    }
    const key = this.e.term(step.key, scope);
    if (type.kind === 'map') {
      const inner = this.placed(type.value, this.types.at(whole, key), rest, next, scope);
      return apply(this.types.uses('update'), whole, key, inner);
    }
    const { of } = type as TypeOf<'sequence'>;
    const item = apply(this.types.uses('item'), this.types.default(of), whole, key);
    return apply(this.types.uses('put'), whole, key, this.placed(of, item, rest, next, scope));
  }

  private stuck(logic: Logic): Piece {
    const none = logic.forall("s'", 'State', TRUE, logic.not(apply('step', atom('s'), atom("s'"))));
    const finished = this.spec.processes.map(({ family, type }) => {
      const name = positionVariable(this.spec, family);
      const at = this.spec.variables.find((v) => v.name === name)?.type as TypeOf<'map'>;
      const key = this.names.local('p', []);
      const label = this.types.member(at.value as TypeOf<'enum'>, 'done');
      const there = logic.equal(this.types.at(this.e.variableIn('s', name), atom(key)), label);
      return logic.forall(
        key,
        this.types.type(type).text,
        this.types.typed(type, atom(key), []),
        there,
      );
    });
    return finished.length === 0
      ? none
      : logic.and({ ...none, rank: RANK.open }, logic.not(logic.and(...finished)));
  }

  private reachable(): string[] {
    const bound =
      this.spec.explore.while === undefined ? '' : `bound s ${this.dialect.signs.arrow} `;
    const arrow = this.dialect.signs.arrow;
    return this.dialect.reachable([
      `initial s ${arrow} reachable s`,
      `reachable s ${arrow} ${bound}step s s' ${arrow} reachable s'`,
    ]);
  }

  // --------------------------------------------------------------------------------- properties

  private invariants(): string[] {
    const { dialect, logic } = this;
    const invariants = this.spec.properties.filter(isInvariant);
    const names = invariants.map((p) => this.propertyName(p));
    const parts = ['typed', ...names].map((name) => apply(name, atom('s')));
    const s = atom('s');
    const at = (name: string, state: string): Piece => apply(name, atom(state));
    const bound = this.spec.explore.while === undefined ? TRUE : at('bound', 's');
    const kept = this.actions.map(({ action, name }) => {
      const { parameters } = this.parameters(action);
      const call = apply(name, ...[...parameters, STATE, AFTER].map((p) => atom(p.name)));
      const body = [at('invariant', 's'), bound, call].reduceRight(
        (rest, p) => logic.implies(p, rest),
        at('invariant', "s'"),
      );
      const whole = logic.quantified('forall', [...parameters, STATE, AFTER], body).text;
      return { lemma: this.names.global(`kept ${name}`, `${name}_keeps_it`), whole };
    });
    const first = logic.forall('s', 'State', apply('initial', s), at('invariant', 's'));
    const always = (name: string): string[] => [
      logic.forall('s', 'State', apply('reachable', s), at(name, 's')).text,
    ];
    return [
      ...invariants.flatMap((p, i) => [
        ...dialect.comment([plain(`${p.name}: ${p.text}`)]),
        ...dialect.definition(names[i], [STATE], 'Prop', [this.e.prop(this.atomOf(p), NOW).text]),
        '',
      ]),
      ...dialect.definition('invariant', [STATE], 'Prop', this.conjunction(parts)),
      '',
      ...dialect.theorem('it_holds_at_first', [first.text], null),
      '',
      ...kept.flatMap(({ lemma, whole }) => [...dialect.theorem(lemma, [whole], null), '']),
      ...dialect.comment(['From here on all follows from what is above.']),
      ...dialect.theorem(
        'it_always_holds',
        always('invariant'),
        dialect.byInduction(kept.map((k) => k.lemma)),
      ),
      '',
      ...['typed', ...names].flatMap((name, i) => [
        ...dialect.theorem(
          this.names.global(`always ${name}`, `always_${name}`),
          always(name),
          dialect.byPart(i, parts.length),
        ),
        '',
      ]),
    ];
  }

  private otherProperties(): string[] {
    return this.spec.properties.flatMap((property) => {
      if (isInvariant(property)) return [];
      const statement = this.statement(property);
      if (statement === undefined) {
        this.left.push(`${property.name} (a claim about whole runs)`);
        return [];
      }
      const fails = property.expect === 'violated' ? ' (which must fail: this says so)' : '';
      return [
        ...this.dialect.comment([plain(`${property.name}: ${property.text}${fails}`)]),
        ...this.dialect.theorem(this.propertyName(property), [statement.text], null),
        '',
      ];
    });
  }

  private statement(property: Property): Piece | undefined {
    const { logic } = this;
    const { claim, expect } = property;
    const s = atom('s');
    const reached = apply('reachable', s);
    const wrong = expect === 'violated';
    if ('formula' in claim) {
      if (property.assuming !== undefined || claim.form !== 'holds') return undefined;
      const formula = this.stateFormula(claim.formula);
      if (formula === undefined) return undefined;
      return wrong
        ? logic.exists('s', 'State', apply('initial', s), logic.not(formula))
        : logic.forall('s', 'State', apply('initial', s), formula);
    }
    if (claim.form === 'every step') {
      const { expr } = this.spec.atoms[claim.atom];
      const bound = this.spec.explore.while === undefined ? [] : [apply('bound', s)];
      const changed = logic.related(atom("s'"), this.dialect.signs.unequal, s);
      const premises = [reached, ...bound, apply('step', s, atom("s'")), changed];
      const claimed = this.e.prop(expr, STEP);
      const [q, body] = wrong
        ? (['exists', logic.and(...premises, logic.not(claimed))] as const)
        : (['forall', premises.reduceRight((rest, p) => logic.implies(p, rest), claimed)] as const);
      return logic[q]('s', 'State', TRUE, logic[q]("s'", 'State', TRUE, body));
    }
    const claimed = this.e.prop(this.atomOf(property), NOW);
    const exists = (claim.form === 'reachable') !== wrong;
    const body = wrong ? logic.not(claimed) : claimed;
    return logic[exists ? 'exists' : 'forall']('s', 'State', reached, body);
  }

  /** Undefined where it speaks of runs. */
  private stateFormula(f: Formula): Piece | undefined {
    switch (f.op) {
      case 'atom':
        return this.e.prop(this.spec.atoms[f.atom].expr, NOW);
      case 'constant':
        return f.value ? TRUE : FALSE;
      case 'not': {
        const of = this.stateFormula(f.of);
        return of && this.logic.not(of);
      }
      case 'and':
      case 'or':
      case 'implies': {
        const [left, right] = [this.stateFormula(f.left), this.stateFormula(f.right)];
        return left && right && this.logic[f.op](left, right);
      }
      default:
        return undefined;
    }
  }

  private atomOf({ claim }: Property) {
    if (!('atom' in claim)) throw new Error(`a claim of form ${claim.form}`);
    return this.spec.atoms[claim.atom].expr;
  }

  private propertyName({ name }: Property): string {
    return this.names.global(`property ${name}`, name);
  }

  // --------------------------------------------------------------------------------------- lines

  private conjunction(parts: readonly Piece[]): string[] {
    return this.lines(
      parts.filter((p) => p !== TRUE),
      this.dialect.signs.and,
      RANK.and,
      TRUE,
    );
  }

  private disjunction(parts: readonly Piece[]): string[] {
    return this.lines(parts, this.dialect.signs.or, RANK.or, FALSE);
  }

  /** Each on a line of its own. */
  private lines(parts: readonly Piece[], sign: string, rank: number, none: Piece): string[] {
    if (parts.length === 0) return [none.text];
    if (parts.length === 1) return [parts[0].text];
    return parts.map((p, i) => `${within(p, rank + 1)}${i === parts.length - 1 ? '' : ` ${sign}`}`);
  }
}

const isInvariant = ({ claim, expect }: Property): boolean =>
  (claim.form === 'always' || claim.form === 'never') && expect === 'holds';

/** Names that every exported model has. */
const FIXED =
  'typed initial step bound reachable stuck invariant it_holds_at_first it_always_holds at_first after_step'.split(
    ' ',
  );

const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[^\x20-\x7e]/g, '?');

const withoutSpans = (key: string, value: unknown): unknown => (key === 'span' ? undefined : value);
