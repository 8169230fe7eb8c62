/** Registers: one value that is put and got, with compare-and-set; `kv`, a register a key, which can also be deleted and grow; and
 * `table`, a kv that can be emptied. */
import type { Args } from '../history/history.js';
import type { Plain } from '../plain.js';
import { type Access, isPrefix, type Outcome, type SequentialObject, samePlain } from './object.js';
import { copyOf, product } from './product.js';

/** `initial` is what a `get` finds before any `put`. */
export const register = (initial: Plain = null): SequentialObject =>
  one('register', { get: [], put: ['value'] }, initial);

export const casRegister = (initial: Plain = null): SequentialObject =>
  one('cas-register', { get: [], put: ['value'], cas: ['from', 'to'] }, initial);

function one(
  name: string,
  operations: SequentialObject['operations'],
  initial: Plain,
): SequentialObject {
  return {
    name,
    operations,
    initial,
    step: (state, operation, args) => valueStep(initial, state, operation, args),
    reads,
    needs,
    access,
    overwrites,
    leaves: (operation, args) => left(initial, operation, args),
    reaches: (state, operation, args, result) =>
      operation === 'get'
        ? result === undefined || samePlain(state, result)
        : samePlain(state, args['from']) === (result !== false),
  };
}

/** `initial` is what a `get` finds of a key that was never put, or was deleted. */
export const kv = (initial: Plain = null): SequentialObject => product('kv', keyOf(initial), 'key');

function keyOf(initial: Plain): SequentialObject {
  const operations = {
    get: ['key'],
    put: ['key', 'value'],
    delete: ['key'],
    cas: ['key', 'from', 'to'],
    append: ['key', 'value'],
  };
  const step: SequentialObject['step'] = (state, operation, args) =>
    valueStep(initial, state, operation, args);
  return {
    name: 'a key of kv',
    operations,
    initial,
    step,
    reads,
    needs,
    access,
    overwrites,
    grows: (operation) => operation === 'append',
    leaves: (operation, args) => left(initial, operation, args),
    reaches(state, operation, args, result) {
      if (operation === 'get') return extension(result, state);
      return result === false || extension(args['from'], state);
    },
  };
}

/** A kv that `clear` empties: keys depend on one another, so it is one object. */
export function table(initial: Plain = null): SequentialObject {
  const key = keyOf(initial);
  const keyed = product('kv', key, 'key');
  const which = (operation: string, args: Args): string | null =>
    operation === 'clear' ? null : keyed.parts!.of(operation, args);
  return {
    name: 'table',
    operations: { ...keyed.operations, clear: [] },
    initial: keyed.initial,
    step: (state, operation, args, observed) =>
      operation === 'clear' ? [{ state: {} }] : keyed.step(state, operation, args, observed),
    reads,
    needs,
    overwrites: (operation) => operation === 'clear' || overwrites(operation),
    entry: which,
    grows: (operation) => operation === 'append',
    leaves(operation, args) {
      const entry = which(operation, args);
      if (entry === null) return {};
      const value = left(initial, operation, args);
      if (value === undefined) return undefined;
      return samePlain(value, initial) ? {} : { [entry]: value };
    },
    reaches(state, operation, args, result) {
      const entry = which(operation, args);
      return entry === null || key.reaches!(copyOf(key, state, entry), operation, args, result);
    },
  };
}

function valueStep(initial: Plain, state: Plain, operation: string, args: Args): Outcome[] {
  switch (operation) {
    case 'get':
      return [{ result: state, state }];
    case 'put':
      return [{ state: args['value'] }];
    case 'delete':
      return [{ state: initial }];
    case 'append':
      return [{ state: appended(state, args['value']) }];
    default: {
      const done = samePlain(state, args['from']);
      return [{ result: done, state: done ? args['to'] : state }];
    }
  }
}

/** To a list an item is appended, to a text a text; nothing becomes what is appended to it. */
function appended(state: Plain, value: Plain): Plain {
  if (Array.isArray(state)) return [...state, value];
  if (state === null) return value;
  return `${state}${value}`;
}

function left(initial: Plain, operation: string, args: Args): Plain | undefined {
  switch (operation) {
    case 'put':
      return args['value'];
    case 'delete':
      return initial;
    case 'cas':
      return args['to'];
    default:
      return undefined;
  }
}

/** Can appending make `value` of `state`? */
function extension(value: Plain | undefined, state: Plain): boolean {
  if (value === undefined || state === null) return true;
  if (typeof value === 'string' && typeof state === 'string') return value.startsWith(state);
  if (Array.isArray(state)) return Array.isArray(value) && isPrefix(state, value);
  return samePlain(value, state) || typeof value === 'string';
}

const reads = (operation: string, result: Plain | undefined): boolean =>
  operation === 'get' || (operation === 'cas' && result === false);

const needs = (operation: string, result: Plain | undefined): boolean =>
  operation === 'cas' && result === true;

const overwrites = (operation: string): boolean => operation === 'put' || operation === 'delete';

function access(operation: string, args: Args, result: Plain | undefined): Access | null {
  if (operation === 'put') return { kind: 'write', value: args['value'] };
  if (operation === 'get' && result !== undefined) return { kind: 'read', value: result };
  return null;
}
