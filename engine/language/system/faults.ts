/** What goes wrong, when, to whom: `faults:` of a system. */
import { entriesOf } from '../elaborate/declarations.js';
import { type Mapping, type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import type { NodeFields } from './names.js';
import { part, type Settings } from './settings.js';
import { FAULTS, type Fault, type FaultKind, PARTITIONS, type Victim } from './spec.js';

/** What each setting is for, where it is not for all. */
const ONLY: Readonly<Record<string, readonly FaultKind[]>> = {
  shape: ['partition'],
  aim: ['crash', 'amnesia'],
  as: ['liar'],
  by: ['slow network', 'slow disk', 'bit rot', 'clock jump'],
};

/** How `by` of each fault is measured. */
const MEASURE: Readonly<Record<string, 'number' | 'share' | 'time'>> = {
  'slow network': 'number',
  'slow disk': 'number',
  'bit rot': 'share',
  'clock jump': 'time',
};

/** `fields` is null where the protocol was not loaded: nodes are then believed. */
export function faultsOf(
  tree: Tree | undefined,
  fields: NodeFields | null,
  settings: Settings,
): Fault[] {
  return entriesOf(tree).flatMap(({ key, value }) => {
    const kind = FAULTS.find((fault) => fault === key.text);
    if (kind === undefined) {
      settings.diagnostics.add(say.unknownFault(key.span, key.text, FAULTS));
      return [];
    }
    const all = value.node === 'list' ? value.items : [value];
    return all.flatMap((one) =>
      one.node === 'mapping' ? [faultOf(kind, one, fields, settings)] : [],
    );
  });
}

function faultOf(
  kind: FaultKind,
  tree: Mapping,
  fields: NodeFields | null,
  settings: Settings,
): Fault {
  for (const { key } of tree.entries) {
    const only = ONLY[key.text];
    if (only && !only.includes(kind))
      settings.diagnostics.add(say.settingOfOtherFault(key.span, key.text, kind, only));
  }
  const [at, every] = [part(tree, 'at'), part(tree, 'every')];
  if (at !== undefined && every !== undefined) settings.diagnostics.add(say.atAndEvery(at.span));
  return {
    kind,
    node: victimOf(part(tree, 'node'), fields, settings),
    shapes: shapesOf(part(tree, 'shape'), settings),
    every: settings.times(every, null),
    at: timesOf(at, settings),
    for: settings.times(part(tree, 'for'), null),
    by: byOf(kind, part(tree, 'by'), settings),
    aim: textOf(part(tree, 'aim')) === 'sync' ? 'sync' : null,
    as: liarOf(part(tree, 'as'), fields, settings),
    span: tree.span,
  };
}

function shapesOf(tree: Tree | undefined, { diagnostics }: Settings): Fault['shapes'] {
  const items = tree === undefined ? [] : tree.node === 'list' ? tree.items : [tree];
  for (const item of items)
    if (!PARTITIONS.some((shape) => shape === textOf(item)))
      diagnostics.add(say.unknownShape(item.span, textOf(item), PARTITIONS));
  const words = items.map(textOf);
  const shapes = PARTITIONS.filter((shape) => words.includes(shape));
  return shapes.length === 0 ? ['halves'] : shapes;
}

function timesOf(tree: Tree | undefined, settings: Settings): number[] {
  const items = tree === undefined ? [] : tree.node === 'list' ? tree.items : [tree];
  return items.flatMap((item) => settings.time(item, null) ?? []);
}

function byOf(kind: FaultKind, tree: Tree | undefined, settings: Settings): number | null {
  const measure = MEASURE[kind];
  if (tree === undefined || measure === undefined) return null;
  const found =
    measure === 'time' ? settings.time(tree, null) : settings.number(tree, measure, null);
  const expected = {
    number: 'a factor such as `20`',
    share: 'a share such as `1 %`',
    time: 'a time such as `5 s`',
  };
  if (found === null) settings.diagnostics.add(say.badBy(tree.span, kind, expected[measure]));
  return found;
}

function liarOf(
  tree: Tree | undefined,
  fields: NodeFields | null,
  { diagnostics }: Settings,
): string | null {
  if (tree === undefined) return null;
  const liars = fields?.declared.roles.flatMap(({ adversaries }) => adversaries);
  if (liars && !liars.includes(textOf(tree)))
    diagnostics.add(say.unknownLiar(tree.span, textOf(tree), liars));
  return textOf(tree);
}

/** `any`, a role, a node, a value that some field of nodes may have, or `field == value`. */
function victimOf(
  tree: Tree | undefined,
  fields: NodeFields | null,
  { diagnostics }: Settings,
): Victim {
  const text = textOf(tree);
  if (tree === undefined || text === 'any' || fields === null) return { is: 'any' };
  if (fields.roles.some(({ name }) => name === text)) return { is: 'role', role: text };
  if (fields.all.members.includes(text)) return { is: 'node', node: text };
  const [, wanted = null, value = text] = /^(\S+) == (\S+)$/.exec(text) ?? [];
  const having = fields.variables.filter(
    ({ name, type }) =>
      type.kind === 'map' &&
      type.value.kind === 'enum' &&
      type.value.members.includes(value) &&
      (wanted === null || name === wanted || name.endsWith(`.${wanted}`)),
  );
  if (having.length === 1) return { is: 'state', variable: having[0].name, value };
  if (having.length > 1) {
    const names = having.map(({ name }) => name);
    diagnostics.add(say.ambiguousVictim(tree.span, value, names));
  } else {
    const values = fields.variables.flatMap(({ type }) =>
      type.kind === 'map' && type.value.kind === 'enum' ? type.value.members : [],
    );
    const known = [
      'any',
      ...fields.roles.map(({ name }) => name),
      ...fields.all.members,
      ...values,
    ];
    diagnostics.add(say.unknownVictim(tree.span, text, known));
  }
  return { is: 'any' };
}
