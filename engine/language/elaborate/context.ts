/**
 * What every part of the elaborator shares: where errors go, the expressions already read, and the
 * declarations of the spec. One context serves one spec and is thrown away.
 */
import type { Diagnostic, Diagnostics } from '../diagnostics.js';
import { readExpression, readPart } from '../expression/reader.js';
import type { Syntax } from '../expression/syntax.js';
import type { LoadedSpec } from '../load.js';
import type { SourceFile, Span } from '../source.js';
import type { SystemNames } from '../system/names.js';
import type { Atom, Expr, Local, Uninstantiated } from '../typed.js';
import type { Type } from '../types.js';
import type { Scalar } from '../yaml/tree.js';
import type { Declarations } from './declarations.js';
import type { Family } from './families.js';
import { MAX_NODES } from './limits.js';
import * as messages from './messages.js';
import type { Typing } from './typing.js';

export type ReadAs = 'value' | 'type' | 'binders';

/** A constant with its value, as a literal. */
export interface Constant {
  readonly expr: Expr & { readonly op: 'literal' };
}

/** An enum or variant of the spec: where bare members and shapes are looked up. */
export interface Owner {
  readonly type: Type;
  /** For messages: the declared name, or the type as written. */
  readonly title: string;
}

export interface Context {
  readonly file: SourceFile;
  /** Looks up another spec by its name (`refines`). */
  readonly other: LoadedSpec['other'];
  /** Adds a diagnostic, once: a definition is typed at each use, its errors are said only once. */
  readonly report: (diagnostic: Diagnostic) => void;
  /** The syntax of a scalar, read once; null where the reader has complained. */
  readonly read: (scalar: Scalar, as: ReadAs) => Syntax | null;
  /** The syntax of a scalar from character `from` on: the condition of a key `if …`. */
  readonly readPart: (scalar: Scalar, from: number) => Syntax | null;
  readonly declarations: Declarations;
  readonly typing: Typing;
  /** Declared types, constants and variables as far as resolved; null where that failed. */
  readonly types: Map<string, Type | null>;
  readonly constants: Map<string, Constant | null>;
  readonly variables: Map<string, Type | null>;
  /** Types and constants being resolved, outermost first: a name met again is a cycle. */
  readonly resolving: string[];
  /** Families of processes, set once the types are known. */
  families: readonly Family[];
  /** Are all types and variables resolved? */
  complete: boolean;
  /** In the properties of a system: what its protocol gives a name to. */
  system: SystemNames | null;
  /** Filled when first asked for. */
  owners: readonly Owner[] | null;
  /** Names of declarations that something has used. */
  readonly used: Set<string>;
  readonly atoms: Atom[];
  readonly atomKeys: Map<string, number>;
  /** Properties without an instance, as they are met. */
  readonly uninstantiated: Uninstantiated[];
  readonly newLocal: (name: string, type: Type, span: Span) => Local;
  /** Counts a node of the typed spec; false (with one diagnostic) when there are absurdly many. */
  readonly spend: (span: Span) => boolean;
}

export function createContext(
  file: SourceFile,
  declarations: Declarations,
  typing: Typing,
  diagnostics: Diagnostics,
  other: LoadedSpec['other'] = () => null,
): Context {
  const said = new Set<string>();
  const syntaxes = new Map<Scalar, Syntax | null>();
  const parts = new Map<Scalar, Syntax | null>();
  let locals = 0;
  let nodes = 0;
  const report = (diagnostic: Diagnostic): void => {
    const { code, span } = diagnostic;
    const key = `${code} ${span.file.path} ${span.start} ${span.end}`;
    if (said.has(key)) return;
    said.add(key);
    diagnostics.add(diagnostic);
  };
  return {
    file,
    other,
    report,
    read: (scalar, as) => {
      let syntax = syntaxes.get(scalar);
      if (syntax === undefined) {
        syntax = readExpression(scalar, as, diagnostics);
        syntaxes.set(scalar, syntax);
      }
      return syntax;
    },
    readPart: (scalar, from) => {
      let syntax = parts.get(scalar);
      if (syntax === undefined) {
        syntax = readPart(scalar, from, scalar.text?.length ?? 0, 'value', diagnostics);
        parts.set(scalar, syntax);
      }
      return syntax;
    },
    declarations,
    typing,
    types: new Map(),
    constants: new Map(),
    variables: new Map(),
    resolving: [],
    families: [],
    complete: false,
    system: null,
    owners: null,
    used: new Set(),
    atoms: [],
    atomKeys: new Map(),
    uninstantiated: [],
    newLocal: (name, type, span) => ({ id: ++locals, name, type, span }),
    spend: (span) => {
      if (++nodes <= MAX_NODES) return true;
      if (nodes === MAX_NODES + 1) report(messages.tooLarge(span, MAX_NODES));
      return false;
    },
  };
}
