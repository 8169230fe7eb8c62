/**
 * The elaborator of models: from the located tree of a spec to its typed form. Names are resolved,
 * definitions written out, types settled; what is wrong is collected, all of it.
 *
 *     declarations → types and constants (on demand) → families of processes → variables
 *       → initial states → actions and steps → fairness → properties → mutants, runs → what is unused
 */
import type { Diagnostics } from '../diagnostics.js';
import type { LoadedSpec } from '../load.js';
import type { SourceFile } from '../source.js';
import type { ModelSpec, Variable } from '../typed.js';
import type { Type } from '../types.js';
import { child, type Mapping } from '../yaml/tree.js';
import { actionsOf } from './actions.js';
import { declaredConstant } from './constants.js';
import { type Context, createContext } from './context.js';
import { type Declaration, entriesOf, gatherDeclarations } from './declarations.js';
import { expression } from './expressions/expression.js';
import { fairnessOf } from './fairness.js';
import { givenOf, initialOf } from './initial.js';
import * as messages from './messages.js';
import { mutantsOf } from './mutants.js';
import { familiesOf, stepActions } from './processes.js';
import { propertiesOf } from './properties.js';
import { refinementsOf } from './refinements.js';
import { exploreOf } from './runs.js';
import { declaredType, typeOfTree } from './types.js';
import { checkUnused } from './unused.js';

/**
 * The typed form of a model, or null when anything is wrong with it (then `diagnostics` says what).
 * Never throws, whatever the tree.
 */
export function elaborateModel(
  raw: Mapping,
  file: SourceFile,
  diagnostics: Diagnostics,
  other?: LoadedSpec['other'],
): ModelSpec | null {
  const before = diagnostics.list.length;
  const typing = { expression, constant: declaredConstant, type: declaredType };
  const declarations = gatherDeclarations(raw, diagnostics);
  const ctx = createContext(file, declarations, typing, diagnostics, other);
  for (const key of ['rewards', 'time passes while']) {
    const entry = raw.entries.find((e) => e.key.text === key);
    if (entry !== undefined) ctx.report(messages.keyNotYet(entry.key.span, key));
  }
  const declared = declarationsInOrder(ctx, raw);
  const machine = machineOf(ctx, raw, declared.variables);
  const properties = propertiesOf(ctx, child(raw, 'properties'));
  const refinements = refinementsOf(ctx, child(raw, 'properties'), elaborateMachine);
  const names = entriesOf(child(raw, 'properties')).map((e) => e.key.text);
  const mutants = mutantsOf(ctx, child(raw, 'mutants'), names);
  const explore = exploreOf(ctx, child(raw, 'runs'));
  if (!hasErrors(diagnostics, before)) checkUnused(ctx);
  if (hasErrors(diagnostics, before)) return null;
  return {
    kind: 'model',
    ...headerOf(raw),
    span: raw.span,
    ...declared,
    ...machine,
    atoms: ctx.atoms,
    properties,
    refinements,
    uninstantiated: ctx.uninstantiated,
    mutants,
    explore,
  };
}

/** What a model does, without what is claimed of it: sections of claims are left aside. */
function elaborateMachine({ raw, file, other }: LoadedSpec, diagnostics: Diagnostics) {
  const entries = raw.entries.filter(({ key }) => !CLAIMING.has(key.text));
  return elaborateModel({ ...raw, entries }, file, diagnostics, other);
}

const CLAIMING = new Set(['properties', 'mutants', 'runs']);

function hasErrors(diagnostics: Diagnostics, from: number): boolean {
  return diagnostics.list.slice(from).some((d) => d.severity === 'error');
}

function headerOf(raw: Mapping) {
  const text = (key: string): string | null => {
    const tree = child(raw, key);
    return tree?.node === 'scalar' ? tree.text : null;
  };
  const covers = child(raw, 'covers');
  const source = text('source');
  return {
    name: text('name') ?? '',
    about: text('about') ?? '',
    covers:
      covers?.node === 'list'
        ? covers.items.flatMap((i) => (i.node === 'scalar' && i.text !== null ? [i.text] : []))
        : [],
    ...(source === null ? {} : { source }),
  };
}

/** Types, constants and variables; with families, the variables that say where processes are. */
function declarationsInOrder(ctx: Context, raw: Mapping) {
  const all = (what: Declaration['what']): Declaration[] =>
    [...ctx.declarations.values()].filter((d) => d.what === what);
  const types = all('type').flatMap(({ name, span }) => {
    const type = declaredType(ctx, name);
    return type === null ? [] : [{ name, type, span }];
  });
  const constants = all('constant').flatMap(({ name, span }) => {
    const constant = declaredConstant(ctx, name);
    return constant === null
      ? []
      : [{ name, type: constant.expr.type, value: constant.expr.value, span }];
  });
  const variables: Variable[] = all('variable').flatMap(({ name, span, tree }) => {
    const type = typeOfTree(ctx, tree);
    ctx.variables.set(name, type);
    return type === null ? [] : [{ name, type, span }];
  });
  ctx.families = familiesOf(ctx, child(raw, 'processes'));
  for (const { variable, type: key, labelType, span } of ctx.families) {
    const type: Type = { kind: 'map', key, value: labelType };
    ctx.variables.set(variable, type);
    variables.push({ name: variable, type, span });
  }
  ctx.complete = true;
  return { constants, types, variables };
}

function machineOf(ctx: Context, raw: Mapping, variables: readonly Variable[]) {
  const initial = initialOf(ctx, raw, variables);
  const given = givenOf(ctx, child(raw, 'given'));
  const own = actionsOf(ctx, child(raw, 'actions'));
  const steps = stepActions(ctx, new Set(own.map((a) => a.name)));
  const actions = [...own, ...steps];
  const fairness = fairnessOf(ctx, child(raw, 'fairness'), actions, child(raw, 'mutants'));
  const processes = ctx.families.map(({ name, type, labels }) => ({ family: name, type, labels }));
  return { initial, given, actions, processes, fairness };
}
