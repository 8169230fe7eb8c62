/** A protocol with numbers: which nodes there are, what they are called, their options, mutants and liars. */
import { ProtocolError } from './errors.js';
import { trapGlobals } from './guard.js';
import { Host } from './host.js';
import { type Constants, type Options, type OptionValues, readOptions } from './options.js';
import type { AnyAdversary, AnyProtocol } from './protocol.js';
import { checkKnown, type Role, rolesOf, surface } from './role.js';

export interface Setup {
  readonly protocol: AnyProtocol;
  /** Nodes of each role; a role that is not named has one. */
  readonly counts?: Readonly<Record<string, number>>;
  /** As in YAML. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What constants in options stand for. */
  readonly constants?: Constants;
  /** Instead of `options`: all of them, read already, as a typed spec has them. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly mutants?: readonly string[];
  /** The links of a node, where they differ from the initial values of their shapes. */
  readonly links?: (node: number, cluster: Cluster) => object;
  /** Node → the name of an adversary of its role. */
  readonly byzantine?: ReadonlyMap<number, string>;
}

export interface Cluster {
  readonly protocol: AnyProtocol;
  readonly options: OptionValues<Options>;
  readonly mutants: ReadonlySet<string>;
  /** Every mutant that the protocol declares, its parts' among them: is it on? */
  readonly declaredMutants: ReadonlyMap<string, boolean>;
  readonly roles: readonly Role[];
  /** Of each node: its role, and its name (`server2`; `coordinator` where there is one). */
  readonly of: readonly Role[];
  readonly names: readonly string[];
  /** The nodes of each role. */
  readonly nodes: Readonly<Record<string, readonly number[]>>;
  readonly hosts: readonly Host[];
}

/**
 * Makes one host for each node; nodes are numbered from 0, role by role in the order of the declaration.
 * Hosts have no state yet: `host.load(host.role.initial())`.
 *
 * @throws ProtocolError or OptionError where a role, mutant, adversary or option does not exist or does not fit.
 */
export function cluster(setup: Setup): Cluster {
  trapGlobals();
  const { protocol, counts = {}, mutants = [], byzantine = new Map() } = setup;
  const { declaration } = protocol;
  const known = surface(protocol);
  for (const role of Object.keys(counts))
    checkKnown(role, Object.keys(declaration.roles), `${declaration.name}: role`);
  for (const m of mutants) checkKnown(m, Object.keys(known.mutants), `${declaration.name}: mutant`);
  const roles = rolesOf(protocol);
  const of: Role[] = [];
  const names: string[] = [];
  const nodes: Record<string, readonly number[]> = {};
  for (const role of roles) {
    const many = counts[role.name] ?? 1;
    if (!Number.isSafeInteger(many) || many < 0)
      throw new ProtocolError(`${role.name}: ${many} is no number of nodes`);
    nodes[role.name] = Object.freeze(Array.from({ length: many }, (_, i) => of.length + i));
    for (let i = 0; i < many; i++) {
      of.push(role);
      names.push(many === 1 ? role.name : `${role.name}${i + 1}`);
    }
  }
  const hosts: Host[] = [];
  const made: Cluster = {
    protocol,
    options: setup.values ?? readOptions(known.options, setup.options, setup.constants),
    mutants: new Set(mutants),
    declaredMutants: new Map(Object.keys(known.mutants).map((m) => [m, mutants.includes(m)])),
    roles,
    of,
    names,
    nodes: Object.freeze(nodes),
    hosts,
  };
  for (const [node, role] of of.entries()) {
    const adversary = adversaryOf(made, role, byzantine.get(node));
    hosts.push(new Host(made, node, role, setup.links?.(node, made) ?? {}, adversary));
  }
  return made;
}

function adversaryOf(
  { protocol }: Cluster,
  role: Role,
  name: string | undefined,
): AnyAdversary | null {
  if (name === undefined) return null;
  const all = protocol.adversaries?.[role.name] ?? {};
  checkKnown(name, Object.keys(all), `${protocol.declaration.name}: adversary of ${role.name}`);
  return all[name];
}
