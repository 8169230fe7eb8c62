/** What only kind `program` knows: a statement is one of a few forms. */
import type { Diagnostics } from '../diagnostics.js';
import * as say from '../schema/messages.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';

const HEADS = ['set', 'if', 'while', 'return', 'call', 'assert'];

export function lintProgram(root: Mapping, diagnostics: Diagnostics): void {
  const functions = child(root, 'functions');
  if (functions?.node !== 'mapping') return;
  for (const { value } of functions.entries)
    if (value.node === 'mapping') lintStatements(child(value, 'body'), diagnostics);
}

function lintStatements(tree: Tree | undefined, diagnostics: Diagnostics): void {
  if (tree?.node !== 'list') return;
  for (const statement of tree.items) {
    if (statement.node !== 'mapping') continue;
    const heads = statement.entries.filter(({ key }) => HEADS.includes(key.text));
    const first = statement.entries[0]?.key.span ?? statement.span;
    if (heads.length !== 1)
      diagnostics.add(say.oneHead(heads[1]?.key.span ?? first, 'a statement', HEADS));
    for (const part of ['then', 'else', 'do']) lintStatements(child(statement, part), diagnostics);
  }
}
