/** Has a field or a view of a node this value now? How faults find whom they hit. */
import type { Role } from './role.js';
import type { Loose } from './step.js';

/** @param variable `term`, or `server.term` */
export function hasNow(
  role: Role,
  { disk, mem }: { readonly disk: Loose; readonly mem: Loose },
  variable: string,
  value: unknown,
  now: () => number,
): boolean {
  const field = variable.slice(variable.lastIndexOf('.') + 1);
  const view = role.code.views?.[field];
  if (view !== undefined)
    return (view.of as (state: object) => unknown)({ disk, mem, now: now() }) === value;
  return (field in disk ? disk[field] : mem[field]) === value;
}
