/** Who uses a system, over which network, with which disks and clocks. */
import { entriesOf } from '../elaborate/declarations.js';
import type { Mapping, Tree } from '../yaml/tree.js';
import { child, textOf } from '../yaml/tree.js';
import type { DeclaredProtocol } from './declared.js';
import * as say from './messages.js';
import { part, type Settings } from './settings.js';
import type { Clients, Clocks, Distribution, Network, Storage } from './spec.js';

const MILLISECOND = 1000;
const constant = (value: number): Distribution => ({ name: 'constant', parameters: [value] });

interface Served {
  readonly role: string;
  readonly object: string;
  readonly operations: readonly string[];
}

/** `count`: another number of clients, for exploration. Without a declaration, what is written is believed. */
export function clientsOf(
  root: Mapping,
  declared: DeclaredProtocol | null,
  settings: Settings,
  count?: Tree,
): Clients {
  const tree = child(root, 'clients');
  const served = servedBy(root, declared, settings);
  const script = scriptOf(part(tree, 'script'), served, settings);
  for (const key of ['operations', 'rate'])
    if (script !== null && part(tree, key) !== undefined) {
      const entry = entriesOf(tree).find((e) => e.key.text === key);
      if (entry) settings.diagnostics.add(say.scriptAndMix(entry.key.span, key));
    }
  return {
    count: settings.whole(count ?? part(tree, 'count'), served === null && declared ? 0 : 1),
    object: served?.object ?? null,
    role: served?.role ?? null,
    operations: mixOf(part(tree, 'operations'), served, settings),
    script,
    invoke: textOf(part(tree, 'invoke')) === 'eager' ? 'eager' : 'any time',
    keys: keysOf(part(tree, 'keys'), settings),
    rate: settings.number(part(tree, 'rate'), 'rate', null),
    timeout: settings.time(part(tree, 'timeout'), null),
    retry: settings.time(part(tree, 'retry'), null),
  };
}

function servedBy(
  root: Mapping,
  declared: DeclaredProtocol | null,
  { diagnostics }: Settings,
): Served | null {
  const tree = child(root, 'clients');
  const written = part(tree, 'object');
  if (declared === null) {
    const object = textOf(written);
    return object === '' ? null : { role: '', object, operations: [] };
  }
  const all = declared.roles.flatMap(({ name, serves }) =>
    serves === null ? [] : [{ role: name, ...serves }],
  );
  if (all.length === 0) {
    const entry = root.entries.find(({ key }) => key.text === 'clients');
    if (entry) diagnostics.add(say.servesNobody(entry.key.span, declared.name));
    return null;
  }
  if (written === undefined) return all[0];
  const found = all.find(({ object }) => object === textOf(written));
  if (found !== undefined) return found;
  const objects = [...new Set(all.map(({ object }) => object))];
  diagnostics.add(say.unknownObject(written.span, textOf(written), objects));
  return null;
}

function scriptOf(
  tree: Tree | undefined,
  served: Served | null,
  { diagnostics }: Settings,
): string[] | null {
  if (tree?.node !== 'list') return null;
  for (const item of tree.items) {
    if (served === null || served.role === '' || served.operations.includes(textOf(item))) continue;
    diagnostics.add(
      say.unknownOperation(item.span, textOf(item), served.object, served.operations),
    );
  }
  return tree.items.map(textOf);
}

function mixOf(
  tree: Tree | undefined,
  served: Served | null,
  settings: Settings,
): Clients['operations'] {
  if (tree?.node !== 'mapping')
    return (served?.operations ?? []).map((name) => ({ name, weight: 1 }));
  const mix = tree.entries.map(({ key, value }) => {
    if (served !== null && served.role !== '' && !served.operations.includes(key.text))
      settings.diagnostics.add(
        say.unknownOperation(key.span, key.text, served.object, served.operations),
      );
    return { name: key.text, weight: settings.number(value, 'number', 0) };
  });
  if (mix.every(({ weight }) => weight === 0)) settings.diagnostics.add(say.noWeight(tree.span));
  return mix;
}

function keysOf(tree: Tree | undefined, settings: Settings): Clients['keys'] {
  const uniform: Distribution = { name: 'uniform', parameters: [] };
  if (tree?.node !== 'mapping') return { count: settings.whole(tree, 1), pick: uniform };
  const count = settings.whole(child(tree, 'count'), 1);
  const pick = child(tree, 'pick');
  const syntax = settings.syntax(pick);
  if (pick === undefined || syntax === null || textOf(pick) === 'uniform')
    return { count, pick: uniform };
  const found = settings.distribution(pick, settings.measured(syntax), 'number');
  if (found?.name === 'zipf') return { count, pick: found };
  if (found !== null) settings.diagnostics.add(say.badPick(pick.span));
  return { count, pick: uniform };
}

export function networkOf(tree: Tree | undefined, settings: Settings): Network {
  return {
    delay: settings.times(part(tree, 'delay'), constant(MILLISECOND)),
    loss: settings.often(part(tree, 'loss')),
    duplicate: settings.often(part(tree, 'duplicate')),
    corrupt: settings.often(part(tree, 'corrupt')),
    order: textOf(part(tree, 'order')) === 'per link' ? 'per link' : 'any',
    bandwidth: settings.number(part(tree, 'bandwidth'), 'size', null),
  };
}

export function storageOf(tree: Tree | undefined, settings: Settings): Storage {
  const lose = textOf(part(tree, 'lose'));
  return {
    sync: settings.times(part(tree, 'sync'), constant(0)),
    lose: lose === 'either' || lose === 'nothing' ? lose : 'unsynced',
  };
}

export function clocksOf(tree: Tree | undefined, settings: Settings): Clocks {
  return {
    skew: settings.time(part(tree, 'skew'), 0),
    drift: settings.number(part(tree, 'drift'), 'drift', 0),
  };
}
