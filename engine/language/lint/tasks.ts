/** What only kind `tasks` knows: which keys a task needs, and what must not exceed what. */
import { Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import * as say from '../schema/messages.js';
import { child, entry, type Mapping, textOf } from '../yaml/tree.js';
import type { Constants } from './constants.js';
import { measure } from './measure.js';

export function lintTasks(root: Mapping, constants: Constants, diagnostics: Diagnostics): void {
  const tasks = child(root, 'tasks');
  if (tasks === undefined && child(root, 'generate') === undefined) {
    const kind = entry(root, 'kind')?.key.span ?? root.span;
    diagnostics.add(say.needsEither(kind, 'a task set', '`tasks`, or `generate` for random ones'));
  }
  if (tasks?.node === 'mapping')
    for (const { key, value } of tasks.entries)
      if (value.node === 'mapping') lintTask(key.text, key.span, value, diagnostics);
  const servers = child(root, 'servers');
  if (servers?.node === 'mapping')
    for (const { value } of servers.entries)
      if (value.node === 'mapping') notGreater(value, 'budget', 'period', constants, diagnostics);
}

function lintTask(
  name: string,
  span: Parameters<typeof say.needsEither>[0],
  task: Mapping,
  diagnostics: Diagnostics,
): void {
  const has = (key: string) => child(task, key) !== undefined;
  if (!has('wcet') && !has('graph'))
    diagnostics.add(
      say.needsEither(span, `the task \`${name}\``, '`wcet`, or `graph` for its parts'),
    );
  if (!has('period') && textOf(child(task, 'arrival')) !== 'aperiodic')
    diagnostics.add(
      say.needsEither(span, `the task \`${name}\``, '`period`, or `arrival: aperiodic`'),
    );
}

function notGreater(
  mapping: Mapping,
  key: string,
  limit: string,
  constants: Constants,
  diagnostics: Diagnostics,
): void {
  const value = child(mapping, key);
  const a = knownValue(mapping, key, constants);
  const b = knownValue(mapping, limit, constants);
  if (value && a && b && a.numerator * b.denominator > b.numerator * a.denominator)
    diagnostics.add(say.greaterThan(value.span, key, limit));
}

function knownValue(mapping: Mapping, key: string, constants: Constants) {
  const scalar = child(mapping, key);
  if (scalar?.node !== 'scalar' || scalar.text === null) return null;
  const syntax = readExpression(scalar, 'value', new Diagnostics());
  const found = syntax && measure(syntax, (name) => constants.measured(name));
  return found?.is === 'quantity' ? found.value : null;
}
