/**
 * The names that a model declares for everywhere: state, constants, definitions and types. They are
 * gathered first, so that entries may use one another in any order. No two share a name.
 */

import type { Diagnostics } from '../diagnostics.js';
import type { Span } from '../source.js';
import { child, type Entry, type Mapping, type Tree } from '../yaml/tree.js';
import { callable, RESERVED } from './builtins.js';
import * as messages from './messages.js';

export type Declaration =
  | {
      readonly what: 'variable' | 'constant' | 'type';
      readonly name: string;
      readonly span: Span;
      readonly tree: Tree;
    }
  | Definition;

export interface Definition {
  readonly what: 'definition';
  readonly name: string;
  readonly span: Span;
  readonly tree: Tree;
  /** Null: an abbreviation without parameters. */
  readonly parameters: readonly Parameter[] | null;
}

export interface Parameter {
  readonly name: string;
  readonly span: Span;
}

export type Declarations = ReadonlyMap<string, Declaration>;

export const IDENTIFIER = /^[A-Za-z][A-Za-z0-9_]*$/;

const SECTIONS = [
  ['state', 'variable'],
  ['constants', 'constant'],
  ['define', 'definition'],
  ['types', 'type'],
] as const;

export function gatherDeclarations(raw: Mapping, diagnostics: Diagnostics): Declarations {
  const found = new Map<string, Declaration>();
  for (const [section, what] of SECTIONS) {
    for (const entry of entriesOf(child(raw, section))) {
      const declaration =
        what === 'definition' ? definition(entry, diagnostics) : plain(entry, what);
      if (declaration !== null && acceptable(declaration, raw, diagnostics)) {
        const first = found.get(declaration.name);
        if (first === undefined) found.set(declaration.name, declaration);
        else diagnostics.add(messages.declaredTwice(declaration.span, declaration, first));
      }
    }
  }
  warnOfCase(found, diagnostics);
  return found;
}

export function entriesOf(tree: Tree | undefined): readonly Entry[] {
  return tree?.node === 'mapping' ? tree.entries : [];
}

function plain(entry: Entry, what: 'variable' | 'constant' | 'type'): Declaration {
  return { what, name: entry.key.text, span: entry.key.span, tree: entry.value };
}

/** `inside`, or `quorum(s)`: a name, then perhaps names in brackets. */
function definition(entry: Entry, diagnostics: Diagnostics): Definition | null {
  const { text, span } = entry.key;
  const parts = /^([^()]*?)\s*(?:\(([^()]*)\))?\s*$/.exec(text);
  if (parts === null) {
    diagnostics.add(messages.badDefinitionHead(span, text));
    return null;
  }
  const head = { what: 'definition', name: parts[1], span, tree: entry.value } as const;
  if (parts[2] === undefined) return { ...head, parameters: null };
  const parameters: Parameter[] = [];
  let at = text.indexOf('(') + 1;
  for (const part of parts[2].split(',')) {
    const name = part.trim();
    const start = at + part.indexOf(name);
    at += part.length + 1;
    const where = {
      file: span.file,
      start: entry.key.offsetOf(start),
      end: entry.key.offsetOf(start) + name.length,
    };
    if (!IDENTIFIER.test(name) || RESERVED.has(name) || parameters.some((p) => p.name === name)) {
      diagnostics.add(messages.badParameter(name === '' ? span : where, name));
      return null;
    }
    parameters.push({ name, span: where });
  }
  return { ...head, parameters };
}

function acceptable(declaration: Declaration, raw: Mapping, diagnostics: Diagnostics): boolean {
  const { name, span } = declaration;
  if (!IDENTIFIER.test(name)) {
    diagnostics.add(messages.notIdentifier(span, name));
    return false;
  }
  const processes = entriesOf(child(raw, 'processes')).length > 0;
  if (RESERVED.has(name) || (name === 'at' && processes)) {
    diagnostics.add(messages.reservedName(span, name));
    // It is declared all the same: where it is used is no mistake of its own.
    return RESERVED.has(name);
  }
  const called =
    declaration.what === 'definition'
      ? declaration.parameters !== null
      : declaration.what === 'type' && declaration.tree.node === 'mapping';
  if (called && callable(name)) {
    diagnostics.add(messages.builtinName(span, name));
    return false;
  }
  return true;
}

function warnOfCase(found: Declarations, diagnostics: Diagnostics): void {
  const seen = new Map<string, Declaration>();
  for (const declaration of found.values()) {
    const { what, name } = declaration;
    if (what !== 'variable' && what !== 'type') continue;
    const key = `${what} ${name.toLowerCase()}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, declaration);
    else diagnostics.add(messages.differOnlyInCase(declaration.span, declaration, first));
  }
}
