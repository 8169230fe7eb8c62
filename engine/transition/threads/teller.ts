/** Steps in words: the thread, its operation, the access, what it read, and where a store went. */

import type { Access } from '../../threads/index.js';
import type { ActionInfo, StepDescription } from '../system.js';
import type { Outcome } from './locals.js';
import type { ThreadsSettings } from './settings.js';
import { REACHES_MEMORY, type Steps } from './steps.js';

export function describer(
  steps: Steps,
  { memory, span }: ThreadsSettings,
  actions: readonly ActionInfo[],
): (labels: Int32Array, at: number) => StepDescription {
  const { program, cells, buffers, locals, outcomes } = steps;
  const { names } = program;
  const value = (cell: number, code: number): string => cells.valueText(cell, code, names);
  const written = (cell: number, v: unknown): string => value(cell, cells.encode(cell, v));
  const accessed = (access: Access, { code }: Outcome, before: number, own: boolean): string => {
    if (access.do === 'fence') return 'fence';
    if (access.do === 'pick') return `picks ${code + 1} of ${access.ways}`;
    const { cell } = access;
    const { name } = program.layout.cells[cell];
    const now = value(cell, before);
    switch (access.do) {
      case 'load':
        return `${name} is ${now}${own ? ' (its own store, still waiting)' : ''}`;
      case 'until':
        return `sees that ${name} is ${now}${own ? ' (its own store, still waiting)' : ''}`;
      case 'store':
        return `${name} := ${written(cell, access.value)}${memory === 'tso' ? ', which waits' : ''}`;
      case 'swap':
        return `${name} was ${now}, is ${written(cell, access.value)} at once`;
      case 'add':
        return `${name} was ${now}, is ${value(cell, (before + access.by) | 0)} at once`;
      case 'cas': {
        const [from, to] = [written(cell, access.expect), written(cell, access.value)];
        return code === 1
          ? `${name} was ${from}, is ${to} at once`
          : `${name} is ${now}, not ${from}: nothing is swapped`;
      }
    }
  };
  return (labels, at) => {
    const [action, thread, number, before, own] = labels.subarray(at, at + 5);
    const described = { action: actions[action].name, bindings: {}, actor: names[thread], span };
    if (number === REACHES_MEMORY) {
      const [{ cell, code }] = buffers.waiting(before);
      return {
        ...described,
        title: `${names[thread]}: ${cells.text(cell, code, names)} reaches memory`,
      };
    }
    const outcome = outcomes[number];
    const from = locals[thread].at(outcome.from);
    const { op } = locals[thread].operation(from);
    const { next } = from;
    const told =
      next.is === 'access' ? accessed(next.access, outcome, before, own === 1) : 'no access';
    const end =
      outcome.broken !== null
        ? `; fails: ${outcome.broken}`
        : outcome.returned === null
          ? ''
          : `; returns ${shown(outcome.returned.value)}`;
    return { ...described, title: `${names[thread]} ${op}: ${told}${end}` };
  };
}

const shown = (value: unknown): string =>
  value === null ? 'none' : typeof value === 'object' ? JSON.stringify(value) : String(value);
