/** `declareThreads` and `implementThreads`: identity for TypeScript, and checks of what types cannot say. */
import { didYouMean } from '../language/nearest.js';
import { ProtocolError } from '../node/errors.js';
import { checkFieldName } from '../node/shapes/generate.js';
import type { Fields, Shape } from '../node/shapes/shape.js';
import { isArray, type ThreadsDeclaration } from './declaration.js';
import type { AnyThreads, ThreadCode, ThreadName, ThreadsProtocol } from './thread.js';
import { codecOf, NO_WORD } from './words.js';

/** What a program of threads consists of. Throws a ProtocolError that names the place for what types cannot refuse. */
export function declareThreads<const D extends ThreadsDeclaration>(declaration: D): D {
  checkThreadsDeclaration(declaration);
  return declaration;
}

/** Threads: their declaration, and a generator for every operation that they do. */
export function implementThreads<const D extends ThreadsDeclaration>(
  declaration: D,
  code: { readonly [R in ThreadName<D>]: ThreadCode<D, R> },
): ThreadsProtocol<D> {
  const protocol = { declaration, code };
  checkThreads(protocol as unknown as AnyThreads);
  return protocol;
}

/** Properties see these beside the local state of a thread. */
const BUILT_IN = ['id', 'name', 'kind', 'up'];
const PROTOCOL_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const refuse = (at: string, why: string): never => {
  throw new ProtocolError(`${at}: ${why}`);
};

const names = (table: object | undefined): string[] => Object.keys(table ?? {});

function checkKnown(at: string, what: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const hint = didYouMean(name, known) ?? `there are: ${known.join(', ') || 'none'}`;
  refuse(at, `there is no ${what} '${name}'; ${hint}`);
}

export function checkThreadsDeclaration(d: ThreadsDeclaration): void {
  if (typeof d !== 'object' || d === null)
    refuse('declaration', 'it should be what declareThreads(…) returns');
  if (typeof d.name !== 'string' || !PROTOCOL_NAME.test(d.name))
    refuse('declaration.name', `'${String(d.name)}' should be small letters and hyphens`);
  if (typeof d.about !== 'string')
    refuse(`${d.name}.about`, 'one sentence that says what the threads do is missing');
  if (names(d.memory).length === 0) refuse(`${d.name}.memory`, 'threads share at least one word');
  if (typeof d.serves?.operations !== 'object')
    refuse(`${d.name}.serves`, "it should be made by service('name', { … })");
  if (names(d.threads).length === 0)
    refuse(`${d.name}.threads`, 'there is at least one kind of thread');
  checkMemory(d);
  for (const [kind, { does, local }] of Object.entries(d.threads)) {
    const at = `${d.name}.threads.${kind}`;
    checkFieldName(kind, `${d.name}.threads`);
    if (!Array.isArray(does) || does.length === 0)
      refuse(`${at}.does`, 'it should be a list of operations of the service');
    for (const op of does) checkKnown(`${at}.does`, 'operation', op, names(d.serves.operations));
    checkFields(d, `${at}.local`, local);
    for (const field of names(local))
      if (BUILT_IN.includes(field))
        refuse(`${at}.local.${field}`, `every thread already has '${field}'; name it otherwise`);
  }
  for (const [event, fields] of Object.entries(d.events ?? {})) {
    checkFieldName(event, `${d.name}.events`);
    checkFields(d, `${d.name}.events.${event}`, fields);
  }
  for (const [op, { args, returns }] of Object.entries(d.serves.operations))
    checkFields(d, `${d.name}.serves.${op}`, { ...args, returns });
  for (const [mutant, about] of Object.entries(d.mutants ?? {}))
    if (typeof about !== 'string' || about.trim() === '')
      refuse(`${d.name}.mutants.${mutant}`, 'a sentence that says how it is then wrong is missing');
  for (const [option, made] of Object.entries(d.options ?? {}))
    if (typeof made?.parse !== 'function')
      refuse(
        `${d.name}.options.${option}`,
        "it should be made by count, flag, … (count(4, 'what for'))",
      );
}

function checkMemory(d: ThreadsDeclaration): void {
  const taken = [...names(d.threads), ...names(d.events), 'threads', 'nodes', 'finished'];
  for (const [name, word] of Object.entries(d.memory)) {
    const at = `${d.name}.memory.${name}`;
    checkFieldName(name, `${d.name}.memory`);
    if (taken.includes(name)) refuse(at, 'properties know something else by this name');
    const shape = word !== null && typeof word === 'object' && isArray(word) ? word.of : word;
    checkFields(d, at, { word: shape as Shape<unknown> });
    if (codecOf(shape as Shape<unknown>) === null) refuse(at, NO_WORD);
    if (!isArray(word) || typeof word.size === 'number' || word.size === 'threads') continue;
    checkKnown(at, 'option', word.size, names(d.options));
    if (d.options?.[word.size].kind !== 'count')
      refuse(at, `the size of an array is an option of kind count, which '${word.size}' is not`);
  }
}

function checkFields(d: ThreadsDeclaration, at: string, fields: Fields | undefined): void {
  for (const [name, shape] of Object.entries(fields ?? {})) {
    checkFieldName(name, at);
    if (typeof shape?.check !== 'function')
      refuse(`${at}.${name}`, 'it should be a shape, such as int, bool or optional(id(…))');
    if (shape.detail.kind === 'id')
      for (const kind of shape.detail.roles)
        checkKnown(`${at}.${name}`, 'thread', kind, names(d.threads));
  }
}

/** Throws a ProtocolError unless there is a generator for every operation that is declared, and no others. */
export function checkThreads(protocol: AnyThreads): void {
  checkThreadsDeclaration(protocol?.declaration);
  const { declaration: d, code } = protocol;
  for (const kind of names(code)) checkKnown(`${d.name}: code`, 'thread', kind, names(d.threads));
  for (const [kind, { does }] of Object.entries(d.threads)) {
    const at = `${d.name}, code of ${kind}`;
    const given = code?.[kind];
    for (const op of does) {
      if (given?.[op] === undefined) refuse(at, `there is no code for the operation '${op}'`);
      if (!isGenerator(given[op]))
        refuse(at, `'${op}' should be a generator function: write \`*${op}(t) { … }\``);
    }
    for (const op of names(given)) checkKnown(at, 'declared operation', op, does);
  }
}

const isGenerator = (code: unknown): boolean =>
  typeof code === 'function' && code.constructor.name === 'GeneratorFunction';
