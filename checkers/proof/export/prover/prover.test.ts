/**
 * Exports for provers. Coq accepts those of the whole library, and in a small model the obligations can
 * be proved where the invariant is inductive and only there. Lean is on no machine of ours: its text
 * has the same shape, and every name in it is declared.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSpecs } from '../../../../engine/language/index.js';
import { sourceFile } from '../../../../engine/language/source.js';
import { needs } from '../../../../test/needs.js';
import { exportSpec, type Target } from '../index.js';
import { CannotExport } from '../refusal.js';
import { families, libraryModels, libraryTheories } from '../test-library.js';
import { asModules, complaints } from './test-coq.js';
import { undeclared } from './test-names.js';

const ORIGIN = { file: 'test.yaml' };

const everything = () => [...libraryModels(), ...libraryTheories(), families()];

describe('as a person would have written it', () => {
  for (const [name, target, file] of [
    ['two-phase-commit', 'coq', 'two-phase-commit.v'],
    ['two-phase-commit', 'lean', 'two-phase-commit.lean'],
    ['lists', 'coq', 'lists.v'],
    ['lists', 'lean', 'lists.lean'],
  ] as const) {
    test(file, () => {
      const found = everything().find((s) => s.name === name);
      if (found === undefined) throw new Error(`no ${name}`);
      const golden = readFileSync(join(import.meta.dirname, '../golden', file), 'utf8');
      expect(exportSpec(found.spec, target, ORIGIN)).toBe(golden);
    });
  }
});

test('Coq accepts the library', { timeout: 300_000 }, () => {
  const coqc = needs('coqc');
  const texts = everything().map(({ spec }) => exportSpec(spec, 'coq', ORIGIN));
  expect(texts.length).toBeGreaterThan(20);
  expect(complaints(coqc, asModules(texts))).toBe('');
});

describe('Lean', () => {
  for (const { name, spec } of everything()) {
    test(name, () => {
      const text = exportSpec(spec, 'lean', ORIGIN);
      expect(undeclared(text)).toEqual([]);
      expect(unbalanced(text)).toBe('');
    });
  }

  test('the reader of names finds what is not declared', () => {
    expect(undeclared('def a : Int := 1\ndef b : Int := a + c')).toEqual(['c']);
    expect(undeclared('def b : Int := a\ndef a : Int := 1')).toEqual(['a']);
  });
});

/** Brackets that have no partner. */
function unbalanced(text: string): string {
  let rest = text.replace(/--.*$/gm, '').replace(/[^()[\]{}⟨⟩]/g, '');
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/\(\)|\[\]|\{\}|⟨⟩/g, '');
  }
  return rest;
}

describe('the obligations say what they should', () => {
  const coqOf = (text: string): string => exportText(text, 'coq');
  /** Each is to be proved by cases and arithmetic alone. */
  const proved = (text: string): string =>
    text
      .replace('Import ListNotations.', 'From Coq Require Import Lia.\nImport ListNotations.')
      .replaceAll(
        'Admitted.',
        `Proof.
  intros; unfold invariant, typed, initial, up, paint, small, red_is_seen in *; intuition;
  repeat match goal with H : _ ?x = _ |- _ => is_var x; rewrite H in *; clear H end;
  unfold update in *; repeat match goal with H : context [decide ?P] |- _ => destruct (decide P) end;
  subst; try lia; try congruence; auto.
Qed.`,
      );
  const counter = (guard: string): string => `
kind: model
name: counter
about: A number that grows, and lamps that are lit on the way.
types: { Color: [red, blue] }
state: { n: 0..3, lit: Color to boolean, last: optional(Color) }
actions:
  up:
    when: ${guard}
    then: { n: n + 1 }
  paint:
    for: c in Color
    when: n <= 1
    then:
      if c == red:
        lit[c]: true
      last: c
properties:
  small:
    always: n <= 3
  red is seen:
    always: lit[red] implies last != none
`;

  test('an inductive invariant can be proved', { timeout: 120_000 }, () => {
    expect(complaints(needs('coqc'), proved(coqOf(counter('n < 3'))))).toBe('');
  });

  test('one that an action breaks cannot', { timeout: 120_000 }, () => {
    const coqc = needs('coqc');
    expect(complaints(coqc, coqOf(counter('n <= 3')))).toBe('');
    expect(complaints(coqc, proved(coqOf(counter('n <= 3'))))).toMatch(/up_keeps_it/);
  });
});

test('what cannot be said is refused', () => {
  const model = (type: string): string =>
    `{ kind: model, name: m, about: m, types: { K: 1..3 }, state: { x: '${type}' } }`;
  expect(() => exportText(model('bag(K)'), 'coq')).toThrow(CannotExport);
  expect(() => exportText(model('set(K to boolean)'), 'lean')).toThrow(
    'set(1..3 to boolean): maps over a range of numbers cannot be compared inside other values',
  );
  const [theory] = libraryTheories();
  expect(() => exportSpec(theory.spec, 'promela', ORIGIN)).toThrow('a theory goes to coq or lean');
});

function exportText(text: string, target: Target): string {
  const [document] = loadSpecs(sourceFile('test.yaml', text)).specs;
  const { spec } = document ?? {};
  if (spec?.kind !== 'model') throw new Error('no model');
  return exportSpec(spec, target, ORIGIN);
}
