/**
 * Refinement by step simulation (Lamport, "Specifying Systems", 2002, section 5.8; Abadi and Lamport,
 * "The existence of refinement mappings", 1991): every initial state is mapped to an initial state of
 * the coarser machine, and every step to a step of it, or to no change. That is its safety; of what must
 * happen eventually it says nothing.
 *
 * It is a property of initial states and of steps, so the searches of `exploration` look for a step
 * that breaks it as they look for one that breaks `every step`: with the same limits, and shortest
 * runs first.
 *
 *     system + an atom for each refinement ─► search ─► verdicts
 *     atom:  step ─► mapping of both ends ─► is there a step between, or no change?
 */
import type { ModelSpec, Refinement } from '../../engine/language/typed.js';
import { plainValue } from '../../engine/language/value-format.js';
import type { ModelSystem } from '../../engine/transition/compile.js';
import {
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../engine/transition/system.js';
import { breadthFirst } from '../exploration/breadth-first.js';
import type { CheckOptions } from '../exploration/check.js';
import { depthFirst } from '../exploration/depth-first.js';
import { ALL_DECIDED } from '../exploration/enough.js';
import type { Found } from '../exploration/found.js';
import { processMeters, Watch } from '../exploration/limits.js';
import { type SwarmFound, searchSwarm } from '../exploration/swarm/swarm.js';
import type { Run } from '../exploration/trace.js';
import { randomWalks, type WalkFound } from '../exploration/walk.js';
import type { Verdict } from '../verdict.js';
import { CoarserMachine, Mapping } from './machines.js';
import { type Setting, verdictOn } from './verdicts.js';

export type RefinementOptions = Omit<CheckOptions, 'enough' | 'expect'>;

/** A refinement, ready to be asked. */
export interface Asked {
  readonly refinement: Refinement;
  readonly property: SystemProperty;
  readonly mapping: Mapping;
}

/** A verdict on each refinement of the model that is asked for. `system` is the model, compiled. */
export async function checkRefinements(
  spec: ModelSpec,
  system: ModelSystem,
  options: RefinementOptions,
): Promise<Verdict[]> {
  const properties = spec.refinements.map(propertyOf);
  const wanted = properties.flatMap((property, i) =>
    (options.only?.(property) ?? true) ? [asked(spec, system, property, i)] : [],
  );
  if (wanted.length === 0) return [];
  // The claims of these properties are the atoms that are added here.
  const { source: _otherAtoms, ...machine } = system;
  const watched: TransitionSystem = {
    ...machine,
    properties: wanted.map(({ property }, atom) => ({
      ...property,
      claim: { form: 'every step', atom },
    })),
    atoms: wanted.map(({ mapping }) => ({
      kind: 'step',
      holds: (before, b, after, a) => allows(mapping, before, b, after, a),
    })),
  };
  const starts = wanted.map(({ mapping }) => badStart(system, mapping));
  const found = await searched(watched, options);
  return wanted.map((one, i) => {
    const run = starts[i] ?? runOf(found, i);
    return verdictOn({ spec, system, one, options, found } satisfies Setting, run);
  });
}

function propertyOf(refinement: Refinement, index: number): SystemProperty {
  const { name, base, bindings, expect, text, span } = refinement;
  return {
    name,
    base,
    bindings: Object.fromEntries(bindings.map((b) => [b.name, plainValue(b.type, b.value)])),
    claim: { form: 'every step', atom: index },
    expect,
    text,
    span,
  };
}

function asked(
  spec: ModelSpec,
  system: ModelSystem,
  property: SystemProperty,
  index: number,
): Asked {
  const refinement = spec.refinements[index];
  const before = spec.refinements.slice(0, index);
  const first = before.reduce((sum, { mapping }) => sum + mapping.length, 0);
  const terms = system.terms.slice(first, first + refinement.mapping.length);
  const variables = refinement.mapping.map(({ variable }) => variable);
  const mapping = new Mapping(terms, variables, new CoarserMachine(refinement));
  return { refinement, property, mapping };
}

function allows(
  mapping: Mapping,
  before: Int32Array,
  b: number,
  after: Int32Array,
  a: number,
): number {
  const from = mapping.id(before, b);
  if (from < 0) return from;
  const to = mapping.id(after, a);
  if (to < 0) return to;
  return mapping.machine.allows(from, to) ? 1 : 0;
}

/** An initial state that is mapped to no initial state, or that has no mapping, as a run. */
function badStart(system: ModelSystem, mapping: Mapping): Run | null {
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  for (let i = 0; i < out.count; i++) {
    const id = mapping.id(out.states, i * system.words);
    if (id >= 0 && mapping.machine.isInitial(id)) continue;
    const states = [out.states.slice(i * system.words, (i + 1) * system.words)];
    return { states, labels: [], ...(id < 0 ? { failing: { label: null, site: -1 - id } } : {}) };
  }
  return null;
}

type Searched = Found | WalkFound | SwarmFound;

async function searched(system: TransitionSystem, options: RefinementOptions): Promise<Searched> {
  const strategy = options.strategy ?? { search: 'breadth-first' };
  const { limits = {}, meters = processMeters, onProgress } = options;
  const progress = onProgress ? { onProgress } : {};
  const { properties } = system;
  if (strategy.search === 'random-walk') {
    const { seed, walks, steps } = strategy;
    return randomWalks(system, { properties, seed, walks, steps, limits, meters, ...progress });
  }
  if (strategy.search === 'swarm') {
    const { seed, members } = strategy;
    const judged = properties.map((_, i) => i);
    return searchSwarm(system, {
      ...{ judged, seed, members, limits, meters, ...progress },
      // What the coarser machine does is known to this thread alone.
      threads: 1,
    });
  }
  return (strategy.search === 'breadth-first' ? breadthFirst : depthFirst)(system, {
    properties,
    keepGraph: false,
    toTheEnd: false,
    enough: {
      states: 0,
      why: ALL_DECIDED,
      when: (decided) => properties.every((_, i) => decided(i) !== undefined),
    },
    watch: new Watch(limits, meters),
    ...progress,
  });
}

function runOf(found: Searched, index: number): Run | null {
  const decided = found.decided.get(index) ?? found.illDefined.get(index);
  if (decided === undefined) return null;
  return 'states' in decided ? decided : 'search' in found ? found.search.runTo(decided) : null;
}
