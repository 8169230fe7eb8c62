/**
 * `refines: other-spec`: the coarser model is read with the constants of this one, and each of its
 * variables gets its value here (Abadi and Lamport, "The existence of refinement mappings", 1991).
 *
 *     name → other spec, constants of the same name set → its machine → an expression a variable
 */
import { Diagnostics } from '../diagnostics.js';
import type { LoadedSpec } from '../load.js';
import type { ModelSpec, Refinement, Variable } from '../typed.js';
import type { Type } from '../types.js';
import { sameType } from '../types-format.js';
import type { Value } from '../value.js';
import { child, type Entry, type Mapping, type Scalar, type Tree, textOf } from '../yaml/tree.js';
import { groupsOfFor } from './binders.js';
import { declaredConstant } from './constants.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import { instances, unknownInstance } from './instances.js';
import * as messages from './messages.js';
import { headOf, instanceText, leftEmpty } from './properties.js';
import { type Scope, STATE, scopeFor } from './scope.js';
import { termOf } from './terms.js';
import { demand } from './typing.js';

/** The machine of a model that is at hand as a tree. */
export type Elaborate = (loaded: LoadedSpec, diagnostics: Diagnostics) => ModelSpec | null;

export function refinementsOf(
  ctx: Context,
  tree: Tree | undefined,
  elaborate: Elaborate,
): Refinement[] {
  return entriesOf(tree).flatMap(({ key, value }) => {
    if (value.node !== 'mapping') return [];
    const refines = child(value, 'refines');
    return refines?.node === 'scalar' ? refinementOf(ctx, key, value, refines, elaborate) : [];
  });
}

function refinementOf(
  ctx: Context,
  key: Entry['key'],
  value: Mapping,
  refines: Scalar,
  elaborate: Elaborate,
): Refinement[] {
  for (const { key: other } of value.entries) {
    if (!ALLOWED.has(other.text)) ctx.report(messages.besidesRefines(other.span, other.text));
  }
  const groups = groupsOfFor(ctx, child(value, 'for'));
  const abstract = abstractModel(ctx, refines, elaborate);
  if (groups === null || abstract === null) return [];
  const found = instances(ctx, groups, scopeFor(MAPPING), key.span);
  const said = headOf(ctx, key, value);
  if (found?.length === 0) {
    leftEmpty(ctx, said, value);
    const unknown = unknownInstance(ctx, groups, scopeFor(MAPPING));
    mappingOf(unknown.ctx, child(value, 'mapping'), refines, abstract, unknown.scope);
  }
  const head = { ...said, abstract, claimSpan: refines.span };
  return (found ?? []).flatMap((instance): Refinement[] => {
    const { scope, bindings } = instance;
    const mapping = mappingOf(ctx, child(value, 'mapping'), refines, abstract, scope);
    const name = `${key.text}${instanceText(instance)}`;
    return mapping === null ? [] : [{ ...head, name, bindings, mapping }];
  });
}

const ALLOWED = new Set(['refines', 'mapping', 'for', 'expect', 'about']);
const MAPPING = { ...STATE, place: '`mapping`' };

/** The coarser model; null where there is none, or none that means anything: that is said. */
function abstractModel(ctx: Context, refines: Scalar, elaborate: Elaborate): ModelSpec | null {
  const name = textOf(refines);
  const loaded = ctx.other(name, (root) => settingsFor(ctx, root, refines));
  // That there is no such spec is said where references are checked.
  if (loaded === null) return null;
  if (loaded.kind !== 'model') {
    ctx.report(messages.refinesWhat(refines.span, name, loaded.kind));
    return null;
  }
  const diagnostics = new Diagnostics();
  const abstract = loaded.diagnostics.list.some(isError) ? null : elaborate(loaded, diagnostics);
  const first = [...loaded.diagnostics.list, ...diagnostics.list].find(isError);
  if (first) ctx.report(messages.refinedBroken(refines.span, name, first));
  return first ? null : abstract;
}

const isError = ({ severity }: { readonly severity: string }) => severity === 'error';

/** Constants that both specs have, as settings of the other one. */
function settingsFor(ctx: Context, root: Mapping, refines: Scalar): string[] {
  return entriesOf(child(root, 'constants')).flatMap(({ key: { text } }) => {
    if (ctx.declarations.get(text)?.what !== 'constant') return [];
    const constant = declaredConstant(ctx, text);
    if (constant === null) return [];
    ctx.used.add(text);
    const { type, value } = constant.expr;
    const written = spelled(type, value);
    if (written !== null) return [`constants.${text}=${written}`];
    ctx.report(messages.constantNotPassed(refines.span, textOf(refines), text, type));
    return [];
  });
}

/** A value as a spec would write it; null for what has no such form. */
function spelled(type: Type, value: Value): string | null {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'range':
    case 'enum':
      return String(value);
    case 'set':
    case 'bag':
    case 'sequence': {
      const items = (value as readonly Value[]).map((item) => spelled(type.of, item));
      return items.includes(null) ? null : `[${items.join(', ')}]`;
    }
    default:
      return null;
  }
}

function mappingOf(
  ctx: Context,
  tree: Tree | undefined,
  refines: Scalar,
  { variables }: ModelSpec,
  scope: Scope,
): Refinement['mapping'] | null {
  const name = textOf(refines);
  const given = entriesOf(tree);
  const names = variables.map((v) => v.name);
  let fine = true;
  for (const { key } of given) {
    if (names.includes(key.text)) continue;
    ctx.report(messages.mappedNothing(key.span, name, key.text, names));
    fine = false;
  }
  const mapping = variables.flatMap((variable) => {
    const entry = given.find(({ key }) => key.text === variable.name);
    if (entry === undefined) return byName(ctx, variable, name, refines);
    const term = termOf(ctx, entry.value);
    const value = term && demand(ctx, term, scope, variable.type);
    return value === null ? [] : [{ variable: variable.name, value, span: entry.value.span }];
  });
  return fine && mapping.length === variables.length ? mapping : null;
}

/** A variable of the same name and type stands for the other. */
function byName(ctx: Context, { name, type }: Variable, other: string, { span }: Scalar) {
  const own = ctx.variables.get(name) ?? undefined;
  if (own !== undefined && sameType(own, type))
    return [{ variable: name, value: { op: 'variable', type, span, name } as const, span }];
  ctx.report(messages.notMapped(span, other, name, type, own));
  return [];
}
