/** The declaration of threads in the words of the spec language: what properties, options and mutants can name. */
import type { DeclaredProtocol, NodeTypes } from '../language/system/declared.js';
import type { FieldType, Type } from '../language/types.js';
import { languageType } from '../node/shapes/language.js';
import type { Fields } from '../node/shapes/shape.js';
import { isArray, type ThreadsDeclaration } from './declaration.js';
import type { AnyThreads } from './thread.js';

export function declaredThreads({ declaration }: AnyThreads): DeclaredProtocol {
  const { name, about, threads, serves, options, events, mutants, judgedBy } = declaration;
  return {
    name,
    about,
    roles: Object.entries(threads).map(([kind, { does, local = {} }]) => ({
      name: kind,
      symmetric: false,
      fields: Object.entries(local).map(([field, shape]) => ({
        ...{ name: field, what: 'volatile' as const },
        type: (nodes: NodeTypes) => languageType(shape, nodes),
      })),
      serves: { object: serves.name, operations: does },
      adversaries: [],
    })),
    options: options ?? {},
    events: Object.entries(events ?? {}).map(([event, fields]) => ({
      name: event,
      fields: (nodes) => typed(fields, nodes),
    })),
    mutants: mutants ?? {},
    threads: { words: wordsOf(declaration), judgedBy: judgedBy ?? [] },
  };
}

/** An array is a map from its places, counted from 0 as in the code. */
const wordsOf =
  ({ memory }: ThreadsDeclaration) =>
  (nodes: NodeTypes, size: (of: number | string) => number): FieldType[] =>
    Object.entries(memory).map(([name, word]) => {
      if (!isArray(word)) return { name, type: languageType(word, nodes) };
      const key: Type = { kind: 'range', low: 0, high: size(word.size) - 1 };
      return { name, type: { kind: 'map', key, value: languageType(word.of, nodes) } };
    });

const typed = (fields: Fields, nodes: NodeTypes): FieldType[] =>
  Object.entries(fields).map(([name, shape]) => ({ name, type: languageType(shape, nodes) }));
