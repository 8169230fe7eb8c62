/** What is made of a solver's answers when the solver itself fails. */
import { expect, test } from 'vitest';
import { Terms } from '../smt/terms.js';
import type { Solver } from './interface.js';
import { solve } from './solver.js';
import { webAssemblySolver } from './web-assembly.js';

const answering = (text: string): Solver => ({
  name: 'z3',
  elsewhere: false,
  ask: async () => text,
  close: async () => undefined,
});

test('an assignment that the solver cannot tell is none', async () => {
  const terms = new Terms();
  const question = { assertions: [terms.booleanVariable('p')], resources: 1 };
  const failing = answering('sat\n(:reason-unknown "")\n(error "line 4 column 12: canceled")\n');
  expect(await solve(failing, question)).toMatchObject({ answer: 'unknown' });
  const telling = answering('sat\n(:reason-unknown "")\n((p true))\n');
  expect(await solve(telling, question)).toMatchObject({ answer: 'satisfiable' });
});

test('a script reaches z3 whole, each time', async () => {
  const solver = webAssemblySolver();
  for (let i = 0; i < 150; i++) {
    const said = `${i} `.repeat(20);
    expect(await solver.ask(`(echo "${said}")\n`)).toBe(`${said}\n`);
  }
  await solver.close();
}, 60_000);
