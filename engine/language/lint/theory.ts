/** What only kind `theory` knows of structure: a step of a proof has one of a few forms. */
import type { Diagnostics } from '../diagnostics.js';
import * as say from '../schema/messages.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';

const HEADS = ['have', 'suppose', 'calculate', 'induction on'];

/** Keys of an induction that are not its cases. */
const INDUCTION = new Set(['induction on', 'by', 'from']);

export function lintTheory(root: Mapping, diagnostics: Diagnostics): void {
  const theorems = child(root, 'theorems');
  if (theorems?.node !== 'mapping') return;
  for (const { value } of theorems.entries) {
    const proof = value.node === 'mapping' ? child(value, 'proof') : undefined;
    if (proof) lintProof(proof, diagnostics);
  }
}

function lintProof(proof: Tree, diagnostics: Diagnostics): void {
  if (proof.node !== 'list') return;
  for (const step of proof.items) {
    if (step.node !== 'mapping') continue;
    const heads = step.entries.filter(({ key }) => HEADS.includes(key.text));
    const first = step.entries[0]?.key.span ?? step.span;
    if (heads.length !== 1)
      diagnostics.add(say.oneHead(heads[1]?.key.span ?? first, 'a step of a proof', HEADS));
    for (const inner of proofsIn(step)) lintProof(inner, diagnostics);
  }
}

/** The proofs inside a step: of a supposition, and of the cases of an induction. */
function proofsIn(step: Mapping): Tree[] {
  const induction = child(step, 'induction on') !== undefined;
  return step.entries.flatMap(({ key, value }) =>
    key.text === 'then' || (induction && !INDUCTION.has(key.text)) ? [value] : [],
  );
}
