/**
 * A theory in a prover: built sorts as inductive types, functions by their defining equations where the
 * axioms are just that, everything else assumed; theorems are stated and left to the reader. Proof
 * scripts are not carried over.
 */
import type { Formula, FunctionSymbol, Term } from '../../../../engine/language/theory/logic.js';
import type { TheorySpec } from '../../../../engine/language/theory/spec.js';
import { type Origin, originLines } from '../origin.js';
import { type Definition, definitionsOf } from './definitions.js';
import {
  apply,
  atom,
  type Constructor,
  type Dialect,
  FALSE,
  Logic,
  type Piece,
  TRUE,
} from './dialect.js';
import { Names } from './names.js';

export function theoryText(spec: TheorySpec, origin: Origin, dialect: Dialect): string {
  return `${new Theory(spec, dialect).text(origin).join('\n')}\n`;
}

class Theory {
  private readonly names: Names;
  private readonly logic: Logic;
  private readonly constructors = new Map<string, string>();

  constructor(
    private readonly spec: TheorySpec,
    private readonly dialect: Dialect,
  ) {
    this.names = new Names(dialect);
    this.logic = new Logic(dialect);
    const { signature } = spec;
    for (const { name } of signature.sorts) this.sort(name);
    for (const { name, constructors } of signature.sorts)
      for (const c of constructors ?? []) {
        const sort = this.sort(name);
        const text = dialect.constructor_(sort, this.names.member(sort, c.name));
        this.constructors.set(c.name, text);
      }
    for (const { name } of [...signature.functions, ...signature.predicates]) this.symbol(name);
  }

  private sort(name: string): string {
    return this.names.global(`sort ${name}`, name);
  }

  private symbol(name: string): string {
    return this.constructors.get(name) ?? this.names.global(`symbol ${name}`, name);
  }

  text(origin: Origin): string[] {
    const { spec, dialect } = this;
    const definitions = definitionsOf(spec);
    const name = this.names.identifier(spec.name);
    const head = [
      ...originLines(spec, origin, dialect.language),
      'Proofs are left to the reader: the proof scripts of the spec are not carried over.',
      ...spec.properties
        .filter((p) => p.claim.form !== 'proofs' && p.expect === 'violated')
        .map((p) => `Not carried over: ${p.name}, which does not follow (${p.text}).`),
    ];
    const body = [
      ...this.sorts(),
      ...this.functions(definitions),
      ...this.predicates(),
      ...this.axioms(definitions),
      ...this.theorems(),
    ];
    return [
      ...dialect.comment(head.map(plain)),
      ...dialect.opening(name, null),
      '',
      ...body.slice(0, -1),
      ...dialect.closing(name),
    ];
  }

  // ------------------------------------------------------------------------------------- symbols

  private sorts(): string[] {
    const { sorts } = this.spec.signature;
    const given = sorts.filter((s) => s.constructors === null).map((s) => this.sort(s.name));
    const built = sorts.filter((s) => s.constructors !== null);
    return [
      ...given.flatMap((sort) => [
        ...this.dialect.assumed(sort, 'Type'),
        ...this.dialect.inhabited(this.names.global(`member of ${sort}`, `some_${sort}`), sort),
        '',
      ]),
      ...groups(built, (sort) => (sort.constructors ?? []).flatMap((c) => c.takes)).flatMap(
        (group) => [
          ...this.dialect.inductives(
            group.map(({ name, constructors }) => ({
              name: this.sort(name),
              constructors: (constructors ?? []).map((c) => this.constructor_(name, c)),
            })),
          ),
          '',
        ],
      ),
    ];
  }

  private constructor_(sort: string, c: FunctionSymbol): Constructor {
    return {
      name: this.names.member(this.sort(sort), c.name),
      takes: c.takes.map((type, i) => ({ name: `x${i + 1}`, type: this.sort(type) })),
    };
  }

  private signature(takes: readonly string[], gives: string): string {
    return [...takes.map((t) => this.sort(t)), gives].join(` ${this.dialect.signs.arrow} `);
  }

  /** The defined ones last: they may speak of those that are assumed. */
  private functions(definitions: readonly Definition[]): string[] {
    const defined = new Set(definitions.map((d) => d.symbol.name));
    const assumed = this.spec.signature.functions.filter((f) => !defined.has(f.name));
    return [
      ...assumed.flatMap((f) => [
        ...this.dialect.assumed(this.symbol(f.name), this.signature(f.takes, this.sort(f.gives))),
        '',
      ]),
      ...definitions.flatMap((d) => [...this.definition(d), '']),
    ];
  }

  private definition({ symbol, on, clauses }: Definition): string[] {
    const parameters = symbol.takes.map((type, i) => ({
      name: this.names.local(i === on ? 'x' : `y${i + 1}`, []),
      type: this.sort(type),
    }));
    return this.dialect.recursive({
      name: this.symbol(symbol.name),
      parameters,
      gives: this.sort(symbol.gives),
      on,
      clauses: clauses.map(({ constructor: c, variables, others, value }) => {
        const names = variables.map((v) =>
          this.names.local(
            v,
            parameters.map((p) => p.name),
          ),
        );
        const given = new Map(variables.map((v, i) => [v, names[i]]));
        for (const [i, other] of others.entries())
          if (other !== null) given.set(other, parameters[i].name);
        return {
          patterns: parameters.map((p, i) =>
            i === on ? [this.symbol(c), ...names].join(' ') : p.name,
          ),
          value: this.term(value, [], given).text,
        };
      }),
    });
  }

  private predicates(): string[] {
    return this.spec.signature.predicates.flatMap(({ name, takes }) => [
      ...this.dialect.assumed(this.symbol(name), this.signature(takes, 'Prop')),
      '',
    ]);
  }

  // ---------------------------------------------------------------------------------- statements

  private axioms(definitions: readonly Definition[]): string[] {
    const equations = new Set(definitions.flatMap((d) => d.clauses.map((c) => c.axiom)));
    return this.spec.axioms.flatMap(({ name, formula }) => {
      const text = this.formula(formula, []).text;
      const label = this.names.global(`axiom ${name}`, name);
      return [
        ...(equations.has(name)
          ? this.dialect.theorem(label, [text], this.dialect.byComputation)
          : this.dialect.axiom(label, text)),
        '',
      ];
    });
  }

  private theorems(): string[] {
    const { theorems, properties } = this.spec;
    const claims = properties.flatMap((p) => {
      if (p.claim.form === 'proofs' || p.expect === 'violated') return [];
      const formula: Formula =
        p.claim.form === 'always' ? p.claim.formula : { is: 'not', of: p.claim.formula };
      return [{ name: p.name, formula }];
    });
    return [...theorems.map((t) => ({ name: t.name, formula: t.claim })), ...claims].flatMap(
      ({ name, formula }) => [
        ...this.dialect.theorem(
          this.names.global(`theorem ${name}`, name),
          [this.formula(formula, []).text],
          null,
        ),
        '',
      ],
    );
  }

  /** `around`: the names of what is bound here, the innermost first. */
  private formula(f: Formula, around: readonly string[]): Piece {
    const { logic } = this;
    const inner = (of: Formula): Piece => this.formula(of, around);
    switch (f.is) {
      case 'true':
        return TRUE;
      case 'false':
        return FALSE;
      case 'predicate':
        return apply(this.symbol(f.symbol), ...f.args.map((a) => this.term(a, around)));
      case 'equal':
        return logic.equal(this.term(f.left, around), this.term(f.right, around));
      case 'not':
        return f.of.is === 'equal'
          ? logic.related(
              this.term(f.of.left, around),
              this.dialect.signs.unequal,
              this.term(f.of.right, around),
            )
          : logic.not(inner(f.of));
      case 'and':
      case 'or':
        return logic[f.is](inner(f.left), inner(f.right));
      case 'implies':
        return logic.implies(inner(f.left), inner(f.right));
      case 'forall':
      case 'exists': {
        const name = this.names.local(f.name, around);
        return logic[f.is](name, this.sort(f.sort), TRUE, this.formula(f.body, [name, ...around]));
      }
    }
  }

  private term(
    term: Term,
    around: readonly string[],
    free: ReadonlyMap<string, string> = new Map(),
  ): Piece {
    switch (term.is) {
      case 'free':
        return atom(free.get(term.name) ?? term.name);
      case 'bound':
        return atom(around[term.index]);
      case 'apply':
        return apply(this.symbol(term.symbol), ...term.args.map((a) => this.term(a, around, free)));
    }
  }
}

/** In an order in which each speaks only of those before it; those that speak of each other together. */
function groups<T extends { readonly name: string }>(
  items: readonly T[],
  speaksOf: (item: T) => readonly string[],
): T[][] {
  const reaches = (from: T, to: T, seen = new Set<string>()): boolean =>
    speaksOf(from).some((name) => {
      if (name === to.name) return true;
      const next = items.find((i) => i.name === name);
      if (next === undefined || seen.has(name)) return false;
      seen.add(name);
      return reaches(next, to, seen);
    });
  const result: T[][] = [];
  const placed = new Set<T>();
  const place = (item: T): void => {
    if (placed.has(item)) return;
    const group = items.filter((o) => o === item || (reaches(item, o) && reaches(o, item)));
    for (const member of group) placed.add(member);
    for (const member of group)
      for (const other of items) if (!placed.has(other) && reaches(member, other)) place(other);
    result.push(group);
  };
  for (const item of items) place(item);
  return result;
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[^\x20-\x7e]/g, '?');
