/** The sentences of verdicts, from specs: that no claim says more, or other, than what was found. */
import { describe, expect, it } from 'vitest';
import { loadSpecs } from '../../engine/language/index.js';
import { placeOf, sourceFile } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { compileModel } from '../../engine/transition/compile.js';
import type { Verdict } from '../verdict.js';
import { type CheckOptions, type CheckResult, checkModel } from './check.js';
import { Watch } from './limits.js';

/** Checks a model given as the sections after its header. */
async function check(
  sections: string,
  options: Partial<CheckOptions> = {},
): Promise<CheckResult & { readonly of: (property: string) => Verdict }> {
  const text = `kind: model\nname: m\nabout: A model of a test.\n${sections}`;
  const { specs, diagnostics } = loadSpecs(sourceFile('m.yaml', text));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const spec = specs[0].spec as ModelSpec;
  const result = await checkModel(compileModel(spec), { place: placeOf(spec.span), ...options });
  const of = (property: string): Verdict => {
    const found = result.verdicts.find((verdict) => verdict.property === property);
    if (!found) throw new Error(`no property ${property}`);
    return found;
  };
  return { ...result, of };
}

const says = ({ evidence }: Verdict) => (evidence?.kind === 'tree' ? evidence.says : undefined);

describe('evidence', () => {
  const lift = `
types:
  Floor: 1..2
state:
  floor: Floor
init:
  floor: 1
actions:
  up:
    when: floor == 1
    then:
      floor: 2
properties:
`;

  it('speaks in the words of its own property, though an atom is shared', async () => {
    const { of } = await check(`${lift}
  first:
    for: f in Floor
    holds: possible(eventually(floor == f))
  back:
    for: f in Floor
    always: possible(eventually(floor == f))
  home:
    always: possible(eventually(floor == 1))
  each:
    always: forall(g in Floor, possible(eventually(floor == g)))
`);
    const breaks = (text: string) => `This run breaks \`always: ${text}\`: after 1 step, `;
    expect(says(of('home'))).toBe(
      `${breaks('possible(eventually(floor == 1))')}no run from there satisfies eventually(floor == 1)`,
    );
    expect(says(of('back (f = 1)'))).toBe(
      `${breaks('possible(eventually(floor == f))')}no run from there satisfies eventually(floor == f with f = 1)`,
    );
    expect(says(of('each'))).toContain('satisfies eventually(floor == g with g = 1)');
  });

  it('does not take the words of a `never` for those of what it denies', async () => {
    const { of } = await check(`${lift}
  not two:
    never: floor == 2
  stays:
    always: possible(always(not (floor == 2)))
`);
    expect(says(of('stays'))).toContain('satisfies always(not (floor == 2))');
  });
});

describe('limits', () => {
  const counter = `
state:
  n: 0..50
actions:
  up:
    when: n < 50
    then:
      n: n + 1
  again:
    when: n == 50
    then:
      n: 0
properties:
  a:
    always: possible(eventually(n == 0))
  b:
    always: eventually(n == 0)
  c:
    always: inevitable(eventually(n == 1))
`;

  it('are told once', async () => {
    const controller = new AbortController();
    controller.abort();
    const { of } = await check(counter, { limits: { signal: controller.signal } });
    for (const property of ['a', 'b', 'c']) {
      expect(of(property)).toMatchObject({ status: 'unknown' });
      expect(of(property).claim).toBe(
        'not decided over the one state that is known, all runs up to depth 1 covered; stopped at interrupted',
      );
    }
  });

  it('of time are for the whole spec: what comes after the search shares a quarter more', async () => {
    let now = 0;
    const clock = () => now++;
    const memory = () => ({ bytes: 0, heapShare: 0 });
    const watch = new Watch({ maxSeconds: 1 }, { clock, cpuSeconds: () => 0, memory });
    watch.extend(false);
    now = 1249;
    expect(watch.stop()).toBeUndefined();
    expect(watch.stop()).toBe('--max-seconds 1');
  });
});

const notesOf = ({ notes }: Verdict) => notes.map(({ kind }) => kind);

describe('a step that has no value', () => {
  const truncated = `
state:
  q: sequence(1..3, 2)
  done: boolean
init:
  q: []
  done: false
actions:
  take:
    when: not done
    then:
      q: tail(q)
      done: true
  wait:
    when: size(q) > 5
    then:
      done: true
properties:
  gets done:
    reachable: done
  never done:
    never: done
  at last:
    eventually: done
  can:
    holds: possible(eventually(done))
  empty:
    holds: q == []
`;

  it('leaves open what only it might lead to, and is told in what holds without it', async () => {
    const { of, notes } = await check(truncated);
    const apart =
      'apart from what comes after 1 step that could not be evaluated and was not followed (see “well defined”)';
    expect(of('gets done')).toMatchObject({ status: 'unknown' });
    expect(of('gets done').claim).toContain('1 step that could not be evaluated');
    expect(of('never done')).toMatchObject({
      status: 'holds',
      claim: `not in the one reachable state; ${apart}`,
    });
    for (const property of ['at last', 'can']) {
      expect(of(property)).toMatchObject({ status: 'unknown', evidence: null });
      expect(of(property).claim).toContain('a step that could not be evaluated');
    }
    expect(of('empty').status).toBe('unknown');
    // Whether the other action is ever enabled is not known.
    expect(notes).toEqual([]);
    expect(of('well defined').claim).toBe(
      'in the step “take” from an initial state, an operation has no value: the tail of an empty sequence',
    );
  });

  it('leaves alone what other runs show', async () => {
    const { of } = await check(`
state:
  n: 0..3
actions:
  up:
    then:
      n: n + 1
  back:
    then:
      n: 0
properties:
  round:
    always: eventually(n == 0)
  home:
    always: possible(eventually(n == 0))
  far:
    always: possible(eventually(n == 9))
  below:
    holds: always(n < 3)
`);
    expect(of('round').status).toBe('holds');
    expect(of('home')).toMatchObject({ status: 'holds' });
    expect(of('home').claim).toContain('apart from what comes after 1 step');
    expect(of('far').status).toBe('unknown');
    expect(of('below').status).toBe('violated');
  });
});

describe('a fair step that could not be evaluated', () => {
  const ticking = (fairness: string) => `
state:
  n: 0..1
  light: boolean
actions:
  tick:
    then:
      light: not light
  finish:
    then:
      n: n + 2
fairness: ${fairness}
properties:
  ends:
    eventually: n == 1
`;

  it('is possible for ever, so that a run without it is not known to be fair', async () => {
    const { of } = await check(ticking('weak'));
    expect(of('ends').status).toBe('unknown');
    const { of: other } = await check(ticking('{ weak: [tick] }'));
    expect(other('ends').status).toBe('violated');
  });
});

describe('runs that there are none of', () => {
  it('inside the bound: nothing is said of them', async () => {
    const { of } = await check(`
state:
  n: 0..9
  rung: boolean
actions:
  up:
    when: n < 9
    then:
      n: n + 1
runs:
  explore:
    while: n <= 3
properties:
  rings:
    holds: n == 0 and possible(eventually(rung))
  linear:
    eventually: rung
  small:
    always: n <= 4
`);
    const claim = 'there is no run to judge: every run leaves the bound `n <= 3`';
    expect(of('rings')).toMatchObject({ status: 'unknown', claim });
    expect(of('linear')).toMatchObject({ status: 'unknown', claim });
    expect(of('small').status).toBe('holds');
  });

  it('from no initial state: nothing is judged, well defined neither', async () => {
    const { of, notes } = await check(`
state:
  n: 0..2
given: n > 2
actions:
  up:
    when: n < 2
    then:
      n: n + 1
properties:
  p:
    always: n < 3
`);
    for (const property of ['p', 'well defined']) {
      expect(of(property)).toMatchObject({
        status: 'error',
        asExpected: false,
        claim: 'there is no initial state: the conditions under `given` leave none',
      });
    }
    expect(notes).toEqual([]);
  });
});

describe('a hint at fairness', () => {
  const waiting = (more: string) => `
state:
  n: 0..2
  light: boolean
init:
  n: 0
  light: false
actions:
  up:
    when: n < 2
    then:
      n: n + 1
${more}
properties:
  there:
    eventually: n == 2
  more:
    eventually: n == 3
  can:
    holds: possible(eventually(n == 3))
  first:
    holds: n == 1
`;
  const blink = `  blink:
    then:
      light: not light
`;

  it('is given where a run ignores for ever a step that it could take', async () => {
    const { of } = await check(waiting(blink));
    expect(notesOf(of('there'))).toEqual(['hint']);
  });

  it('and nowhere else', async () => {
    const { of } = await check(waiting(''));
    for (const property of ['more', 'can', 'first']) {
      expect(of(property).status).toBe('violated');
      expect(notesOf(of(property))).toEqual([]);
    }
    const { of: blinking } = await check(waiting(blink));
    for (const property of ['can', 'first']) expect(notesOf(blinking(property))).toEqual([]);
  });
});

describe('random walks', () => {
  it('cover no depth: they are a sample', async () => {
    const strategy = { search: 'random-walk', seed: 1, walks: 30, steps: 5 } as const;
    const { of } = await check(
      `
state:
  n: 0..2
actions:
  up:
    then:
      n: (n + 1) mod 3
properties:
  p:
    always: n < 3
`,
      { strategy },
    );
    expect(of('well defined')).toMatchObject({
      status: 'unknown',
      claim:
        'no operation without a value in 30 random walks of up to 5 steps through 3 states: a sample, not a proof',
    });
  });
});

describe('fairness', () => {
  it('is told as exactly as it was written', async () => {
    const { of } = await check(`
types:
  K: 1..3
state:
  n: K to 0..1
actions:
  up:
    for: k in K
    then:
      n[k]: 1
  down:
    for: k in K
    then:
      n[k]: 0
  rest:
    for: k in K
    then:
      n[k]: 0
fairness:
  weak:
    - { action: up, some: [k] }
    - { action: down, where: k != 2 }
    - rest
  strong:
    - action: up
      where:
        - k != 1
        - k != 2 or k == 3
properties:
  p:
    always: eventually(n[1] == 0)
`);
    expect(of('p').claim).toContain(
      '(weakly fair: up, for some k, down where k != 2, rest; strongly fair: up where k != 1 and (k != 2 or k == 3))',
    );
  });
});

describe('the explanation of a counterexample', () => {
  it('quotes the property and the guard that allowed the last step, with what they read', async () => {
    const { of } = await check(`
types:
  W: 1..2
state:
  busy: set(W)
  spare: boolean
init:
  spare: false
actions:
  take the printer:
    for: w in W
    when:
      - w not in busy
      - size(busy) < 2
    then:
      busy: add(busy, w)
properties:
  alone:
    never: size(busy) == 2
`);
    const { evidence } = of('alone');
    const lines = evidence?.kind === 'counterexample' ? (evidence.explanation ?? []) : [];
    expect(lines.map(({ place, text }) => [place.line, text])).toEqual([
      [22, 'true in this state: busy = [1, 2]'],
      [13, 'step 2 took “take the printer” with w = 2'],
      [16, 'true in step 2: busy = [1], w = 2'],
      [17, 'true in step 2: busy = [1]'],
    ]);
  });
});
