/** Refinement against the definition, taken word for word by the interpreter, and by hand. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { IllDefined } from '../../engine/language/ill-defined.js';
import { loadSpecs, sourceFile } from '../../engine/language/index.js';
import { referenceMachine, type State } from '../../engine/language/machine.js';
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { compileModel } from '../../engine/transition/compile.js';
import { campaign, patience } from '../../test/campaign.js';
import { checkRefinements, type RefinementOptions } from './check.js';
import { randomRefinement } from './random-refinements.js';

const STATES_MAX = 150;

type Answer = { readonly status: string; readonly steps?: number };

/** The definition: null where the model, or the coarser one, is too large or has no beginning. */
function naive(spec: ModelSpec): Answer | null {
  const [{ abstract, mapping }] = spec.refinements;
  const fine = referenceMachine(spec);
  const coarse = referenceMachine(abstract);
  const starts = orNull(() => ({ fine: fine.initial(), coarse: coarse.initial() }));
  if (starts === null || starts.fine.length === 0) return null;
  const mapped = (state: State) =>
    orNull(() =>
      Object.fromEntries(mapping.map((m) => [m.variable, fine.evaluate(m.value, state)])),
    );
  const allowed = new Set(starts.coarse.map(coarse.key));
  let lost = false;
  for (const state of starts.fine) {
    const image = mapped(state);
    // Decided; but only a space that is known to be small may be explored to its end.
    if (image === null) {
      lost = true;
      break;
    }
    if (!allowed.has(coarse.key(image))) return { status: 'violated', steps: 0 };
  }
  const distance = new Map(starts.fine.map((state) => [fine.key(state), 0]));
  const queue = [...starts.fine];
  let unmapped = false;
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    const steps = distance.get(fine.key(state)) ?? 0;
    for (const step of fine.successors(state)) {
      if (!('next' in step) || fine.key(step.next) === fine.key(state)) continue;
      const [from, to] = [mapped(state), mapped(step.next)];
      if (from === null || to === null) unmapped = true;
      else if (!lost && !steppable(coarse, from, to))
        return { status: 'violated', steps: steps + 1 };
      if (distance.has(fine.key(step.next))) continue;
      if (distance.size === STATES_MAX) return null;
      distance.set(fine.key(step.next), steps + 1);
      queue.push(step.next);
    }
  }
  return { status: lost || unmapped ? 'error' : 'holds' };
}

function steppable(coarse: ReturnType<typeof referenceMachine>, from: State, to: State): boolean {
  const wanted = coarse.key(to);
  if (coarse.key(from) === wanted) return true;
  return coarse.successors(from).some((s) => 'next' in s && coarse.key(s.next) === wanted);
}

function orNull<T>(body: () => T): T | null {
  try {
    return body();
  } catch (failure) {
    if (failure instanceof IllDefined) return null;
    throw failure;
  }
}

async function checked(spec: ModelSpec, options: Partial<RefinementOptions> = {}) {
  const [verdict] = await checkRefinements(spec, compileModel(spec), {
    place: placeOf(spec.span),
    ...options,
  });
  return verdict;
}

function answerOf({ status, evidence }: Awaited<ReturnType<typeof checked>>): Answer {
  if (status !== 'violated' || evidence === null) return { status };
  return { status, steps: evidence.steps.length - 1 };
}

test('random refinements are judged as the definition says', {
  timeout: patience(120_000),
}, async () => {
  const { seed, runs } = campaign('refinement by definition', { sample: 250, deep: 20_000 });
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (s) => {
      const spec = randomRefinement(s);
      const expected = naive(spec);
      if (expected === null) return;
      seen.set(expected.status, (seen.get(expected.status) ?? 0) + 1);
      expect(answerOf(await checked(spec))).toEqual(expected);
      const deep = await checked(spec, { strategy: { search: 'depth-first' } });
      expect(deep.status).toBe(expected.status);
      const walks = { search: 'random-walk', seed: s, walks: 20, steps: 20 } as const;
      const walked = await checked(spec, { strategy: walks });
      expect(expected.status === 'violated' || walked.status !== 'violated').toBe(true);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  // The campaign is about something: each answer comes up.
  for (const status of ['holds', 'violated', 'error'])
    expect(seen.get(status) ?? 0).toBeGreaterThan(0);
});

// ---------------------------------------------------------------------------------------- by hand

const HOUR = `kind: model
name: hour-clock
about: Shows the hour.
state:
  hour: 1..12
actions:
  tick:
    then:
      hour: hour mod 12 + 1
`;

const CLOCK = `kind: model
name: clock
about: Shows hour and minute.
state:
  hour: 1..12
  minute: 0..3
actions:
  minute passes:
    when: minute < 3
    then:
      minute: minute + 1
  hour passes:
    when: minute == 3
    then:
      minute: 0
      hour: hour mod 12 + 1
properties:
  is a clock:
    refines: hour-clock
`;

async function ofText(text: string, options: Partial<RefinementOptions> = {}) {
  const { specs, diagnostics } = loadSpecs(sourceFile('clock.yaml', `${text}---\n${HOUR}`));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const { spec } = specs[0];
  if (spec?.kind !== 'model') throw new Error('a model');
  return checked(spec, options);
}

it('is judged where the coarser model never does what the mapping shows', async () => {
  const lamp = (name: string, then: string, refines: string) => `kind: model
name: ${name}
about: A lamp.
state:
  light: [red, amber, blue, green]
actions:
  change:
    then:
      light: ${then}
${refines}`;
  // Nothing writes green in the coarser one: there is a code for it all the same.
  const fine = lamp(
    'lamp',
    'if(light == red, amber, green)',
    'properties:\n  p:\n    refines: signal\n',
  );
  const coarse = lamp('signal', 'amber', '');
  const { specs, diagnostics } = loadSpecs(sourceFile('lamp.yaml', `${fine}---\n${coarse}`));
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const { spec } = specs[0];
  if (spec?.kind !== 'model') throw new Error('a model');
  expect(answerOf(await checked(spec))).toEqual({ status: 'violated', steps: 2 });
});

describe('a clock with minutes', () => {
  it('is one with hours: minutes are no steps of it (Lamport, Specifying Systems, chapter 2)', async () => {
    const verdict = await ofText(CLOCK);
    expect(verdict).toMatchObject({ status: 'holds', property: 'is a clock', asExpected: true });
    expect(verdict.claim).toBe(
      'every initial state is one of hour-clock, and every step is a step of it or changes nothing there (48 steps followed) from all 48 reachable states; its safety only: nothing is claimed of what must happen eventually',
    );
    expect(verdict.notes).toEqual([]);
  });

  it('may not skip an hour, and is told what would be right', async () => {
    const verdict = await ofText(CLOCK.replace('hour mod 12 + 1', '(hour + 1) mod 12 + 1'));
    expect(verdict.claim).toBe(
      'a run breaks it in its step 4, “hour passes”: mapped, it changes hour from 1 to 3, and no step of hour-clock does that there; no shorter run does',
    );
    const { evidence } = verdict;
    const lines = evidence && 'explanation' in evidence ? (evidence.explanation ?? []) : [];
    expect(lines.map(({ place, text }) => `${place.line} ${text}`)).toEqual([
      '12 step 4 took “hour passes”, when hour = 1 and minute = 3',
      '19 before step 4, mapped: hour = 1',
      '19 after it: hour = 3',
      '27 “tick” would lead to hour = 2',
    ]);
  });

  it('may not begin where the other does not', async () => {
    const verdict = await ofText(CLOCK.replace('actions:', 'init:\n  hour: 7\nactions:'));
    expect(verdict).toMatchObject({
      status: 'violated',
      claim: 'an initial state is mapped to no initial state of hour-clock',
      evidence: { steps: [{ action: null }] },
    });
  });

  it('says nothing when it is mapped to one state', async () => {
    const verdict = await ofText(`${CLOCK}    mapping:\n      hour: 1\n`);
    expect(verdict.status).toBe('holds');
    expect(verdict.notes.map(({ kind }) => kind)).toEqual(['vacuous']);
  });

  it('cannot be judged where the mapping has no value', async () => {
    // Late in hour 12 it would be 13.
    const outside = await ofText(`${CLOCK}    mapping:\n      hour: hour + div(minute, 2)\n`);
    expect(outside).toMatchObject({
      status: 'error',
      claim:
        'cannot be decided: in a reachable state the mapping has no value (a value is outside 1..12)',
    });
    const partial = await ofText(
      `${CLOCK}    mapping:\n      hour: hour + 0 * div(1, 3 - minute)\n`,
    );
    expect(partial).toMatchObject({
      status: 'error',
      claim: 'cannot be decided: in a reachable state the mapping has no value (div by zero)',
    });
  });

  it('is not decided when a limit comes first, and never held then', async () => {
    const verdict = await ofText(CLOCK, { limits: { maxStates: 10 } });
    expect(verdict).toMatchObject({ status: 'unknown', asExpected: false });
    expect(verdict.claim).toMatch(
      /^no step that hour-clock forbids in 10 states, .*stopped at --max-states 10$/,
    );
    const stopped = await ofText(CLOCK, { limits: { signal: AbortSignal.abort() } });
    expect(stopped).toMatchObject({ status: 'unknown' });
    const walks = { search: 'random-walk', seed: 1, walks: 3, steps: 5 } as const;
    expect(await ofText(CLOCK, { strategy: walks })).toMatchObject({ status: 'unknown' });
  });

  it('keeps to the bound of the spec, and says so', async () => {
    const bounded = `${CLOCK}runs:\n  explore:\n    while: hour < 3\n`;
    const verdict = await ofText(bounded);
    expect(verdict.claim).toContain('all 8 reachable states inside the bound `hour < 3`');
    // The step over the bound is looked at.
    const wrong = bounded.replace('hour mod 12 + 1', 'if(hour == 2, 9, hour mod 12 + 1)');
    expect((await ofText(wrong)).status).toBe('violated');
  });
});
