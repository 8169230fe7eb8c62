/**
 * Messages of a step: values of variant type, with a sender or a receiver among their fields, that
 * entered or left the sets, bags and sequences of the state. A message that only moves from one
 * collection to another was neither sent nor received. Its identity is its content and, where several
 * are alike, a number.
 */
import type { ModelSpec } from '../language/typed.js';
import type { Type, TypeOf } from '../language/types.js';
import type { ShapeValue, Value } from '../language/value.js';
import { formatValue } from '../language/value-format.js';
import { valuesOf } from '../language/values.js';
import type { TraceMessage } from '../trace.js';
import { actorOf, isIdentity, RECEIVER_FIELDS } from './labels.js';

const SENDER_FIELDS = ['from', 'sender', 'source'];

type Read = (variable: string) => Value;
type Found = {
  readonly title: string;
  readonly from?: string;
  readonly to?: string;
  count: number;
};

/** The function that compares two states; undefined when the model has no messages. */
export function messageFinder(
  spec: ModelSpec,
): ((before: Read, after: Read) => TraceMessage[]) | undefined {
  const carriers = spec.variables.filter((v) => carries(v.type));
  if (carriers.length === 0) return undefined;
  const inState = (read: Read): Map<string, Found> => {
    const found = new Map<string, Found>();
    for (const { name, type } of carriers) gather(spec, type, read(name), undefined, found);
    return found;
  };
  return (before, after) => difference(inState(before), inState(after));
}

function carries(type: Type): boolean {
  switch (type.kind) {
    case 'set':
    case 'bag':
    case 'sequence':
      return type.of.kind === 'variant' ? isMessage(type.of) : carries(type.of);
    case 'map':
      return carries(type.value);
    case 'record':
      return type.fields.some((f) => carries(f.type));
    default:
      return false;
  }
}

function isMessage(type: TypeOf<'variant'>): boolean {
  return type.shapes.some((s) =>
    s.fields.some((f) => endField(f, SENDER_FIELDS) || endField(f, RECEIVER_FIELDS)),
  );
}

function endField(
  field: { readonly name: string; readonly type: Type },
  names: readonly string[],
): boolean {
  return names.includes(field.name) && isIdentity(field.type);
}

/** `owner`: the key of the map in whose entry we are, as in an inbox for each process. */
function gather(
  spec: ModelSpec,
  type: Type,
  value: Value,
  owner: string | undefined,
  found: Map<string, Found>,
): void {
  switch (type.kind) {
    case 'set':
    case 'bag':
    case 'sequence':
      for (const item of value as readonly Value[]) {
        if (type.of.kind === 'variant') note(spec, type.of, item as ShapeValue, owner, found);
        else gather(spec, type.of, item, owner, found);
      }
      return;
    case 'map': {
      const keys = carries(type.value) ? valuesOf(type.key) : [];
      keys.forEach((key, i) => {
        const name = isIdentity(type.key) ? actorOf(spec, type.key, key) : undefined;
        gather(spec, type.value, (value as readonly Value[])[i], name ?? owner, found);
      });
      return;
    }
    case 'record':
      type.fields.forEach((f, i) => {
        gather(spec, f.type, (value as readonly Value[])[i], owner, found);
      });
      return;
    default:
      return;
  }
}

function note(
  spec: ModelSpec,
  type: TypeOf<'variant'>,
  value: ShapeValue,
  owner: string | undefined,
  found: Map<string, Found>,
): void {
  const shape = type.shapes.find((s) => s.name === value.shape);
  if (shape === undefined) return;
  const end = (names: readonly string[]): string | undefined => {
    const i = shape.fields.findIndex((f) => endField(f, names));
    return i < 0 ? undefined : actorOf(spec, shape.fields[i].type, value.fields[i]);
  };
  const from = end(SENDER_FIELDS);
  const declared = end(RECEIVER_FIELDS);
  if (from === undefined && declared === undefined) return;
  const to = declared ?? owner;
  const id = `${formatValue(type, value)}${declared === undefined && owner !== undefined ? ` to ${owner}` : ''}`;
  const known = found.get(id);
  if (known !== undefined) known.count++;
  else
    found.set(id, {
      title: value.shape,
      count: 1,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
}

function difference(before: Map<string, Found>, after: Map<string, Found>): TraceMessage[] {
  const events: TraceMessage[] = [];
  for (const [id, found] of [...before, ...[...after].filter(([key]) => !before.has(key))]) {
    const was = before.get(id)?.count ?? 0;
    const is = after.get(id)?.count ?? 0;
    const { count: _, ...ends } = found;
    for (let n = was; n > is; n--) events.push({ event: 'received', id: numbered(id, n), ...ends });
    for (let n = was + 1; n <= is; n++)
      events.push({ event: 'sent', id: numbered(id, n), ...ends });
  }
  return events;
}

const numbered = (id: string, n: number): string => (n === 1 ? id : `${id} #${n}`);
