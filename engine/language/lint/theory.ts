/** What only kind `theory` knows: forms of proof steps, and the labels that they use. */
import type { Diagnostics } from '../diagnostics.js';
import { didYouMean } from '../nearest.js';
import * as say from '../schema/messages.js';
import { child, type Mapping, type Scalar, type Tree } from '../yaml/tree.js';
import { sectionNames } from './walk.js';

const HEADS = ['have', 'suppose', 'calculate', 'induction on'];

/** Keys of an induction that are not its cases. */
const INDUCTION = new Set(['induction on', 'by', 'from']);

export function lintTheory(root: Mapping, diagnostics: Diagnostics): void {
  const theorems = child(root, 'theorems');
  if (theorems?.node !== 'mapping') return;
  const facts = ['axioms', 'theorems', 'define'].flatMap((section) => sectionNames(root, section));
  for (const { value } of theorems.entries) {
    const proof = value.node === 'mapping' ? child(value, 'proof') : undefined;
    if (proof) lintProof(proof, [...facts, ...labelsIn(proof)], diagnostics);
  }
}

function lintProof(proof: Tree, labels: readonly string[], diagnostics: Diagnostics): void {
  if (proof.node !== 'list') return;
  for (const step of proof.items) {
    if (step.node !== 'mapping') continue;
    const heads = step.entries.filter(({ key }) => HEADS.includes(key.text));
    const first = step.entries[0]?.key.span ?? step.span;
    if (heads.length !== 1)
      diagnostics.add(say.oneHead(heads[1]?.key.span ?? first, 'a step of a proof', HEADS));
    lintLabels(step, labels, diagnostics);
    for (const inner of proofsIn(step)) lintProof(inner, labels, diagnostics);
    const steps = child(step, 'steps');
    if (steps?.node === 'list')
      for (const line of steps.items)
        if (line.node === 'mapping') lintLabels(line, labels, diagnostics);
  }
}

function lintLabels(step: Mapping, labels: readonly string[], diagnostics: Diagnostics): void {
  const from = child(step, 'from');
  const used = from?.node === 'list' ? from.items : [];
  for (const label of used)
    if (isText(label) && !labels.includes(label.text))
      diagnostics.add(
        say.unknownReference(
          label.span,
          label.text,
          'axioms, theorems and labels',
          didYouMean(label.text, labels),
        ),
      );
}

const isText = (tree: Tree): tree is Scalar & { readonly text: string } =>
  tree.node === 'scalar' && tree.text !== null;

/** The proofs inside a step: of a supposition, and of the cases of an induction. */
function proofsIn(step: Mapping): Tree[] {
  const induction = child(step, 'induction on') !== undefined;
  return step.entries.flatMap(({ key, value }) =>
    key.text === 'then' || (induction && !INDUCTION.has(key.text)) ? [value] : [],
  );
}

/** Every `as:` of a proof, and the formulas that are there to be named by their text. */
function labelsIn(proof: Tree): string[] {
  if (proof.node !== 'list') return [];
  return proof.items.flatMap((step) => {
    if (step.node !== 'mapping') return [];
    const own = ['as', 'have'].flatMap((word) => {
      const label = child(step, word);
      return label && isText(label) ? [label.text] : [];
    });
    return [...own, ...proofsIn(step).flatMap(labelsIn)];
  });
}
