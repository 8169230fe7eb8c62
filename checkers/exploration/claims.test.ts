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
