/** `threads:` and `memory:` of a system: which threads there are, what they do, and how they see memory. */
import { entriesOf } from '../elaborate/declarations.js';
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import type { DeclaredProtocol, DeclaredRole } from './declared.js';
import * as say from './messages.js';
import { part, type Settings } from './settings.js';
import type { Clients, SystemRole, ThreadScript, Threads } from './spec.js';

/** What means nothing where threads run. */
const OF_NODES = ['nodes', 'clients', 'network', 'storage', 'clocks', 'faults'];
const OF_NODES_EXPLORED = ['nodes', 'clients', 'faults', 'timers', 'tick'];
const OF_THREADS = ['threads', 'memory'];
const BUFFER = 16;

/** Says what stands in the wrong kind of system. */
export function checkSections(
  raw: Mapping,
  { name, threads }: DeclaredProtocol,
  { diagnostics }: Settings,
): void {
  const report = threads === undefined ? say.noThreads : say.notForThreads;
  const refuse = (tree: Tree | undefined, keys: readonly string[]): void => {
    for (const { key } of entriesOf(tree))
      if (keys.includes(key.text)) diagnostics.add(report(key.span, key.text, name));
  };
  refuse(raw, threads === undefined ? OF_THREADS : OF_NODES);
  if (threads !== undefined) refuse(part(child(raw, 'runs'), 'explore'), OF_NODES_EXPLORED);
}

/** How many threads of each kind there are, as nodes of its role. */
export function threadCounts(
  raw: Mapping,
  { roles }: DeclaredProtocol,
  settings: Settings,
): Map<string, number> {
  const tree = child(raw, 'threads');
  const names = roles.map(({ name }) => name);
  for (const { key } of entriesOf(tree))
    if (!names.includes(key.text))
      settings.diagnostics.add(say.unknownKind(key.span, key.text, names));
  return new Map(
    names.map((name) => [name, settings.whole(part(part(tree, name), 'count'), 1)] as const),
  );
}

export function threadsOf(raw: Mapping, { roles }: DeclaredProtocol, settings: Settings): Threads {
  const tree = child(raw, 'threads');
  const memory = child(raw, 'memory');
  const model = memory?.node === 'mapping' ? textOf(child(memory, 'model')) : textOf(memory);
  return {
    memory: model === 'tso' ? 'tso' : 'sc',
    buffer: settings.whole(part(memory, 'buffer'), BUFFER),
    scripts: roles.map((role) => scriptOf(role, part(tree, role.name), settings)),
  };
}

function scriptOf(
  { name, serves }: DeclaredRole,
  tree: Tree | undefined,
  settings: Settings,
): ThreadScript {
  const operations = serves?.operations ?? [];
  const calls = tree?.node === 'list' ? tree : part(tree, 'calls');
  const repeat = part(tree, 'repeat');
  return {
    kind: name,
    calls: callsOf(name, calls, operations, settings),
    repeat: textOf(repeat) === 'forever' ? 'forever' : settings.whole(repeat, 1),
  };
}

function callsOf(
  kind: string,
  tree: Tree | undefined,
  operations: readonly string[],
  { diagnostics }: Settings,
): readonly string[] {
  if (tree?.node !== 'list') return operations;
  for (const item of tree.items)
    if (!operations.includes(textOf(item)))
      diagnostics.add(say.unknownOperation(item.span, textOf(item), kind, operations));
  return tree.items.map(textOf);
}

/** Threads as the clients of what they serve themselves: for histories, and for what is called. */
export function threadsAsClients(
  { scripts }: Threads,
  roles: readonly SystemRole[],
  declared: DeclaredProtocol,
): Clients {
  const count = roles.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const running = scripts.filter(({ kind }) =>
    roles.some(({ name, nodes }) => name === kind && nodes.length > 0),
  );
  return {
    count,
    object: declared.roles[0]?.serves?.object ?? null,
    role: null,
    operations: [],
    script: [...new Set(running.flatMap(({ calls }) => calls))],
    invoke: 'any time',
    keys: { count: 1, pick: { name: 'uniform', parameters: [] } },
    rate: null,
    timeout: null,
    retry: null,
  };
}
