/** From a typed system of threads to what its exploration goes through: scripts, memory, conditions and what they watch. */
import type { Setting, SystemSpec, Threads } from '../../engine/language/system/spec.js';
import {
  type AnyThreads,
  type Operation,
  type Program,
  programOf,
  type ThreadsSetup,
} from '../../engine/threads/index.js';
import type { ThreadScript, ThreadsSettings } from '../../engine/transition/threads/settings.js';
import { conditionsOf, type ExploreChoice, watchedBy } from '../systems/conditions.js';
import { argument } from '../systems/scripts.js';

/** @throws ProtocolError, RangeError, NoSuchObject where the threads cannot be explored; the message says why */
export function threadsExplorationOf(
  spec: SystemSpec,
  protocol: AnyThreads,
  choice: ExploreChoice,
): ThreadsSettings {
  const { explore } = spec.runs;
  const { setting } = explore;
  const setup = setupOf(setting, protocol, choice.mutants);
  const program = programOf(setup);
  const threads = threadsIn(setting);
  const answers = setting.properties.some(({ claim }) => claim.form === 'answered');
  const own = scriptsOf(threads, program);
  const scripts = answers ? own.map(toldApart) : own;
  const watched = watchedBy(setting, program, scripts.length, { ...choice, twice: false });
  const calling = scripts.map(({ operations }) => operations);
  const fields = setting.variables.filter(
    ({ from }) => from.is === 'field' || from.is === 'built-in',
  );
  return {
    ...{ name: spec.name, setup, scripts, fields, span: spec.span },
    memory: threads.memory,
    buffer: threads.buffer,
    observers: watched.observers,
    observed: watched.observed,
    ...conditionsOf(setting, explore, calling, watched),
  };
}

/** One call for ever, as two that alternate: else a call would look as open as the one before it, which was answered. */
const toldApart = (script: ThreadScript): ThreadScript =>
  script.forever && script.operations.length === 1
    ? { ...script, operations: [...script.operations, ...script.operations] }
    : script;

export function threadsIn({ threads }: Pick<Setting, 'threads'>): Threads {
  if (threads === null) throw new Error('there are nodes here, and no threads');
  return threads;
}

export function setupOf(
  setting: Setting,
  protocol: AnyThreads,
  mutants: readonly string[],
): ThreadsSetup {
  const counts = Object.fromEntries(setting.roles.map(({ name, nodes }) => [name, nodes.length]));
  return { protocol, counts, values: setting.options, mutants };
}

/** Of each thread. Arguments tell who wrote what. @throws RangeError */
export function scriptsOf({ scripts }: Threads, program: Program): ThreadScript[] {
  const { operations } = program.protocol.declaration.serves;
  return program.of.map(({ name }, thread) => {
    const script = scripts.find(({ kind }) => kind === name);
    const { calls = [], repeat = 1 } = script ?? {};
    const rounds = repeat === 'forever' ? 1 : repeat;
    const all = Array.from({ length: rounds }, () => calls).flat();
    return {
      forever: repeat === 'forever',
      operations: all.map((op, index): Operation => {
        const args = Object.entries(operations[op].args).map(([arg, shape]) => [
          arg,
          argument(arg, shape, { client: thread, clients: program.of.length, index, keys: 1 }),
        ]);
        return { op, args: Object.fromEntries(args) };
      }),
    };
  });
}
