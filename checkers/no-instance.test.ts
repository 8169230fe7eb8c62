/** A property with an empty `for:` is told, in its place, whatever finds out about the others. */
import { describe, expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../engine/language/index.js';
import { checkSpec, specToCheck } from './check.js';
import { systemOf } from './test-systems.js';

async function check(yaml: string, ...only: string[]) {
  const [read] = loadFile(sourceFile('specs/classics/empty.yaml', yaml)).documents.map(readSpec);
  const target = specToCheck(read);
  if (target === null) throw new Error(JSON.stringify(read.diagnostics));
  return checkSpec(target, { only });
}

const MODEL = `kind: model
name: empty
about: Nobody is there.
constants: { N: 0 }
state: { v: 1..3 }
actions:
  go: { then: { v: 2 } }
properties:
  small: { always: v <= 3 }
  of each: { for: x in 1..N, never: v == x }
  shows: { for: x in 1..N, expect: violated, always: v == x }
  is a coarser one: { for: x in 1..N, refines: die-hard, mapping: { small: 0, big: 0 } }
  two: { reachable: v == 2 }
`;

const SYSTEM = `kind: system
name: empty
about: Nobody is there.
protocol: single-copy-register
constants: { N: 0 }
clients:
  count: 1
  operations: { get: 1, put: 1 }
properties:
  is linearizable: { always: linearizable(register) }
  of each: { for: x in 1..N, never: healed }
runs:
  simulate: { seeds: 2, for: 1 s }
`;

describe('a property without an instance', () => {
  it('holds in its place among the others, and is vacuous', async () => {
    const { verdicts } = await check(MODEL);
    const said = verdicts.map(({ property, status, asExpected }) => [property, status, asExpected]);
    expect(said).toEqual([
      ['small', 'holds', true],
      ['of each', 'holds', true],
      ['shows', 'holds', false],
      ['is a coarser one', 'holds', true],
      ['two', 'holds', true],
      ['well defined', 'holds', true],
    ]);
    expect(verdicts[1].claim).toBe('nothing is claimed: there is no x in 1..N');
    expect(verdicts[1].notes.map(({ kind }) => kind)).toEqual(['vacuous']);
    expect(verdicts[1].place).toMatchObject({ file: 'specs/classics/empty.yaml', line: 10 });
  });

  it('is an ordinary one where the set has members', async () => {
    const { verdicts } = await check(MODEL.replace('N: 0', 'N: 1'));
    expect(verdicts.map(({ property }) => property)).toContain('of each (x = 1)');
    const claims = verdicts.map(({ claim }) => claim).join('\n');
    expect(claims).not.toContain('there is no x');
  });

  it('is left out where others are asked for', async () => {
    const asked = async (name: string) =>
      (await check(MODEL, name)).verdicts.map(({ property }) => property);
    expect(await asked('two')).toEqual(['two', 'well defined']);
    expect(await asked('shows')).toEqual(['shows', 'well defined']);
  });

  it('is told of systems too', async () => {
    const spec = await systemOf(SYSTEM);
    const target = { file: 'system.yaml', spec, mutant: () => ({ diagnostics: [] }) };
    const { verdicts } = await checkSpec({ ...target, changed: false });
    const names = verdicts.map(({ property }) => property);
    expect(names).toEqual(['is linearizable', 'of each', 'assertions', 'well defined']);
  });
});

describe('what is claimed of nobody', () => {
  const mistakes = (claim: string, model = MODEL) => {
    const yaml = model.replace('for: x in 1..N, never: v == x', `for: x in 1..N, ${claim}`);
    const [read] = loadFile(sourceFile('specs/classics/empty.yaml', yaml)).documents.map(readSpec);
    return read.diagnostics.map(({ message, code, span }) => ({ message, code, at: span.start }));
  };

  it.each([
    ['never: v == vv', /vv/],
    ['never: v == true', /boolean|true/],
    ['eventually: x', /boolean/],
    ['"every step": old(v) < y', /y/],
    ['holds: "forall(y in 1..x, eventually(z == y))"', /z/],
    ['whenever: v == x, eventually: size(v) == x', /integer|1\.\.3|set/],
    ['eventually: v == x, assuming: always(w == x)', /w/],
  ])('is typed all the same: %s', (claim, message) => {
    const [{ message: said, ...mistake }, ...more] = mistakes(claim);
    expect(said).toMatch(message);
    expect(more).toEqual([]);
    // It is the same mistake where somebody is there.
    const there = mistakes(claim, MODEL.replace('N: 0', 'N: 1'));
    expect(there).toEqual([{ ...mistake, message: expect.anything() }]);
  });

  it.each([
    'never: v == x',
    'whenever: v == x, eventually: v != x',
    'holds: "forall(y in 1..x, eventually(v == y))"',
    'holds: "exists(y in 1..x, always(possible(eventually(v == y + x))))"',
    '"every step": old(v) <= x',
    'reachable: "exists(y in 1..x, v == y)"',
  ])('may be anything that has a type: %s', (claim) => expect(mistakes(claim)).toEqual([]));

  it('of a coarser model, too', () => {
    const yaml = MODEL.replace('mapping: { small: 0, big: 0 }', 'mapping: { small: vv, big: 0 }');
    const [read] = loadFile(sourceFile('specs/classics/empty.yaml', yaml)).documents.map(readSpec);
    expect(read.diagnostics.map(({ message }) => message)).toEqual([expect.stringMatching(/vv/)]);
  });

  it('of systems, too', async () => {
    await expect(systemOf(SYSTEM.replace('never: healed', 'never: heeled'))).rejects.toThrow(
      /heeled/,
    );
    const calls =
      'for: "o in filter(p in operations, false)", whenever: called(o), eventually: answered(o)';
    await systemOf(SYSTEM.replace('for: x in 1..N, never: healed', calls));
  });
});
