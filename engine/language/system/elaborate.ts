/**
 * From a raw spec of kind `system`, linted already, to its typed form (LANGUAGE, section 4): the protocol's declaration is looked
 * up, quantities become numbers, properties are typed over the fields of its nodes.
 *
 *     protocol → roles and nodes → options, clients, surroundings → faults → properties → mutants → runs
 */
import type { Diagnostics } from '../diagnostics.js';
import { BOOLEAN } from '../elaborate/coercion.js';
import { declaredConstant } from '../elaborate/constants.js';
import { type Context, createContext } from '../elaborate/context.js';
import { type Declaration, entriesOf, gatherDeclarations } from '../elaborate/declarations.js';
import { expression } from '../elaborate/expressions/expression.js';
import { declaredType } from '../elaborate/types.js';
import { checkUnused } from '../elaborate/unused.js';
import { some } from '../elaborate/walk.js';
import { Constants } from '../lint/constants.js';
import type { LintedSpec } from '../lint/other.js';
import type { LoadedSpec } from '../load.js';
import type { Span } from '../source.js';
import type { Expr } from '../typed.js';
import type { Type, TypeOf } from '../types.js';
import { child, type Entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import type { DeclaredProtocol } from './declared.js';
import { faultsOf } from './faults.js';
import * as say from './messages.js';
import { systemMutants } from './mutants.js';
import { NodeFields, type SystemNames } from './names.js';
import { optionsOf } from './options.js';
import { systemProperties, unresolvedProperties } from './properties.js';
import { protocolOf } from './protocol.js';
import { quantityOf, refusesCall } from './refused.js';
import { exploreRun, liveOf, namedRuns, simulateOf } from './runs.js';
import { part, Settings } from './settings.js';
import type { Clients, Setting, SystemRole, SystemSpec, SystemVariable } from './spec.js';
import { clientsOf, clocksOf, networkOf, storageOf } from './surroundings.js';
import { checkSections, threadCounts, threadsAsClients, threadsOf } from './threads.js';

/** Of one system. */
const NODES_MAX = 1000;

type Linted = LintedSpec<'system'>;

/** The typed form, or null when its protocol is not to be had. What is wrong goes to `diagnostics`. */
export function elaborateSystem(
  loaded: LoadedSpec,
  linted: Linted,
  diagnostics: Diagnostics,
): SystemSpec | null {
  const { raw, file } = loaded;
  const settings = new Settings(new Constants([raw]), diagnostics);
  const protocol = protocolOf(raw, file, loaded.declarations, diagnostics);
  if (protocol === null) return null;
  const { reference, declared } = protocol;
  if (declared !== null) checkSections(raw, declared, settings);
  const work = { raw, loaded, linted, declared, settings };
  const main = settingOf(work, [part(raw, 'nodes')], undefined);
  const runs = child(raw, 'runs');
  const smaller = part(runs, 'explore');
  const [nodes, clients] = [part(smaller, 'nodes'), part(smaller, 'clients')];
  const explored =
    nodes === undefined && clients === undefined
      ? main
      : settingOf(work, [part(raw, 'nodes'), nodes], clients);
  const explore = exploreRun(runs, explored.setting, explored.ctx, settings);
  if (main.ctx !== null && !diagnostics.hasErrors) checkUnused(main.ctx);
  return {
    kind: 'system',
    name: linted.name,
    about: linted.about,
    covers: linted.covers,
    ...(linted.source === undefined ? {} : { source: linted.source }),
    span: linted.span,
    constants: entriesOf(child(raw, 'constants')).map(({ key, value }) => ({
      name: key.text,
      text: textOf(value),
      onlyCounts: !mentions(raw, key.text),
    })),
    protocol: {
      ...reference,
      about: declared?.about ?? '',
      options: Object.entries(declared?.options ?? {}).map(([name, { kind, about }]) => ({
        ...{ name, kind, about },
      })),
      resolved: declared !== null,
      span: child(raw, 'protocol')?.span ?? raw.span,
    },
    ...withVariables(main),
    uninstantiated: main.ctx?.uninstantiated ?? [],
    mutants: systemMutants(child(raw, 'mutants'), declared, diagnostics),
    runs: {
      simulate: simulateOf(runs, settings),
      explore: { ...explore, setting: withVariables(explored, explore.while) },
      live: liveOf(runs, settings),
      named: namedRuns(runs),
    },
  };
}

/** Is the name written anywhere but where nodes and clients are counted? */
function mentions(tree: Tree, name: string, path = ''): boolean {
  if (COUNTING.test(path)) return false;
  if (tree.node === 'scalar') return new RegExp(`\\b${name}\\b`).test(tree.text ?? '');
  if (tree.node === 'list') return tree.items.some((item) => mentions(item, name, path));
  return tree.entries.some(({ key, value }) => mentions(value, name, `${path}/${key.text}`));
}

const COUNTING =
  /^\/(name|about|source|covers|mutants|nodes|clients\/count|runs\/explore\/(nodes|clients))$/;

interface Work {
  readonly raw: Mapping;
  readonly loaded: LoadedSpec;
  readonly linted: Linted;
  readonly declared: DeclaredProtocol | null;
  readonly settings: Settings;
}

interface Elaborated {
  readonly setting: Setting;
  readonly ctx: Context | null;
  readonly known: ReadonlyMap<string, SystemVariable>;
  readonly fields: NodeFields | null;
}

/** The cluster with so many nodes and clients, and what is claimed of it. */
function settingOf(
  work: Work,
  nodes: readonly (Tree | undefined)[],
  count: Tree | undefined,
): Elaborated {
  const { raw, declared, settings, linted } = work;
  const surroundings = {
    network: networkOf(child(raw, 'network'), settings),
    storage: storageOf(child(raw, 'storage'), settings),
    clocks: clocksOf(child(raw, 'clocks'), settings),
  };
  if (declared === null) {
    const faults = faultsOf(child(raw, 'faults'), null, settings);
    const properties = unresolvedProperties(linted.properties);
    const clients = clientsOf(raw, null, settings, count);
    const nothing = { roles: [], options: {}, threads: null, variables: [], atoms: [] };
    const setting = { ...nothing, clients, ...surroundings, faults };
    return { setting: { ...setting, properties }, ctx: null, known: new Map(), fields: null };
  }
  const roles = rolesOf(nodes, raw, declared, settings);
  const options = optionsOf(raw, declared, settings);
  const threads = declared.threads === undefined ? null : threadsOf(raw, declared, settings);
  const clients =
    threads === null
      ? clientsOf(raw, declared, settings, count)
      : threadsAsClients(threads, roles, declared);
  const fields = new NodeFields(roles, declared);
  const faults = faultsOf(child(raw, 'faults'), fields, settings);
  const { ctx, known, operations } = contextOf(work, fields, clients, options);
  const before = settings.diagnostics.list.filter(({ severity }) => severity === 'error');
  const refused = (key: Entry['key'], { span }: Tree): boolean =>
    before.some(
      (d) =>
        d.span.file === key.span.file && d.span.start >= key.span.start && d.span.start < span.end,
    );
  const properties = systemProperties(child(raw, 'properties'), {
    ...{ ctx, settings, clients, operations, refused },
    objects: [...(clients.object === null ? [] : [clients.object]), ...judgedBy(declared)],
  });
  const cluster = { roles, options, clients, threads };
  const setting = { ...cluster, ...surroundings, faults, variables: [], atoms: ctx.atoms };
  return { setting: { ...setting, properties }, ctx, known, fields };
}

const judgedBy = ({ threads }: DeclaredProtocol): readonly string[] => threads?.judgedBy ?? [];

/** With the variables that its atoms, faults and bound read. */
function withVariables({ setting, known, fields }: Elaborated, bound?: Expr): Setting {
  const read = new Set<string>();
  for (const expr of [...setting.atoms.map(({ expr }) => expr), ...(bound ? [bound] : [])])
    some(expr, (inner) => {
      if (inner.op === 'variable') read.add(inner.name);
      return false;
    });
  for (const { node } of setting.faults) if (node.is === 'state') read.add(node.variable);
  const all = [...known.values(), ...(fields?.variables ?? [])];
  return { ...setting, variables: all.filter(({ name }) => read.has(name)) };
}

// ------------------------------------------------------------------------------------------ nodes

/** Later trees go before earlier ones. */
function rolesOf(
  trees: readonly (Tree | undefined)[],
  raw: Mapping,
  declared: DeclaredProtocol,
  settings: Settings,
): SystemRole[] {
  const { roles } = declared;
  const names = roles.map(({ name }) => name);
  const unsaid = names.length === 1 && trees.every((tree) => tree?.node !== 'mapping') ? 3 : 1;
  const counts =
    declared.threads === undefined
      ? new Map(names.map((name) => [name, unsaid]))
      : threadCounts(raw, declared, settings);
  if (declared.threads === undefined)
    for (const tree of trees) countsOf(tree, names, counts, settings);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total > NODES_MAX) {
    const { span } = trees.at(-1) ?? trees[0] ?? raw;
    settings.diagnostics.add(say.tooManyNodes(span, total, NODES_MAX));
    counts.clear();
  }
  return roles.map(({ name, symmetric }) => ({
    name,
    symmetric,
    nodes: named(name, counts.get(name) ?? 1),
  }));
}

function countsOf(
  tree: Tree | undefined,
  names: readonly string[],
  counts: Map<string, number>,
  settings: Settings,
): void {
  if (tree === undefined) return;
  if (tree.node !== 'mapping') {
    if (names.length > 1) settings.diagnostics.add(say.whichRole(tree.span, names));
    else counts.set(names[0], settings.whole(tree, 3));
    return;
  }
  for (const { key, value } of tree.entries) {
    if (names.includes(key.text)) counts.set(key.text, settings.whole(value, 1));
    else settings.diagnostics.add(say.unknownRole(key.span, key.text, names));
  }
}

/** As the cluster names them. */
const named = (role: string, count: number): string[] =>
  count === 1 ? [role] : Array.from({ length: count }, (_, i) => `${role}${i + 1}`);

// ------------------------------------------------------------------------------------------ names

/** What properties may name, and the variables behind it. */
function contextOf(
  { raw, loaded, declared, settings }: Work,
  fields: NodeFields,
  clients: Clients,
  options: Readonly<Record<string, unknown>>,
) {
  const { diagnostics } = settings;
  const own = gatherDeclarations(raw, diagnostics);
  const given = new Map<string, { readonly declaration: Declaration; readonly title: string }>();
  const span: Span = child(raw, 'protocol')?.span ?? raw.span;
  const tree = child(raw, 'protocol') ?? raw;
  const types = new Map<string, Type>();
  const known = new Map<string, SystemVariable>();
  const giveType = (name: string, type: Type, title: string) => {
    types.set(name, type);
    given.set(name, { declaration: { what: 'type', name, span, tree }, title });
  };
  const giveVariable = (variable: SystemVariable, title: string) => {
    const { name } = variable;
    known.set(name, variable);
    given.set(name, { declaration: { what: 'variable', name, span, tree }, title });
  };
  for (const { name, nodes } of fields.roles)
    if (nodes.length > 0) giveType(name, fields.type([name]), 'a role of the protocol');
  const all = declared?.threads === undefined ? 'nodes' : 'threads';
  if (!given.has(all)) giveType(all, fields.all, `the set of all ${all}`);
  const operations = operationsOf(clients);
  if (operations !== null) giveType('operations', operations, 'what clients call');
  for (const variable of predicatesOf(declared, fields, options))
    giveVariable(
      variable,
      variable.from.is === 'word' ? 'a shared word' : 'a predicate of every system',
    );
  for (const { name, fields: eventFields } of declared?.events ?? []) {
    if (given.has(name) || name.includes('.')) continue;
    const by = { name: 'by', type: fields.all };
    const others = eventFields((roles) => fields.type(roles)).filter(
      (field) => field.name !== 'by',
    );
    const type: Type = { kind: 'set', of: { kind: 'record', fields: [by, ...others] } };
    giveVariable({ name, type, from: { is: 'emitted', event: name } }, 'an event of the protocol');
  }
  const declarations = new Map(own);
  for (const [name, { declaration, title }] of given) {
    const first = own.get(name);
    if (first !== undefined) diagnostics.add(say.nameTaken(first.span, name, title));
    declarations.set(name, declaration);
  }
  const typing = { expression, constant: declaredConstant, type: declaredType };
  const ctx = createContext(loaded.file, declarations, typing, diagnostics, loaded.other);
  for (const [name, type] of types) ctx.types.set(name, type);
  for (const { name, type } of [...known.values(), ...fields.variables])
    ctx.variables.set(name, type);
  ctx.system = namesOf(fields, new Set(given.keys()));
  ctx.complete = true;
  return { ctx, known, operations };
}

/** What every system of this kind has: `healed`, or the shared words and `finished`. */
function predicatesOf(
  declared: DeclaredProtocol | null,
  fields: NodeFields,
  options: Readonly<Record<string, unknown>>,
): SystemVariable[] {
  const threads = declared?.threads;
  if (threads === undefined) return [{ name: 'healed', type: BOOLEAN, from: { is: 'healed' } }];
  const count = fields.all.members.length;
  const sizeOf = (size: number | string): number =>
    typeof size === 'number' ? size : size === 'threads' ? count : Number(options[size]);
  const words = threads.words(
    (roles) => fields.type(roles),
    (size) => Math.max(1, sizeOf(size) || 1),
  );
  return [
    { name: 'finished', type: BOOLEAN, from: { is: 'finished' } },
    ...words.map(({ name, type }): SystemVariable => {
      return { name, type, from: { is: 'word', word: name } };
    }),
  ];
}

function operationsOf({ operations, script, count }: Clients): TypeOf<'enum'> | null {
  const called = script ?? operations.filter((o) => o.weight > 0).map(({ name }) => name);
  const members = [...new Set(called)];
  return count === 0 || members.length === 0 ? null : { kind: 'enum', name: 'operations', members };
}

const namesOf = (fields: NodeFields, given: ReadonlySet<string>): SystemNames => ({
  given,
  field: (ctx, of, syntax) => fields.field(ctx, of, syntax),
  quantity: quantityOf,
  refusesCall,
  unknown: say.unknownName,
});
