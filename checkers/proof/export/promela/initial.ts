/**
 * How an exported Promela model starts: one atomic sequence that chooses each free variable in turn. Where
 * initial states depend on a condition, or on a set that is computed, they are listed one by one instead:
 * a choice that turns out wrong would be a state more.
 */
import { IllDefined } from '../../../../engine/language/ill-defined.js';
import { referenceMachine, type State } from '../../../../engine/language/machine.js';
import type { ModelSpec, Variable } from '../../../../engine/language/typed.js';
import type { Type } from '../../../../engine/language/types.js';
import { cardinality } from '../../../../engine/language/values.js';
import { CannotExport } from '../refusal.js';
import { isFalse, type Scalar, scalarText, TRUE } from './scalar.js';
import { type Cell, cellsOf, type Storage } from './storage.js';
import {
  CASES_MAX,
  listed,
  membersOf,
  type Symbolic,
  type SymbolicOf,
  scalarOf,
} from './symbolic.js';
import type { Environment, Translator } from './translate.js';

/** Above this many, initial states are not listed. */
const LISTED_MAX = 20_000;

export interface Start {
  readonly lines: readonly string[];
  /** There is no initial state to go on from. */
  readonly nothing?: true;
  /** Initial states outside the bound of the exploration: they are judged, but not entered. */
  readonly outside?: readonly State[];
}

export function startOf(t: Translator, spec: ModelSpec, storage: Storage): Start {
  const free = inTurn(t, spec, storage);
  if (free !== undefined && spec.explore.while === undefined) return free;
  const listed = listedStates(t, spec, storage);
  return free !== undefined && listed.outside?.length === 0 ? free : listed;
}

/** Undefined where the choices of the variables are not independent and sure. */
function inTurn(t: Translator, spec: ModelSpec, storage: Storage): Start | undefined {
  if (spec.given.length > 0) return undefined;
  const lines: string[] = [];
  for (const [i, initial] of spec.initial.entries()) {
    const { type } = spec.variables[i];
    const target = storage.read(initial.variable);
    if (initial.choose === 'every') {
      lines.push(...anyValue(t, type, target));
    } else if (initial.choose === 'value') {
      const env: Environment = { state: storage.read, locals: new Map() };
      const { value, defined } = t.isolated(() => t.value(initial.value, env));
      if (defined !== TRUE) return undefined;
      lines.push(...assignments(cellsOf(type, target, value)));
    } else {
      return undefined;
    }
  }
  return { lines };
}

const assignments = (cells: readonly Cell[]): string[] =>
  cells.filter(({ value }) => !isFalse(value)).map(assignment);

export const assignment = ({ cell, value }: Cell): string =>
  `${scalarText(cell)} = ${scalarText(value)};`;

/** Every value of the type, chosen part by part where the parts are free. */
function anyValue(t: Translator, type: Type, target: Symbolic): string[] {
  switch (type.kind) {
    case 'boolean':
    case 'range':
    case 'enum':
    case 'symmetric':
      return choice(
        listed(type, 'the type').map((v) => [
          { cell: scalarOf(target), value: scalarOf(t.constant(type, v)) },
        ]),
      );
    case 'record':
      return type.fields.flatMap((f, i) =>
        anyValue(t, f.type, (target as SymbolicOf<'record'>).fields[i]),
      );
    case 'map':
      return (target as SymbolicOf<'map'>).entries.flatMap((e) => anyValue(t, type.value, e));
    case 'set':
      if (type.bound === undefined || type.bound >= cardinality(type.of))
        return membersOf(target).flatMap(({ copies }) =>
          choice([[{ cell: copies, value: t.no }], [{ cell: copies, value: t.yes }]]),
        );
      break;
    default:
  }
  if (cardinality(type) > CASES_MAX) throw new CannotExport('too many values to start from');
  return choice(listed(type, 'the type').map((v) => cellsOf(type, target, t.constant(type, v))));
}

function choice(alternatives: readonly (readonly Cell[])[]): string[] {
  if (alternatives.length === 1) return assignments(alternatives[0]);
  return ['if', ...alternatives.map((cells) => `:: ${grouped(cells.map(assignment))}`), 'fi;'];
}

const grouped = (statements: readonly string[]): string => statements.join(' ').replace(/;$/, '');

function listedStates(t: Translator, spec: ModelSpec, storage: Storage): Start {
  let states: State[];
  try {
    states = referenceMachine(spec).initial();
  } catch (error) {
    if (error instanceof IllDefined)
      throw new CannotExport(`an initial state is not well defined: ${error.message}`, error.span);
    throw error;
  }
  if (states.length > LISTED_MAX)
    throw new CannotExport(`the ${states.length} initial states would have to be listed`);
  const cells = (state: State): Cell[] =>
    spec.variables.flatMap((v: Variable) =>
      cellsOf(v.type, storage.read(v.name), t.constant(v.type, state[v.name])),
    );
  const inside = states.filter((state) => isInside(spec, state));
  const outside = states.filter((state) => !inside.includes(state));
  if (inside.length === 0) return { lines: [], nothing: true, outside };
  return { lines: choice(inside.map((state) => nonEmpty(cells(state)))), outside };
}

/** A bound that is not well defined holds nowhere. */
function isInside(spec: ModelSpec, state: State): boolean {
  const bound = spec.explore.while;
  try {
    return bound === undefined || referenceMachine(spec).evaluate(bound, state) === true;
  } catch (error) {
    if (error instanceof IllDefined) return false;
    throw error;
  }
}

/** An alternative needs a statement. */
function nonEmpty(cells: readonly Cell[]): Cell[] {
  const set = cells.filter(({ value }: { value: Scalar }) => !isFalse(value));
  return set.length > 0 ? set : cells.slice(0, 1);
}
