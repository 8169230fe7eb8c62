/** What a spec of kind `tasks` may ask for and no analysis covers yet. */
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import type { Beyond } from './spec.js';

export function beyondOneProcessor(root: Mapping): Beyond[] {
  const found: Beyond[] = [];
  const note = (what: string, tree: Tree | undefined) => {
    if (tree !== undefined) found.push({ what, span: tree.span });
  };
  const processors = child(root, 'processors');
  const scheduler = child(root, 'scheduler');
  if (processors?.node === 'mapping') {
    if (processors.entries.length > 1) note('several processors', processors);
    for (const { value } of processors.entries)
      if (value.node === 'mapping') note('processors of another speed', child(value, 'speed'));
  } else if (processors && textOf(processors) !== '1') note('several processors', processors);
  if (scheduler?.node === 'mapping') noteScheduler(scheduler, note);
  note('mixed criticality', child(root, 'criticality'));
  note('reservation servers', child(root, 'servers'));
  note('random task sets outside a study', child(root, 'generate'));
  const resources = child(root, 'resources');
  if (resources?.node === 'mapping')
    for (const { value } of resources.entries) {
      const protocol = value.node === 'mapping' ? child(value, 'protocol') : undefined;
      const name = textOf(protocol);
      if (/multiprocessor|spin/.test(name)) note(`the resource protocol \`${name}\``, protocol);
    }
  const tasks = child(root, 'tasks');
  if (tasks?.node === 'mapping')
    for (const { value } of tasks.entries) if (value.node === 'mapping') noteTask(value, note);
  return found;
}

type Note = (what: string, tree: Tree | undefined) => void;

const POLICIES = ['fixed priority', 'earliest deadline first'];

function noteScheduler(scheduler: Mapping, note: Note): void {
  const [policy, preemption] = [child(scheduler, 'policy'), child(scheduler, 'preemption')];
  if (policy && !POLICIES.includes(textOf(policy))) note(`\`${textOf(policy)}\``, policy);
  if (textOf(preemption) === 'deferred') note('deferred preemption', preemption);
  if (textOf(preemption) === 'none' && textOf(policy) === 'earliest deadline first')
    note('earliest deadline first without preemption', preemption);
  const overrun = child(scheduler, 'on overrun');
  if (overrun && textOf(overrun) !== 'continue') note('`on overrun`', overrun);
}

function noteTask(task: Mapping, note: Note): void {
  const wcet = child(task, 'wcet');
  if (wcet?.node === 'mapping') note('mixed criticality', wcet);
  note('reservation servers', child(task, 'server'));
  note('tasks that suspend themselves', child(task, 'suspends'));
  note('precedence between tasks', child(task, 'after'));
  note('tasks with parallel parts', child(task, 'graph'));
  const arrival = child(task, 'arrival');
  if (textOf(arrival) === 'aperiodic') note('aperiodic tasks', arrival);
}
