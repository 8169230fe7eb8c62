/**
 * Labels of steps: the action's index, then the word of each binding. What they say to people, who
 * acts in a step, and which fairness constraint it belongs to.
 */
import { spanText } from '../language/source.js';
import type { Action, Expr, Fairness, ModelSpec } from '../language/typed.js';
import type { Type } from '../language/types.js';
import { sameType } from '../language/types-format.js';
import type { ShapeValue, Value } from '../language/value.js';
import { plainValue } from '../language/value-format.js';
import type { Codec } from './codec.js';
import type { StepDescription, SystemFairness } from './system.js';

/** In the label of an attempt: the binding was not made, as the step failed before. In that of a step it is an integer like others. */
export const UNBOUND = -(2 ** 31);
/** The action of a failure that is no step's: of an initial state. */
export const NO_ACTION = -1;

export function labelWordsOf(spec: ModelSpec): number {
  return 1 + Math.max(0, ...spec.actions.map((a) => a.binders.length));
}

// ------------------------------------------------------------------------------------- describing

export function describer(
  spec: ModelSpec,
  codec: Codec,
): (labels: Int32Array, offset: number, made?: boolean) => StepDescription {
  return (labels, offset, made = false) => {
    const action = spec.actions[labels[offset]];
    if (action === undefined)
      return { action: 'initial state', title: 'initial state', bindings: {}, span: spec.span };
    const values = bindingsOf(action, labels, offset, codec, made);
    const bindings = Object.fromEntries(
      values.map(({ name, type, value }) => [name, plainValue(type, value)]),
    );
    const actor = values.length > 0 ? actorOf(spec, values[0].type, values[0].value) : undefined;
    const description = { action: action.name, title: action.title, bindings, span: action.span };
    return actor === undefined ? description : { ...description, actor };
  };
}

function bindingsOf(
  action: Action,
  labels: Int32Array,
  offset: number,
  codec: Codec,
  made: boolean,
) {
  return action.binders.flatMap(({ local: { name, type } }, i) => {
    const word = labels[offset + 1 + i];
    if (word === UNBOUND && !made) return [];
    return [{ name, type, value: codec.decode(codec.representations.of(type), word) }];
  });
}

/** Fields that say to whom a message goes. */
export const RECEIVER_FIELDS: readonly string[] = ['to', 'receiver', 'destination'];

/**
 * The lane of a value: `RM 1` for numbers and unnamed members of a declared type, a member's name, and
 * for a message the one to whom it goes. Undefined for what is no one.
 */
export function actorOf(spec: ModelSpec, type: Type, value: Value): string | undefined {
  switch (type.kind) {
    case 'enum':
      return value as string;
    case 'symmetric':
      return `${type.name} ${value}`;
    case 'range': {
      const declared = declaredName(spec, type);
      return declared === undefined ? undefined : `${declared} ${value}`;
    }
    case 'variant': {
      const { shape, fields } = value as ShapeValue;
      return fieldActor(spec, type.shapes.find((s) => s.name === shape)?.fields ?? [], fields);
    }
    case 'record':
      return fieldActor(spec, type.fields, value as readonly Value[]);
    default:
      return undefined;
  }
}

function fieldActor(
  spec: ModelSpec,
  types: readonly { name: string; type: Type }[],
  values: readonly Value[],
) {
  const i = types.findIndex((f) => RECEIVER_FIELDS.includes(f.name));
  return i < 0 || !isIdentity(types[i].type) ? undefined : actorOf(spec, types[i].type, values[i]);
}

/** Can a value of the type name a participant? */
export function isIdentity(type: Type): boolean {
  return type.kind === 'enum' || type.kind === 'symmetric' || type.kind === 'range';
}

function declaredName(spec: ModelSpec, type: Type): string | undefined {
  const declared =
    spec.types.find((t) => t.type === type) ?? spec.types.find((t) => sameType(t.type, type));
  return declared?.name;
}

// --------------------------------------------------------------------------------------- fairness

/** Does the condition `where` hold for a labelled step of the action? */
export type Where = (labels: Int32Array, offset: number) => boolean;

/**
 * The groups of one constraint: steps of one action (or one label, whose alternatives go together)
 * whose bindings agree, except on `some` and on binders that not all alternatives have.
 */
export function fairnessGroups(
  spec: ModelSpec,
  fairness: Fairness,
  where: readonly Where[],
): SystemFairness {
  const keys = new Map(
    fairness.actions.map((index, i) => [index, groupKey(spec, fairness, index, where[i])]),
  );
  return {
    strength: fairness.strength,
    span: fairness.span,
    group: (labels, offset) => keys.get(labels[offset])?.(labels, offset),
    ...restrictionOf(fairness),
  };
}

function restrictionOf({ some, where }: Fairness): Pick<SystemFairness, 'restriction'> {
  const restriction =
    (some.length === 0 ? '' : `, for some ${some.join(', ')}`) +
    (where?.[0] === undefined ? '' : ` where ${conditionText(where[0])}`);
  return restriction === '' ? {} : { restriction };
}

/** Conditions may stand in a list, each on its own line: their words one by one. */
function conditionText(expr: Expr): string {
  if (expr.op === 'and') return `${operandText(expr.left)} and ${operandText(expr.right)}`;
  return spanText(expr.span).replace(/\s+/g, ' ').trim();
}

function operandText(expr: Expr): string {
  const text = conditionText(expr);
  return ['or', 'implies', 'if'].includes(expr.op) ? `(${text})` : text;
}

function groupKey(spec: ModelSpec, fairness: Fairness, index: number, where: Where | undefined) {
  const action = spec.actions[index];
  const alternatives = fairness.actions
    .map((i) => spec.actions[i])
    .filter((other) => stepName(other) === stepName(action));
  const told = action.binders.flatMap(({ local: { name } }, i) => {
    const shared = alternatives.every((other) => other.binders.some((b) => b.local.name === name));
    return shared && !fairness.some.includes(name) ? [i] : [];
  });
  const name = stepName(action);
  return (labels: Int32Array, offset: number): string | undefined => {
    if (where !== undefined && !where(labels, offset)) return undefined;
    return told.reduce((key, i) => `${key}|${labels[offset + 1 + i]}`, name);
  };
}

function stepName({ name, process }: Action): string {
  return process === undefined ? name : `${process.family}.${process.label}`;
}
