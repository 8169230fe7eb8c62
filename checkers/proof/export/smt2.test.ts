/** The exported script, run by z3, says of each invariant what Assay's own questions do. */
import { afterAll, expect, test } from 'vitest';
import { Questions } from '../questions.js';
import { openSolver } from '../solver/solver.js';
import { CannotExport } from './refusal.js';
import { smt2 } from './smt2.js';
import { libraryModels } from './test-library.js';

const solver = openSolver();
afterAll(() => solver.close());

const SMALL = ['two-phase-commit', 'transaction-commit', 'die-hard', 'ewd840', 'circuit-breaker'];

test('inductive or not, as asked by Assay itself', { timeout: 240_000 }, async () => {
  for (const name of SMALL) {
    const spec = libraryModels().find((m) => m.name === name)?.spec;
    if (spec === undefined) throw new Error(`no ${name}`);
    const questions = new Questions(spec, solver, 50_000_000);
    const expected: string[] = [];
    for (const [property, { name, claim }] of spec.properties.entries()) {
      if (claim.form !== 'always' && claim.form !== 'never') continue;
      const one = [{ property, name, atom: claim.atom }];
      const replies = [await questions.reaches(one, 0), await questions.breaks(one, one, [], 1)];
      expected.push(
        ...replies.map(({ reply }) =>
          reply === 'impossible' ? 'unsat' : reply === 'possible' ? 'sat' : reply,
        ),
      );
    }
    const output = await solver.ask(smt2(spec, { file: 'test.yaml' }));
    expect([name, ...output.trim().split(/\s+/)]).toEqual([name, ...expected]);
  }
});

test('every model of the library can be said, or is refused with a reason', {
  timeout: 120_000,
}, () => {
  for (const { spec } of libraryModels()) {
    try {
      const text = smt2(spec, { file: 'test.yaml' });
      expect(text.match(/\(check-sat\)/g)?.length ?? 0).toBe(
        2 * (text.match(/^\(define-fun P\d+ /gm)?.length ?? 0),
      );
    } catch (error) {
      expect(error).toBeInstanceOf(CannotExport);
    }
  }
});
