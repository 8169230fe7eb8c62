/** Where an exploration begins. */
import type { Portions } from '../initial.js';
import type { Successors } from '../system.js';
import { packed } from './budgets.js';
import type { ClientSteps } from './client-steps.js';
import type { Happenings } from './happenings.js';
import { isDiscrete } from './settings.js';
import { Out } from './step-list.js';
import type { StepsTable } from './steps-table.js';
import type { World } from './world.js';

/** Every node starts, in their order, each in every way that its choices allow; eager clients call. */
export function initialStates(
  world: World,
  happenings: Happenings,
  clientSteps: ClientSteps,
  table: StepsTable,
  out: Successors,
  portions?: Portions,
): boolean {
  const { nodes, places, settings } = world;
  const width = out.words;
  const first = new Int32Array(width);
  const allowed = (allowance: unknown): number => (typeof allowance === 'number' ? allowance : 0);
  first[places] = packed({
    crash: settings.crashes,
    stop: settings.stops ?? 0,
    drop: allowed(settings.network.loss),
    duplicate: allowed(settings.network.duplicate),
    timer: isDiscrete(settings.timers) ? 0 : (settings.timers.all ?? 0),
  });
  settings.observers.forEach((observer, i) => {
    first[places + 1 + i] = observer.start();
  });
  const outs: Out[] = [];
  const clients = settings.clients.scripts.map((_, c) => clientSteps.boot(c));
  clients.forEach(({ local }, c) => {
    first[nodes + c] = world.clientSpace.slot(
      clientSteps.local(local),
      world.clientSpace.inboxes.number([]),
    );
  });
  const boots = Array.from({ length: nodes }, (_, node) => happenings.boots(node));
  let wanted = true;
  const go = (node: number, state: Int32Array): void => {
    if (!wanted) return;
    if (node < nodes) {
      for (const { local, out: done } of boots[node]) {
        const next = state.slice();
        const space = world.space(node);
        next[node] = space.slot(local, space.inboxes.number([]));
        outs.push(done);
        go(node + 1, next);
        outs.pop();
      }
      return;
    }
    finish(state);
  };
  const seen = new Set<string>();
  const finish = (state: Int32Array): void => {
    const all = [
      ...outs,
      ...clients.map(({ sends, observations }) => new Out({ sends, observations })),
    ];
    const failing = all.find(({ error }) => error !== null);
    if (failing) {
      out.fail(new Int32Array(out.labelWords), table.errorSite(failing));
      return;
    }
    for (const each of all) {
      table.apply(table.code(each), state, 0);
      state[places] |= table.brokenWord(each);
    }
    const text = state.join();
    if (seen.has(text)) return;
    seen.add(text);
    out.reserve();
    out.states.set(state, out.count * width);
    out.labels.fill(0, out.count * out.labelWords, (out.count + 1) * out.labelWords);
    out.count++;
    if (portions && out.count === portions.size && !portions.take()) wanted = false;
  };
  go(0, first);
  return wanted;
}
