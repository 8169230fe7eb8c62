/** Who may crash in an exploration: whom the crashes of the spec hit; where it has none, everybody. */
import type { Setting, Victim } from '../../engine/language/system/spec.js';
import type { Cluster, NodeState } from '../../engine/node/index.js';
import { hasNow } from '../../engine/node/value-now.js';
import type { NodesSettings } from '../../engine/transition/nodes/settings.js';

export function victimsOf({ faults }: Setting, cluster: Cluster): Pick<NodesSettings, 'victims'> {
  const hit = faults.filter(({ kind }) => kind === 'crash').map(({ node }) => node);
  if (hit.length === 0 || hit.some(({ is }) => is === 'any')) return {};
  const is = (victim: Victim, node: number): boolean => isIn(victim, cluster, node);
  return {
    victims: {
      text: [...new Set(hit.map(textOf))].join(' or '),
      ever: (node) => hit.some((victim) => is(victim, node)),
      now: (node, state) =>
        hit.some((victim) => is(victim, node) && isSo(victim, cluster, node, state)),
    },
  };
}

function isIn(victim: Victim, { of, names }: Cluster, node: number): boolean {
  switch (victim.is) {
    case 'any':
      return true;
    case 'role':
      return of[node].name === victim.role;
    case 'node':
      return names[node] === victim.node;
    case 'state':
      return of[node].name === victim.variable.split('.')[0];
  }
}

/** Clocks are read relative to now. */
const isSo = (victim: Victim, { of }: Cluster, node: number, state: NodeState): boolean =>
  victim.is !== 'state' || hasNow(of[node], state, victim.variable, victim.value, () => 0);

function textOf(victim: Victim): string {
  switch (victim.is) {
    case 'any':
      return 'any';
    case 'role':
      return victim.role;
    case 'node':
      return victim.node;
    case 'state':
      return `${victim.variable} == ${victim.value}`;
  }
}
