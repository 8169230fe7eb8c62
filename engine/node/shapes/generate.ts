/**
 * Code for records and unions, made with `new Function`: an object literal of known fields is several times
 * faster to make than one filled in a loop, and gives all copies one hidden class. Only names that `checkFieldName` let
 * through and JSON strings get into the text; everything else is bound as a constant.
 */
import { type Fields, mismatch, type Shape } from './shape.js';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** What would be found in every object. */
const TAKEN = new Set(['constructor', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable']);
for (const name of ['toLocaleString', 'toString', 'valueOf']) TAKEN.add(name);

export function checkFieldName(name: string, what: string): void {
  if (!NAME.test(name) || TAKEN.has(name))
    throw new TypeError(
      `${what}: '${name}' cannot name a field: a letter, then letters, digits and _`,
    );
}

type Operation = 'copy' | 'text' | 'equal' | 'rewrite';

/** A function under construction: its constants by name. */
class Text {
  private readonly values: unknown[] = [];

  constant(value: unknown): string {
    this.values.push(value);
    return `k${this.values.length - 1}`;
  }

  /** `shape`'s operation on expressions, in place where it can be. */
  apply(shape: Shape<unknown>, operation: Operation, v: string, second = ''): string {
    const { inline } = shape;
    if (inline !== undefined)
      return operation === 'equal' ? inline.equal(v, second) : inline[operation](v);
    if (operation === 'copy' && shape.shared) return v;
    return `${this.constant(directly(shape[operation]))}(${v}${second === '' ? '' : `, ${second}`})`;
  }

  compile<F>(parameters: string, body: string): F {
    const names = this.values.map((_, i) => `k${i}`);
    const make = new Function(
      ...names,
      `'use strict'; return function (${parameters}) { ${body} };`,
    );
    return make(...this.values) as F;
  }
}

const literal = (text: Text, fields: Fields, operation: 'copy' | 'rewrite'): string =>
  Object.entries(fields)
    .map(([k, shape]) => {
      const second = operation === 'rewrite' && !shape.inline ? 'how' : '';
      return `${k}: ${text.apply(shape, operation, `v.${k}`, second)}`;
    })
    .join(', ');

const concatenation = (text: Text, fields: Fields): string =>
  Object.entries(fields)
    .map(([k, shape]) => text.apply(shape, 'text', `v.${k}`))
    .join(` + ',' + `);

const conjunction = (text: Text, fields: Fields): string =>
  Object.entries(fields)
    .map(([k, shape]) => `(${text.apply(shape, 'equal', `a.${k}`, `b.${k}`)})`)
    .join(' && ') || 'true';

/** Of the form of copies, so that fresh and copied records have one hidden class. */
const beginning = (text: Text, fields: Fields): string =>
  Object.entries(fields)
    .map(([k, shape]) => `${k}: ${text.constant(shape.initial)}()`)
    .join(', ');

export interface Generated<T> {
  copy(v: T): T;
  text(v: T): string;
  equal(a: T, b: T): boolean;
  rewrite(v: T, how: object): T;
}

/** Of functions that are made at their first call: how to make them now. */
const waiting = new WeakMap<object, () => unknown>();

/** Makes a function at its first call: most shapes of a run are never, say, renamed. */
function atFirstUse<A, B, R>(make: () => (a: A, b: B) => R): (a: A, b?: B) => R {
  let made: ((a: A, b: B) => R) | null = null;
  // By name: they are called at each step, and a list of arguments costs as much as they do.
  const lazily = (a: A, b?: B): R => {
    made ??= make();
    return made(a, b as B);
  };
  waiting.set(lazily, () => {
    made ??= make();
    return made;
  });
  return lazily;
}

/** The function itself, made now where it was to be made at its first call: for what is called at every step, since V8 copies into its callers only what it knows. */
export const directly = <F extends object>(f: F): F => (waiting.get(f)?.() as F) ?? f;

export function generateRecord<T>(fields: Fields): Generated<T> & {
  initial(): T;
  /** `v` as a record that shares with `before` every field that is equal; `before` itself if all are. */
  refresh(before: T, v: T): T;
} {
  const function_ = <A, B, R>(parameters: string, body: (text: Text) => string) =>
    atFirstUse<A, B, R>(() => {
      const text = new Text();
      const written = body(text);
      return text.compile(parameters, written);
    });
  const initial = function_<void, void, T>('', (t) => `return { ${beginning(t, fields)} };`);
  return {
    initial: () => initial(),
    copy: function_('v', (t) => `return { ${literal(t, fields, 'copy')} };`),
    text: function_('v', (t) => `return '(' + ${concatenation(t, fields) || "''"} + ')';`),
    equal: function_('a, b', (t) => `return a === b || (${conjunction(t, fields)});`),
    rewrite: function_('v, how', (t) => `return { ${literal(t, fields, 'rewrite')} };`),
    refresh: function_('a, v', (t) => refreshed(t, fields)),
  };
}

function refreshed(text: Text, fields: Fields): string {
  const names = Object.keys(fields);
  const each = Object.entries(fields).map(([k, shape]) => {
    const same = text.apply(shape, 'equal', `a.${k}`, `v.${k}`);
    return `const f_${k} = ${same} ? a.${k} : ${text.apply(shape, 'copy', `v.${k}`)};`;
  });
  const all = names.map((k) => `f_${k} === a.${k}`).join(' && ') || 'true';
  return `${each.join(' ')} return ${all} ? a : { ${names.map((k) => `${k}: f_${k}`).join(', ')} };`;
}

export function generateVariant<T>(cases: Readonly<Record<string, Fields>>): Generated<T> {
  const switched = <A, B, R>(
    parameters: string,
    tag: string,
    one: (text: Text, type: string, fields: Fields) => string,
  ) =>
    atFirstUse<A, B, R>(() => {
      const text = new Text();
      const arms = Object.entries(cases).map(
        ([type, fields]) => `case ${JSON.stringify(type)}: return ${one(text, type, fields)};`,
      );
      const unknown = text.constant((v: unknown) => unknownCase(v, cases, 'the value'));
      return text.compile(
        parameters,
        `switch (${tag}.type) { ${arms.join(' ')} default: return ${unknown}(${tag}); }`,
      );
    });
  const object = (operation: 'copy' | 'rewrite') => (t: Text, type: string, fields: Fields) =>
    `{ type: ${JSON.stringify(type)}, ${literal(t, fields, operation)} }`;
  return {
    copy: switched('v', 'v', object('copy')),
    text: switched(
      'v',
      'v',
      (t, type, fields) =>
        `${JSON.stringify(`${type}(`)} + ${concatenation(t, fields) || "''"} + ')'`,
    ),
    equal: switched(
      'a, b',
      'a',
      (t, _, fields) => `a.type === b.type && ${conjunction(t, fields)}`,
    ),
    rewrite: switched('v, how', 'v', object('rewrite')),
  };
}

export function unknownCase(
  v: unknown,
  cases: Readonly<Record<string, Fields>>,
  at: string,
): never {
  const type = typeof v === 'object' && v !== null ? (v as { type?: unknown }).type : undefined;
  return mismatch(`${at}.type`, `one of ${Object.keys(cases).join(', ')}`, type);
}
