import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { stateBits } from './bits.js';
import { chosen, FAMILIES, LIVENESS, problemOf } from './problems.js';
import { spinAnswer, spinStatus } from './spin.js';

const sizesOf = (name: string) =>
  FAMILIES.filter((family) => family.name === name).flatMap(({ test, full }) => [test, ...full]);

it('has the numbers of states that a formula gives', () => {
  for (const { n, states } of sizesOf('dining-forks')) expect(states).toBe(3 ** n);
  for (const { n, states } of sizesOf('token-ring')) expect(states).toBe(n ** n);
});

it('gives Spin a table with more slots than states, and files that are there', () => {
  const at = (path: string) => existsSync(fileURLToPath(new URL(path, import.meta.url)));
  for (const family of [...FAMILIES, ...LIVENESS]) {
    for (const { hash, states } of [family.test, ...family.full])
      expect(2 ** hash).toBeGreaterThan(states);
    expect(at(`promela/${family.promela}`)).toBe(true);
    if (family.tuned !== undefined) expect(at(`promela/${family.tuned}`)).toBe(true);
    expect(at(`../specs/${family.spec}`)).toBe(true);
  }
});

it('counts the bits of a state', () => {
  const bits = Object.fromEntries(
    FAMILIES.map((family) => [family.name, stateBits(problemOf(family, family.test))]),
  );
  // Three managers of two bits, a bit for `tm`, three votes, three messages `prepared`, and two more.
  expect(bits['two-phase-commit']).toBe(3 * 2 + 1 + 3 + 3 + 2);
  expect(bits['ewd840']).toBe(4 + 4 + 2 + 1);
  expect(bits['token-ring']).toBe(4 * 2);
  expect(bits['dining-forks']).toBe(4 * 3);
  // At thirteen nodes the election is the wide one.
  const wide = chosen(['chang-roberts-odd'], false).map(stateBits);
  expect(wide).toHaveLength(1);
  expect(wide[0]).toBeGreaterThanOrEqual(200);
});

it('chooses families and single problems, and of each the smaller for a quick run', () => {
  const ids = (only: string[], quick = false) => chosen(only, quick).map(({ id }) => id);
  expect(ids(['two-phase-commit'])).toEqual(['two-phase-commit-8', 'two-phase-commit-9']);
  expect(ids(['two-phase-commit'], true)).toEqual(['two-phase-commit-8']);
  expect(ids(['peterson-6', 'ewd840'])).toEqual(['ewd840-8', 'peterson-6']);
  expect(ids([], true)).toHaveLength(FAMILIES.length + LIVENESS.length);
  expect(() => ids(['paxos'])).toThrow('no problem is called paxos; there are two-phase-commit-8,');
});

const finished = `
State-vector 20 byte, depth reached 25, errors: 0
  1745408 states, stored
 16762370 states, matched
 18507778 transitions (= stored+matched)
`;

it('reads what a verifier of Spin says', () => {
  expect(spinAnswer(finished)).toEqual({ states: 1_745_408, generated: 18_507_778 });
});

it.each([
  ['a search that was cut short', `error: max search depth too small\n${finished}`],
  ['a violation', finished.replace('errors: 0', 'errors: 1')],
  ['a verifier that ran out of memory', `pan: out of memory\n${finished}`],
  ['silence', ''],
])('takes %s for no answer', (_, output) => {
  expect(() => spinAnswer(output)).toThrow('Spin did not finish without an error');
});

it('reads what a verifier of Spin says of whole runs', () => {
  const visited = finished
    .replace('states, stored', 'states, stored (3.6e+06 visited)')
    .replace('stored+matched', 'visited+matched');
  const cycle = `pan:1: acceptance cycle (at depth 105)\n${visited.replace('errors: 0', 'errors: 1')}`;
  expect(spinStatus(visited)).toBe('holds');
  expect(spinStatus(cycle)).toBe('violated');
  // An error of another kind, or a search that was cut short, says nothing.
  expect(() => spinStatus(visited.replace('errors: 0', 'errors: 1'))).toThrow('did not finish');
  expect(() => spinStatus(`error: max search depth too small\n${visited}`)).toThrow(
    'did not finish',
  );
});
