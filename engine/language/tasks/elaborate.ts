/**
 * From a raw spec of kind `tasks`, linted already, to its typed form: times in ticks, names resolved,
 * defaults filled in (LANGUAGE, section 4).
 */
import type { Diagnostics } from '../diagnostics.js';
import { multiply, type Rational, rational } from '../expression/numbers.js';
import { Constants } from '../lint/constants.js';
import type { LintedSpec } from '../lint/other.js';
import type { Mutant } from '../typed.js';
import { child, type Entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { beyondOneProcessor } from './beyond.js';
import { formatShare } from './format-time.js';
import * as say from './messages.js';
import { tasksProperties } from './properties.js';
import type {
  Beyond,
  ProcessorDeclaration,
  SchedulerDeclaration,
  TaskDeclaration,
  TasksSpec,
} from './spec.js';
import { Times } from './times.js';

export function elaborateTasks(
  root: Mapping,
  linted: LintedSpec<'tasks'>,
  diagnostics: Diagnostics,
): TasksSpec {
  const times = new Times(root, new Constants([root]), diagnostics);
  const beyond = beyondOneProcessor(root);
  const resources = entriesOf(child(root, 'resources')).map(({ key, value }) => ({
    name: key.text,
    protocol: word(value, 'protocol', 'immediate ceiling'),
    span: key.span,
  }));
  const tasks = entriesOf(child(root, 'tasks')).flatMap((entry) =>
    readTask(entry, resources, times, beyond, diagnostics),
  );
  for (const { span } of times.random) beyond.push({ what: 'times that vary at random', span });
  const processors = processorsOf(root, tasks, beyond);
  const settled = {
    name: linted.name,
    about: linted.about,
    covers: linted.covers,
    ...(linted.source === undefined ? {} : { source: linted.source }),
    span: linted.span,
    constants: constantsOf(root),
    tick: times.tick,
    processors,
    scheduler: schedulerOf(child(root, 'scheduler')),
    resources,
    tasks,
    beyond,
    mutants: mutantsOf(root),
  };
  warnOfOverload(processors, root, diagnostics);
  checkNames(root, diagnostics);
  const properties = tasksProperties(root, settled, linted.properties, diagnostics);
  return { kind: 'tasks', ...settled, properties };
}

export const entriesOf = (tree: Tree | undefined): readonly Entry[] =>
  tree?.node === 'mapping' ? tree.entries : [];

const word = (tree: Tree | undefined, key: string, preset: string): string =>
  (tree?.node === 'mapping' && textOf(child(tree, key))) || preset;

function schedulerOf(tree: Tree | undefined): SchedulerDeclaration {
  return {
    policy: word(tree, 'policy', 'fixed priority'),
    priorities: word(
      tree,
      'priorities',
      'deadline monotonic',
    ) as SchedulerDeclaration['priorities'],
    preemption: word(tree, 'preemption', 'full'),
  };
}

const constantsOf = (root: Mapping) =>
  entriesOf(child(root, 'constants')).map(({ key, value }) => ({
    name: key.text,
    text: textOf(value),
  }));

export function mutantsOf(root: Mapping): Mutant[] {
  return entriesOf(child(root, 'mutants')).map(({ key, value }) => {
    const about = value.node === 'mapping' ? textOf(child(value, 'about')) : '';
    const breaks = value.node === 'mapping' ? child(value, 'breaks') : undefined;
    return {
      name: key.text,
      breaks: breaks?.node === 'list' ? breaks.items.map(textOf) : [textOf(breaks)],
      span: key.span,
      ...(about === '' ? {} : { about }),
    };
  });
}

/** Names that properties use are all different. */
function checkNames(root: Mapping, diagnostics: Diagnostics): void {
  const taken = new Map([
    ['tasks', 'the set of all tasks'],
    ['mode', 'the present level of criticality'],
    ['true', 'a truth value'],
    ['false', 'a truth value'],
  ]);
  for (const [section, what] of NAMING) {
    for (const { key } of entriesOf(child(root, section))) {
      const name = key.text.replace(/\(.*/, '').trim();
      const first = taken.get(name);
      if (first !== undefined) diagnostics.add(say.usedAsTwo(key.span, name, first));
      else taken.set(name, what);
    }
    // The only processor is called `cpu`, unless it has a name.
    const nameless = child(root, 'processors')?.node !== 'mapping';
    if (section === 'processors' && nameless) taken.set('cpu', 'the processor');
  }
}

const NAMING = [
  ['processors', 'a processor'],
  ['tasks', 'a task'],
  ['chains', 'a chain'],
  ['servers', 'a server'],
  ['constants', 'a constant'],
  ['define', 'a definition'],
] as const;

// ------------------------------------------------------------------------------------------ tasks

/** Nothing for a task whose times are not known: what is wrong, or beyond us, has been noted. */
function readTask(
  { key, value }: Entry,
  resources: readonly { readonly name: string }[],
  times: Times,
  beyond: Beyond[],
  diagnostics: Diagnostics,
): TaskDeclaration[] {
  if (value.node !== 'mapping') return [];
  const time = (name: string) => times.ticks(child(value, name));
  const [wcet, period] = [time('wcet'), time('period')];
  const uses = readUses(child(value, 'uses'), resources, times);
  if (wcet === null || period === null) {
    beyond.push({ what: 'times that are not plain quantities', span: key.span });
    return [];
  }
  const task: TaskDeclaration = {
    name: key.text,
    span: key.span,
    wcet,
    period,
    deadline: time('deadline') ?? period,
    jitter: time('jitter') ?? 0,
    offset: time('offset'),
    sporadic: textOf(child(value, 'arrival')) === 'sporadic',
    uses,
  };
  checkTask(task, value, times, diagnostics);
  return [task];
}

function readUses(
  tree: Tree | undefined,
  resources: readonly { readonly name: string }[],
  times: Times,
): TaskDeclaration['uses'] {
  return entriesOf(tree).flatMap(({ key, value }) => {
    const resource = resources.findIndex(({ name }) => name === key.text);
    const length = times.ticks(value);
    return resource < 0 || length === null ? [] : [{ resource, length }];
  });
}

function checkTask(
  { name, wcet, deadline, uses }: TaskDeclaration,
  tree: Mapping,
  times: Times,
  diagnostics: Diagnostics,
): void {
  const held = uses.reduce((sum, { length }) => sum + length, 0);
  const usesSpan = child(tree, 'uses')?.span ?? tree.span;
  const wcetSpan = child(tree, 'wcet')?.span ?? tree.span;
  if (held > wcet)
    diagnostics.add(
      say.holdsLongerThanItRuns(usesSpan, name, times.format(held), times.format(wcet)),
    );
  if (wcet > deadline)
    diagnostics.add(say.cannotFit(wcetSpan, name, times.format(wcet), times.format(deadline)));
}

// ------------------------------------------------------------------------------------- processors

/** The only processor is called `cpu`, unless it has a name. */
function processorsOf(
  root: Mapping,
  tasks: readonly TaskDeclaration[],
  beyond: readonly Beyond[],
): ProcessorDeclaration[] {
  const tree = child(root, 'processors');
  const named = entriesOf(tree);
  // What is beyond the analyses may also be beyond C / T: execution that depends on a level or speed.
  const known = !beyond.some(({ what }) => OTHER_LOAD.has(what));
  const several = beyond.some(({ what }) => what === 'several processors');
  const all = known && !several ? load(tasks) : null;
  if (named.length > 0)
    return named.map(({ key, value }) => ({
      name: key.text,
      utilisation: !several ? all : known ? loadOn(key.text, root, tasks, value) : null,
    }));
  return [{ name: 'cpu', utilisation: all }];
}

/** Where these are, C / T is not known, or not the whole load. */
const OTHER_LOAD = new Set([
  'processors of another speed',
  'mixed criticality',
  'random task sets outside a study',
  'tasks with parallel parts',
  'aperiodic tasks',
  'times that vary at random',
  'times that are not plain quantities',
]);

function load(tasks: readonly TaskDeclaration[]): Rational {
  let sum = rational(0n);
  for (const { wcet, period } of tasks) {
    const t = BigInt(period);
    sum = rational(sum.numerator * t + BigInt(wcet) * sum.denominator, sum.denominator * t);
  }
  return sum;
}

/** Of one processor among several: known where every task says on which it runs. */
function loadOn(
  name: string,
  root: Mapping,
  tasks: readonly TaskDeclaration[],
  settings: Tree,
): Rational | null {
  if (settings.node === 'mapping' && child(settings, 'speed')) return null;
  const section = child(root, 'tasks');
  const place = (task: TaskDeclaration) => {
    const tree = section?.node === 'mapping' ? child(section, task.name) : undefined;
    return tree?.node === 'mapping' ? textOf(child(tree, 'on')) : '';
  };
  return tasks.every((task) => place(task) !== '')
    ? load(tasks.filter((task) => place(task) === name))
    : null;
}

function warnOfOverload(
  processors: readonly ProcessorDeclaration[],
  root: Mapping,
  diagnostics: Diagnostics,
): void {
  const span = root.entries.find(({ key }) => key.text === 'tasks')?.key.span ?? root.span;
  for (const { name, utilisation } of processors)
    if (utilisation && utilisation.numerator > utilisation.denominator)
      diagnostics.add(say.overloaded(span, name, formatShare(multiply(utilisation, rational(1n)))));
}
