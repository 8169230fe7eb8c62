/**
 * Random traces of random models: what a walk of the interpreter leaves when only a part of it is seen,
 * and the same with something wrong in it. The test inputs of conformance.
 */
import { loadSpecs, sourceFile } from '../../engine/language/index.js';
import { referenceMachine, type State } from '../../engine/language/machine.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import type { Type } from '../../engine/language/types.js';
import type { Value } from '../../engine/language/value.js';
import { plainValue } from '../../engine/language/value-format.js';
import type { Plain } from '../../engine/plain.js';
import { Chance } from '../../engine/transition/random/chance.js';
import { randomModel } from '../../engine/transition/random/model.js';
import { randomValue } from '../../engine/transition/random/types.js';

export interface TraceLine {
  readonly action?: string | null;
  readonly bindings?: Readonly<Record<string, Plain>>;
  readonly state?: Readonly<Record<string, Plain>>;
}

export interface RandomTrace {
  readonly spec: ModelSpec;
  readonly lines: readonly TraceLine[];
  readonly hidden: number;
  readonly stutter: boolean;
  /** Nothing was altered: some run fits. */
  readonly faithful: boolean;
}

const STEPS_MAX = 8;
const STEPS_OFFERED_MAX = 200;

/** Null where the model has no beginning, or offers too much. */
export function randomTrace(seed: number): RandomTrace | null {
  const c = new Chance(seed ^ 0x2545f491);
  const hidden = c.oneIn(2) ? 1 : 0;
  const spec = c.oneIn(2) ? jugs() : withInvariants({ ...randomModel(seed), explore: {} });
  const walk = randomWalk(c, spec);
  if (walk === null) return null;
  const whole = c.oneIn(2);
  const stutter = c.oneIn(3);
  const lines: TraceLine[] = [];
  let unseen = false;
  walk.forEach(({ state, step }, i) => {
    if (i === 0 && c.oneIn(2)) return;
    const seen = seenOf(c, spec, state, whole);
    // What is hidden left no line; two in a row would be one too many.
    unseen = hidden === 1 && i > 0 && i < walk.length - 1 && !unseen && c.oneIn(2);
    if (unseen) return;
    lines.push(
      i === 0 ? { action: null, state: seen } : { ...stepLine(c, spec, step), state: seen },
    );
    if (stutter && c.oneIn(3)) lines.push({ state: seenOf(c, spec, state, whole) });
  });
  const faithful = c.oneIn(2);
  const trace = { spec, hidden, stutter, faithful };
  return { ...trace, lines: faithful ? lines : altered(c, spec, lines) };
}

/** Most random models soon stand still; in this one there is always somewhere to go. */
const JUGS = `kind: model
name: jugs
about: Two jugs, a tap and a sink.
types:
  Jug: [little, large]
state:
  small: 0..2
  big: 0..4
  poured: Jug to 0..2
actions:
  fill:
    for: full in 1..2
    then:
      small: if(full == 1, 2, small)
      big: if(full == 2, 4, big)
  empty:
    when: big > 0
    then:
      big: 0
  pour:
    when: small > 0 and big < 4
    then:
      big: min(4, big + small)
      small: max(0, small + big - 4)
      poured[little]: (poured[little] + 1) mod 3
properties:
  not full:
    always: big < 4
  not twice:
    never: poured[little] == 2
`;

function jugs(): ModelSpec {
  const [{ spec }] = loadSpecs(sourceFile('jugs.yaml', JUGS)).specs;
  if (spec?.kind !== 'model') throw new Error('the jugs are no model');
  return spec;
}

function withInvariants(spec: ModelSpec): ModelSpec {
  const { span } = spec;
  const properties = spec.atoms.flatMap(({ kind, expr }, atom) =>
    kind === 'state' && !JSON.stringify(expr, withoutPlaces).includes('"stuck"')
      ? [
          {
            name: `p${atom}`,
            base: `p${atom}`,
            bindings: [],
            claim: { form: 'always', atom } as const,
            expect: 'holds' as const,
            text: '',
            span,
          },
        ]
      : [],
  );
  return { ...spec, properties };
}

const withoutPlaces = (key: string, value: unknown) => (key === 'span' ? undefined : value);

type Walk = {
  readonly state: State;
  readonly step: { action: number; bindings: readonly Value[] } | null;
}[];

function randomWalk(c: Chance, spec: ModelSpec): Walk | null {
  const machine = referenceMachine(spec);
  let initial: State[];
  try {
    initial = machine.initial();
  } catch {
    return null;
  }
  if (initial.length === 0) return null;
  const walk: Walk = [{ state: c.one(initial), step: null }];
  for (let n = c.between(0, STEPS_MAX); n > 0; n--) {
    const steps = machine
      .successors(walk[walk.length - 1].state)
      .flatMap((s) => ('next' in s ? [s] : []));
    if (steps.length > STEPS_OFFERED_MAX) return null;
    if (steps.length === 0) break;
    const { action, bindings, next } = c.one(steps);
    walk.push({ state: next, step: { action, bindings } });
  }
  return walk;
}

function stepLine(c: Chance, spec: ModelSpec, step: Walk[number]['step']): TraceLine {
  if (step === null || c.oneIn(3)) return {};
  const { name, binders } = spec.actions[step.action];
  const bindings = Object.fromEntries(
    binders.flatMap(({ local }, i) =>
      c.oneIn(3) ? [] : [[local.name, plainValue(local.type, step.bindings[i])]],
    ),
  );
  return c.oneIn(2) ? { action: name } : { action: name, bindings };
}

function seenOf(c: Chance, spec: ModelSpec, state: State, whole: boolean) {
  return Object.fromEntries(
    spec.variables
      .filter(() => whole || c.oneIn(2))
      .map(({ name, type }) => [name, partOf(c, type, plainValue(type, state[name]), whole)]),
  );
}

/** Some entries of a map or record; anything else as it is. */
function partOf(c: Chance, type: Type, plain: Plain, whole: boolean): Plain {
  if (whole || c.oneIn(2)) return plain;
  if (type.kind === 'optional') return plain === null ? null : partOf(c, type.of, plain, whole);
  if (type.kind !== 'map' && type.kind !== 'record') return plain;
  const entries = Object.entries(plain as { readonly [key: string]: Plain });
  return Object.fromEntries(entries.filter(() => c.oneIn(2)));
}

function altered(c: Chance, spec: ModelSpec, lines: readonly TraceLine[]): TraceLine[] {
  const changed = [...lines];
  if (changed.length === 0) return changed;
  const at = c.below(changed.length);
  const line = changed[at];
  switch (c.below(4)) {
    case 0:
      changed.splice(at, 1);
      return changed[0]?.action === null || changed.every((l) => l.action !== null) ? changed : [];
    case 1: {
      const { name } = c.one(spec.actions);
      if (line.action !== null) changed[at] = { action: name, state: line.state ?? {} };
      return changed;
    }
    default: {
      const { name, type } = c.one(spec.variables);
      const value = plainValue(type, randomValue(c, type));
      changed[at] = { ...line, state: { ...line.state, [name]: value } };
      return changed;
    }
  }
}
