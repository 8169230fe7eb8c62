/**
 * Threads over shared words as a transition system: a word of a state for each shared word, for each thread (where it is in its script,
 * and what it has read in the operation under way), under TSO for each thread's queue of stores, and for each observer.
 */
import type { SystemVariable } from '../../language/system/spec.js';
import type { Value } from '../../language/value.js';
import { type LanguageNames, languageValue } from '../../node/shapes/language.js';
import { languageNames } from '../../node/view.js';
import { type Program, programOf } from '../../threads/index.js';
import { compileAtom, type FieldVariable, type NodesVariable } from '../nodes/atoms.js';
import type { ActionInfo, Failure, TransitionSystem } from '../system.js';
import { boundOf, propertiesOf, unbroken } from '../systems.js';
import { decoder } from './decode.js';
import type { ThreadsSettings } from './settings.js';
import { LABEL_WORDS, REACHES_MEMORY, Steps } from './steps.js';
import { describer } from './teller.js';

export interface ThreadsSystem extends TransitionSystem {
  /** How much was computed, and not looked up. */
  effort(): { readonly runs: number; readonly locals: number };
  /** Operations that are wrong, as they were met. */
  errors(): readonly Error[];
}

/** Failures of atoms are numbered above those of operations. */
const FAILED_ATOMS = 1 << 20;
const BUFFER_MAX = 64;

/** @throws ProtocolError, OptionError, RangeError where the settings fit no system */
export function compileThreads(settings: ThreadsSettings): ThreadsSystem {
  const { buffer, span } = settings;
  if (!Number.isInteger(buffer) || buffer < 1 || buffer > BUFFER_MAX)
    throw new RangeError(`a queue of stores has room for 1 to ${BUFFER_MAX}, not ${buffer}`);
  const program = programOf(settings.setup);
  const { actions, actionOf } = actionsOf(program, settings);
  const steps = new Steps(program, settings, actionOf);
  const { places } = steps;
  const failures: Failure[] = [];
  const atoms = settings.atoms.map((atom) =>
    compileAtom(atom, {
      variables: variablesOf(steps, settings),
      observed: 0,
      localOf: (_, slot) => slot,
      fail: (failure) => FAILED_ATOMS + failures.push(failure) - 1,
    }),
  );
  return {
    name: settings.name,
    words: places.words,
    labelWords: LABEL_WORDS,
    actions,
    initial: (out) => {
      steps.initial(out);
      return true;
    },
    successors: (states, offset, out) => steps.successors(states, offset, out),
    atoms: [...atoms, unbroken((states, at) => states[at + places.broken] > 0)],
    ...boundOf(settings, atoms),
    properties: propertiesOf(settings, 'threads'),
    fairness: [
      {
        strength: 'weak',
        group: (labels, at) =>
          `${labels[at + 2] === REACHES_MEMORY ? 'stores of ' : ''}${program.names[labels[at + 1]]}`,
        span,
      },
    ],
    finished: (states, offset) =>
      states[offset + places.broken] > 0 || states[offset + places.busy] === 0,
    coverage: { sites: [], seen: new Uint8Array(0) },
    failure: (site) =>
      site >= FAILED_ATOMS
        ? failures[site - FAILED_ATOMS]
        : { message: steps.errors[site].message, span },
    decode: decoder(steps, settings),
    describe: describer(steps, settings, actions),
    messages: () => [],
    effort: () => ({
      runs: steps.locals.reduce((sum, { runs }) => sum + runs, 0),
      locals: steps.locals.reduce((sum, { count }) => sum + count, 0),
    }),
    errors: () => steps.errors,
  };
}

/** What a kind of thread does, and its stores that reach memory. */
function actionsOf(program: Program, { memory, scripts, span }: ThreadsSettings) {
  const names = [...new Set(program.of)].flatMap(({ name }) => {
    const ops = scripts.flatMap(({ operations }, t) =>
      program.of[t].name === name ? operations.map(({ op }) => op) : [],
    );
    const own = [...new Set(ops)].map((op) => `${name} ${op}`);
    return own;
  });
  if (memory === 'tso') names.push(REACHES);
  const indices = new Map(names.map((name, i) => [name, i]));
  const actions = names.map(
    (name): ActionInfo => ({ name, title: name, binders: [], guard: [], span }),
  );
  const actionOf = (thread: number, op: string | null): number => {
    const { name } = program.of[thread];
    return indices.get(op === null ? REACHES : `${name} ${op}`) ?? 0;
  };
  return { actions, actionOf };
}

const REACHES = 'a store reaches memory';

// -------------------------------------------------------------------------------------- variables

/** What conditions may read. */
function variablesOf(steps: Steps, settings: ThreadsSettings): NodesVariable[] {
  const { program, cells, places, locals } = steps;
  const names = languageNames(program);
  const word = (cell: number, code: number): Value =>
    languageValue(program.layout.cells[cell].shape, cells.decode(cell, code), names);
  const words = [...program.layout.words.values()].map(
    ({ name, start, size }): NodesVariable =>
      size === null
        ? { kind: 'observed', name, observer: start, of: (code) => word(start, code) }
        : {
            kind: 'field',
            name,
            places: Array.from({ length: size }, (_, i) => start + i),
            of: word,
          },
  );
  const called = program.names.map((_, t): NodesVariable => {
    const of: FieldVariable['of'] = (_place, local) => {
      const { done, next } = locals[t].at(local);
      return [done, next.is !== 'ended'];
    };
    return { kind: 'field', name: `client${t + 1}`, places: [places.threads + t], of };
  });
  return [
    ...words,
    ...called,
    { kind: 'observed', name: 'finished', observer: places.busy, of: (busy) => busy === 0 },
    ...settings.fields.map((field) => fieldVariable(steps, field, names)),
    ...settings.observed.map(({ name, observer, of }): NodesVariable => {
      return { kind: 'observed', name, observer: places.observers + observer, of };
    }),
  ];
}

function fieldVariable(
  steps: Steps,
  { name, from }: SystemVariable,
  names: LanguageNames,
): NodesVariable {
  if (from.is !== 'field' && from.is !== 'built-in')
    throw new Error(`a variable over threads, not one that is ${from.is}`);
  const { program, places, locals } = steps;
  const threads = names.members(from.roles);
  return {
    kind: 'field',
    name,
    places: threads.map((t) => places.threads + t),
    of: (place, number) => {
      const thread = place - places.threads;
      const local = locals[thread].at(number);
      if (from.is === 'field') {
        const shape = program.of[thread].local.fields[from.field];
        return languageValue(shape, local.local[from.field], names);
      }
      if (from.field === 'id') return thread;
      return from.field === 'up' ? local.next.is !== 'ended' : program.of[thread].name;
    },
  };
}
