/** Which nodes are in the hand of an adversary: for each fault `liar` one node, for the whole run. */
import { Random } from '../random.js';
import type { Plan } from './plan.js';
import type { PlannedFault } from './schedule.js';

export function liarsOf(plan: Plan, has: (what: string) => boolean): PlannedFault[] {
  const { setting, seed, schedule, protocol } = plan;
  if (schedule) return schedule.faults.filter(({ kind }) => kind === 'liar');
  const liars: PlannedFault[] = [];
  const all = setting.roles.flatMap(({ name: role, nodes }) =>
    nodes.map((name) => ({ role, name })),
  );
  for (const [i, { kind, node, as }] of setting.faults.entries()) {
    if (kind !== 'liar' || !has(`fault ${i}`)) continue;
    const lies = (role: string): string[] => Object.keys(protocol.adversaries?.[role] ?? {});
    const able = all.flatMap(({ role, name }, id) => {
      const meant =
        node.is === 'role' ? node.role === role : node.is === 'node' ? node.node === name : true;
      const knows = as === null ? lies(role).length > 0 : lies(role).includes(as);
      const free = liars.every((liar) => liar.node !== id);
      return meant && knows && free ? [{ id, role }] : [];
    });
    if (able.length === 0) continue;
    const { id, role } = able[Random.of(seed, 'liar', i).below(able.length)];
    liars.push({ kind, at: 0, until: null, node: id, as: as ?? lies(role)[0] });
  }
  return liars;
}
