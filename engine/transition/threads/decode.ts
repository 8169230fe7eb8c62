/** A state for people: every shared word, the queues of stores, what each thread is doing, its local state, what was observed. */
import type { Plain } from '../../plain.js';
import { plainText } from '../../threads/index.js';
import type { Local, Locals } from './locals.js';
import type { ThreadsSettings } from './settings.js';
import type { Steps } from './steps.js';

type Decode = (states: Int32Array, offset: number) => Readonly<Record<string, Plain>>;

export function decoder(steps: Steps, { memory, observers }: ThreadsSettings): Decode {
  const { program, cells, places, buffers, locals } = steps;
  const { names, layout, nodes } = program;
  const cell = (states: Int32Array, offset: number, i: number): Plain =>
    layout.cells[i].shape.plain(cells.decode(i, states[offset + i]), (id) => names[id]) as Plain;
  return (states, offset) => {
    const plain: Record<string, Plain> = {};
    for (const { name, start, size } of layout.words.values())
      plain[name] =
        size === null
          ? cell(states, offset, start)
          : Array.from({ length: size }, (_, i) => cell(states, offset, start + i));
    if (memory === 'tso')
      plain['waiting stores'] = names.flatMap((name, t) =>
        buffers
          .waiting(states[offset + places.buffers + t])
          .map((store) => `${name}: ${cells.text(store.cell, store.code, names)}`),
      );
    const localOf = (t: number): Local => locals[t].at(states[offset + places.threads + t]);
    names.forEach((name, t) => {
      plain[name] = doing(locals[t], localOf(t));
    });
    for (const [kind, threads] of Object.entries(nodes)) {
      const shape = program.of[threads[0]]?.local;
      for (const [field, of] of Object.entries(shape?.fields ?? {}))
        plain[`${kind}.${field}`] = Object.fromEntries(
          threads.map((t) => [
            names[t],
            of.plain(localOf(t).local[field], (id) => names[id]) as Plain,
          ]),
        );
    }
    observers.forEach((observer, i) => {
      plain[observer.name] = observer.plain(states[offset + places.observers + i]);
    });
    const broken = states[offset + places.broken];
    if (broken > 0) plain['failed'] = steps.broken[broken];
    return plain;
  };
}

/** `in take, after 2 accesses`. */
function doing(locals: Locals, local: Local): string {
  if (local.next.is === 'ended') return 'is done';
  const { op, args } = locals.operation(local);
  const given = plainText(args);
  const call = given === '{}' ? op : `${op} ${given}`;
  if (!local.begun) return `before ${call}`;
  const loop = local.past.findLastIndex(({ is }) => is === 'loop');
  const reads = local.past.slice(loop + 1).filter(({ is }) => is === 'read').length;
  if (loop >= 0 && reads === 0) return `in ${call}, at the beginning of a round`;
  const of = loop >= 0 ? ' of a round' : '';
  return `in ${call}, after ${reads} ${reads === 1 ? 'access' : 'accesses'}${of}`;
}
