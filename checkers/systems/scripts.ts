/**
 * What clients do while a system is explored: their script, or, where the spec has a mix of operations, each of these once. Arguments
 * are chosen so that one can tell who wrote what; a call goes to the next node each time.
 */
import type { Setting } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/index.js';
import type { Shape } from '../../engine/node/kit.js';
import type { Script, ScriptedCall } from '../../engine/transition/nodes/settings.js';

/** @throws RangeError where an argument cannot be chosen */
export function scriptsOf({ clients, roles }: Setting, protocol: AnyProtocol): Script[] {
  const { role, count, script, operations, keys } = clients;
  if (role === null || count === 0) return [];
  const service = protocol.declaration.roles[role]?.serves;
  const first = roles.slice(
    0,
    roles.findIndex(({ name }) => name === role),
  );
  const before = first.reduce((n, { nodes }) => n + nodes.length, 0);
  const servers = roles.find(({ name }) => name === role)?.nodes.length ?? 0;
  const ops = script ?? operations.filter(({ weight }) => weight > 0).map(({ name }) => name);
  return Array.from({ length: count }, (_, client) =>
    ops.map((op, index): ScriptedCall => {
      const fields = service?.operations[op]?.args ?? {};
      const args = Object.entries(fields).map(([name, shape]) => [
        name,
        argument(name, shape, { client, clients: count, index, keys: keys.count }),
      ]);
      return { op, args: Object.fromEntries(args), to: before + ((client + index) % servers) };
    }),
  );
}

export interface Caller {
  readonly client: number;
  /** How many there are. */
  readonly clients: number;
  readonly index: number;
  readonly keys: number;
}

/** The argument of a call that tells who called. @throws RangeError where none can be chosen */
export function argument(
  name: string,
  shape: Shape<unknown>,
  { client, clients, index, keys }: Caller,
): unknown {
  const { detail } = shape;
  if (name === 'key' && detail.kind === 'text') return `k${1 + ((client + index) % keys)}`;
  switch (detail.kind) {
    case 'text':
      // A, B, … for first writes, as Stateright's clients have it; then A2, B2, …
      return `${letters(client)}${index === 0 ? '' : index + 1}`;
    case 'int':
      return 1 + client + Math.max(10, clients) * index;
    default:
      return shape.initial();
  }
}

/** A, …, Z, AA, AB, … */
const letters = (n: number): string =>
  (n < 26 ? '' : letters(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26));
