/** Many independent copies of one object, told apart by an argument: a map is a register a key. */
import type { Plain } from '../plain.js';
import { canonicalText, type SequentialObject } from './object.js';

type Copies = Readonly<Record<string, Plain>>;

/**
 * `part`, once for each value of the argument `key`. Its state holds the copies that are not as they were
 * in the beginning.
 */
export function product(name: string, part: SequentialObject, key: string): SequentialObject {
  const initial = canonicalText(part.initial);
  const of = (_: string, args: Readonly<Record<string, Plain>>): string => keyText(args[key]);
  return {
    name,
    operations: part.operations,
    initial: {},
    step(state, operation, args, observed) {
      const which = of(operation, args);
      const own = copyOf(part, state, which);
      return part.step(own, operation, args, observed).map(({ state: next, ...rest }) => ({
        ...rest,
        state: replaced(state as Copies, which, next, canonicalText(next) === initial),
      }));
    },
    ...(part.normal === undefined ? {} : { normal: part.normal }),
    ...(part.unlisted === undefined ? {} : { unlisted: part.unlisted }),
    ...(part.reads === undefined ? {} : { reads: part.reads }),
    parts: { of, object: part },
  };
}

function replaced(copies: Copies, which: string, value: Plain, gone: boolean): Copies {
  const { [which]: _, ...others } = copies;
  return gone ? others : { ...others, [which]: value };
}

/** One of many copies, by its name. */
export const copyOf = (part: SequentialObject, state: Plain, which: string): Plain =>
  Object.hasOwn(state as Copies, which) ? (state as Copies)[which] : part.initial;

/** Names as they are; other keys as JSON, in which no name looks like one of them. */
const keyText = (key: Plain): string =>
  typeof key === 'string' && !/^[\s"[{\d-]|^(true|false|null)$/.test(key)
    ? key
    : canonicalText(key);
