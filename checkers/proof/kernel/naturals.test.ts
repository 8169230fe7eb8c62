/**
 * The proofs about natural numbers: accepted as they stand, refused with a step, a line or a label
 * left out, and with a rule replaced by another, unless that other one does give the step.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadSpecs, sourceFile } from '../../../engine/language/index.js';
import { RULES } from '../../../engine/language/theory/rules.js';
import type { ProofStep, TheorySpec } from '../../../engine/language/theory/spec.js';
import { checkTheory } from './check.js';

const path = join(
  dirname(fileURLToPath(import.meta.url)),
  '../../../engine/language/examples/naturals.yaml',
);
const yaml = readFileSync(path, 'utf8');

function theory(text: string): TheorySpec | null {
  const [{ spec }] = loadSpecs(sourceFile('naturals.yaml', text)).specs;
  return spec?.kind === 'theory' ? spec : null;
}

const naturals = theory(yaml) as TheorySpec;
const [verdict] = checkTheory(naturals);

describe('the proofs about natural numbers', () => {
  it('are accepted, each with the axioms that it uses', () => {
    expect(verdict.status).toBe('holds');
    expect(verdict.claim).toBe(
      "all 4 theorems follow from 2 axioms by the kernel's rules: and commutes (no axiom); " +
        'zero on the right (from plus zero, plus succ); ' +
        'succ on the right (from plus zero, plus succ); plus commutes (from plus zero, plus succ)',
    );
  });

  it('cannot show what is false', () => {
    const wrong = yaml.replace('plus(m, n) == plus(n, m))', 'plus(m, n) == plus(m, succ(n)))');
    const changed = theory(wrong);
    expect(changed && checkTheory(changed)[0].status).toBe('violated');
  });

  it('say which step does not follow, what was known, and what does not fit', () => {
    const wrong = yaml.replace('by: and introduction', 'by: or introduction');
    const [{ status, claim, notes }] = checkTheory(theory(wrong) as TheorySpec);
    expect(status).toBe('violated');
    expect(claim).toBe('`and commutes` is not proved: line 35 does not follow: q and p');
    expect(notes).toEqual([
      {
        kind: 'hint',
        text:
          'and commutes: to be shown: q and p. Known here: p and q · q · p. ' +
          'What does not fit: `or introduction` does not give it from p · q · p and q',
        place: expect.objectContaining({ line: 35 }),
      },
    ]);
  });
});

/** A proof with one thing in it changed, in every way that `change` knows; with what was changed. */
type Variant = { readonly proof: readonly ProofStep[]; readonly what: string };

/** Every proof that lacks one step, one line of a calculation, or one label of `from`. */
function lacking(proof: readonly ProofStep[]): Variant[] {
  return proof.flatMap((step, i) => [
    { proof: proof.toSpliced(i, 1), what: `step ${step.labels[0] ?? step.step}` },
    ...lackingInside(step).map(({ step: changed, what }) => ({
      proof: proof.with(i, changed),
      what,
    })),
  ]);
}

function lackingInside(step: ProofStep): { step: ProofStep; what: string }[] {
  switch (step.step) {
    case 'have':
      return (step.by.from ?? []).map(({ label }, i) => ({
        step: { ...step, by: { ...step.by, from: step.by.from?.toSpliced(i, 1) ?? null } },
        what: `label ${label} of ${step.labels[0]}`,
      }));
    case 'suppose':
      return lacking(step.steps).map(({ proof, what }) => ({
        step: { ...step, steps: proof },
        what,
      }));
    case 'calculate':
      return step.lines.map(({ by }, i) => ({
        step: { ...step, lines: step.lines.toSpliced(i, 1) },
        what: `line by ${by.name}`,
      }));
    case 'induction': {
      const { cases } = step;
      if (!Array.isArray(cases)) return [];
      return cases.flatMap((one, i) =>
        lacking(one.steps).map(({ proof, what }) => ({
          step: { ...step, cases: cases.with(i, { ...one, steps: proof }) },
          what: `${one.constructor}: ${what}`,
        })),
      );
    }
  }
}

/** Every proof that names another rule in one place. */
function replaced(proof: readonly ProofStep[], name: string): Variant[] {
  return proof.flatMap((step, i) =>
    replacedInside(step, name).map(({ step: changed, what }) => ({
      proof: proof.with(i, changed),
      what,
    })),
  );
}

function replacedInside(step: ProofStep, name: string): { step: ProofStep; what: string }[] {
  const what = (before: string) => `${before} → ${name}`;
  switch (step.step) {
    case 'have':
      return [{ step: { ...step, by: { ...step.by, name } }, what: what(step.by.name) }];
    case 'suppose':
      return replaced(step.steps, name).map((v) => ({
        step: { ...step, steps: v.proof },
        what: v.what,
      }));
    case 'calculate':
      return step.lines.map((line, i) => ({
        step: { ...step, lines: step.lines.with(i, { ...line, by: { ...line.by, name } }) },
        what: what(line.by.name),
      }));
    case 'induction': {
      const { cases } = step;
      if (!Array.isArray(cases)) {
        const by = cases as Exclude<typeof cases, readonly unknown[]>;
        return [{ step: { ...step, cases: { ...by, name } }, what: what(by.name) }];
      }
      return cases.flatMap((one, i) =>
        replaced(one.steps, name).map((v) => ({
          step: { ...step, cases: cases.with(i, { ...one, steps: v.proof }) },
          what: v.what,
        })),
      );
    }
  }
}

function statusWith(index: number, proof: readonly ProofStep[]) {
  const theorems = naturals.theorems.with(index, { ...naturals.theorems[index], proof });
  return checkTheory({ ...naturals, theorems })[0].status;
}

/** Other rules that do give a step: simplification calculates with what was named, too. */
const OTHER_WAYS: Readonly<Record<string, readonly string[]>> = {
  'and commutes': ['and introduction → simplification'],
  'zero on the right': [
    'induction hypothesis → congruence',
    'induction hypothesis → simplification',
    'plus succ → simplification',
    'plus zero → simplification',
  ],
  'succ on the right': [],
  'plus commutes': ['induction hypothesis → simplification', 'plus succ → simplification'],
};

describe.each(naturals.theorems.map(({ name, proof }, i) => [name, proof ?? [], i] as const))(
  '%s',
  (name, proof, index) => {
    const less = lacking(proof);

    it(`is refused with any of ${less.length} things left out`, () => {
      expect(less.length).toBeGreaterThan(0);
      const accepted = less.filter((variant) => statusWith(index, variant.proof) !== 'violated');
      expect(accepted.map(({ what }) => what)).toEqual([]);
    });

    it('is refused with another rule, but for one that gives the same', () => {
      const others = [...RULES, 'plus zero', 'plus succ', 'induction hypothesis'];
      const accepted = others.flatMap((other) =>
        replaced(proof, other).filter(
          ({ proof: changed, what }) =>
            what !== `${other} → ${other}` && statusWith(index, changed) === 'holds',
        ),
      );
      expect(accepted.map(({ what }) => what).sort()).toEqual(OTHER_WAYS[name]);
    });
  },
);

describe('in the YAML', () => {
  /** Lines that begin a step or a line of a calculation, each with the lines of its block. */
  const lines = yaml.split('\n');
  const begins = lines.flatMap((line, i) =>
    /^ +- (have|suppose|calculate|equals|induction)/.test(line) ? [i] : [],
  );

  it.each(begins.map((i) => [lines[i].trim(), i] as const))(
    'without `%s` nothing is proved',
    (_, i) => {
      const indent = lines[i].search(/\S/);
      let end = i + 1;
      while (end < lines.length && lines[end].search(/\S/) > indent) end++;
      const spec = theory(lines.toSpliced(i, end - i).join('\n'));
      // Either it is no proof any more, or one that does not follow.
      if (spec) expect(checkTheory(spec)[0].status).toBe('violated');
    },
  );

  it('has as many steps as it seems', () => {
    expect(begins).toHaveLength(17);
  });
});
