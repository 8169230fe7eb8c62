/**
 * Verdicts on a theory: are its theorems proved, and do formulas that it claims follow from its axioms?
 * `holds` and `violated` of a formula both rest on a theorem of the kernel (the formula, or its
 * negation); a proof script is `violated` at its first step that does not follow.
 */

import { placeOf } from '../../../engine/language/source.js';
import { formatFormula } from '../../../engine/language/theory/format.js';
import type { Formula, Free } from '../../../engine/language/theory/logic.js';
import type {
  TheoremSpec,
  TheoryProperty,
  TheorySpec,
} from '../../../engine/language/theory/spec.js';
import { instantiate } from '../../../engine/language/theory/terms.js';
import type { Note, Status, Verdict } from '../../verdict.js';
import { NO_EFFORT, verdictOf } from '../../verdict-of.js';
import { findProof, refute } from './automatic.js';
import { Kernel, type Theorem } from './kernel.js';
import { type Facts, runProof, StepFailed } from './script.js';

/** What became of a theorem's proof. */
type Outcome =
  | { readonly is: 'proved'; readonly spec: TheoremSpec; readonly theorem: Theorem }
  /** A step does not follow. */
  | { readonly is: 'failed'; readonly spec: TheoremSpec; readonly step: StepFailed }
  /** There is no script, and no proof was found. */
  | { readonly is: 'open'; readonly spec: TheoremSpec };

/** One verdict a property, in their order. */
export function checkTheory(
  spec: TheorySpec,
  only: (property: TheoryProperty) => boolean = () => true,
): Verdict[] {
  const asked = spec.properties.filter(only);
  if (asked.length === 0) return [];
  const kernel = new Kernel(spec.signature, spec.axioms);
  const { outcomes, facts } = proveAll(kernel, spec);
  return asked.map((property) =>
    property.claim.form === 'proofs'
      ? proofsVerdict(property, spec, outcomes)
      : formulaVerdict(property, property.claim, facts),
  );
}

function proveAll(kernel: Kernel, spec: TheorySpec): { outcomes: Outcome[]; facts: Facts } {
  const axioms = spec.axioms.map(({ name }) => kernel.axiom(name));
  const statements = new Map<string, Theorem | null>(
    spec.axioms.map(({ name }, i) => [name, axioms[i]]),
  );
  const facts: Facts = { kernel, statements, axioms };
  const outcomes = spec.theorems.map((theorem): Outcome => {
    const outcome = prove(facts, theorem);
    statements.set(theorem.name, outcome.is === 'proved' ? outcome.theorem : null);
    return outcome;
  });
  return { outcomes, facts };
}

function prove(facts: Facts, spec: TheoremSpec): Outcome {
  if (spec.proof === null) {
    const theorem = findProof(facts, spec);
    return theorem ? { is: 'proved', spec, theorem } : { is: 'open', spec };
  }
  try {
    return { is: 'proved', spec, theorem: runProof(facts, spec, spec.proof) };
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    return { is: 'failed', spec, step: error };
  }
}

// -------------------------------------------------------------------------------------- verdicts

function verdict(
  property: TheoryProperty,
  status: Status,
  claim: string,
  notes: readonly Note[] = [],
): Verdict {
  const outcome = { status, claim, evidence: null, effort: NO_EFFORT, notes };
  return verdictOf(property, 'proof kernel', outcome);
}

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

function proofsVerdict(
  property: TheoryProperty,
  spec: TheorySpec,
  outcomes: readonly Outcome[],
): Verdict {
  const failed = outcomes.filter((o) => o.is === 'failed');
  const wrong = failed.filter(({ step }) => !step.open);
  if (wrong.length > 0) return failedVerdict(property, outcomes.length, wrong);
  const limited = failed.map(({ spec: { name }, step }) => `\`${name}\`: ${step.why}`);
  const missing = outcomes.filter((o) => o.is === 'open').map((o) => `\`${o.spec.name}\``);
  if (missing.length > 0)
    limited.push(`no proof is given of ${missing.join(', ')}, and none was found`);
  if (limited.length > 0) return verdict(property, 'unknown', limited.join('; '));
  const proved = outcomes.filter((o) => o.is === 'proved');
  if (proved.length === 0) {
    const note: Note = { kind: 'vacuous', text: 'the theory has no theorem to prove' };
    return verdict(property, 'holds', 'there is no theorem', [note]);
  }
  const each = proved.map(({ spec: { name }, theorem }) => `${name} (${restsOn(theorem)})`);
  const all =
    proved.length === 1 ? 'the one theorem follows' : `all ${proved.length} theorems follow`;
  const claim = `${all} from ${count(spec.axioms.length, 'axiom')} by the kernel's rules: ${each.join('; ')}`;
  return verdict(property, 'holds', claim);
}

const restsOn = ({ axioms }: Theorem): string =>
  axioms.length === 0 ? 'no axiom' : `from ${axioms.join(', ')}`;

function failedVerdict(
  property: TheoryProperty,
  total: number,
  wrong: readonly (Outcome & { is: 'failed' })[],
): Verdict {
  const [{ spec, step }] = wrong;
  const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more of ${total})` : '';
  const { line } = placeOf(step.span);
  const claim = `\`${spec.name}\` is not proved${more}: line ${line} does not follow: ${step.wanted}`;
  const notes = wrong.map(
    ({ spec: { name }, step: { wanted, known, why, span } }): Note => ({
      kind: 'hint',
      text: `${name}: to be shown: ${wanted}. Known here: ${known.join(' · ') || 'nothing'}. What does not fit: ${why}`,
      place: placeOf(span),
    }),
  );
  return verdict(property, 'violated', claim, notes);
}

function formulaVerdict(
  property: TheoryProperty,
  { form, formula: said }: TheoryProperty['claim'] & { form: 'always' | 'never' },
  facts: Facts,
): Verdict {
  const formula: Formula = form === 'always' ? said : { is: 'not', of: said };
  const variables = inFront(formula);
  const found = findProof(facts, {
    name: property.name,
    claim: formula,
    variables,
    span: property.span,
  });
  if (found)
    return verdict(property, 'holds', `${formatFormula(formula)}: proved, ${restsOn(found)}`);
  const refutation = refute(facts, formula);
  if (refutation) {
    const { theorem, values } = refutation;
    const where = values.length > 0 ? ` for ${values.join(', ')}` : '';
    const claim = `false${where}: its negation is proved, ${restsOn(theorem)}`;
    return verdict(property, 'violated', claim);
  }
  const claim =
    'not decided: simplification and induction find no proof, and no small values refute it';
  return verdict(property, 'unknown', claim);
}

function inFront(formula: Formula): Free[] {
  const found: Free[] = [];
  for (let rest = formula; rest.is === 'forall'; ) {
    const free: Free = { is: 'free', name: rest.name, sort: rest.sort };
    found.push(free);
    rest = instantiate(rest.body, free);
  }
  return found;
}
