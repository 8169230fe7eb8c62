/**
 * State over time: the fields of a run that say most at a glance (who leads, in which term), node by node, as
 * stretches in which the value stays the same.
 */
import { formatPlain, type Plain } from '../../engine/plain.js';
import type { Trace } from '../../engine/trace.js';

export interface Strip {
  /** The variable: `server.term`. */
  readonly field: string;
  /** Its values in the order of their first appearance; more than are told apart by colour for a `quantity`. */
  readonly values: readonly string[];
  /** Is it a number, to be read and not coloured? */
  readonly quantity: boolean;
  readonly nodes: readonly { readonly name: string; readonly stretches: readonly Stretch[] }[];
}

export interface Stretch {
  /** The state has the value from this step on, up to the step before `to`. */
  readonly from: number;
  readonly to: number;
  readonly value: string;
}

const STRIPS_MAX = 3;
const NODES_MAX = 8;
/** Colours that are told apart. */
const VALUES_MAX = 6;
const LENGTH_MAX = 16;

/** The strips of a run whose state has an entry for each of several nodes; none for other runs. */
export function stateStrips({ steps }: Pick<Trace, 'steps'>, lanes: readonly string[]): Strip[] {
  // Who is up is told by the lifelines.
  const fields = Object.keys(steps[0]?.state ?? {}).filter((field) => !/(^|\.)up$/.test(field));
  const strips = fields.flatMap((field) => stripOf(steps, field, new Set(lanes)) ?? []);
  // Kinds (roles) before names, names before numbers; then what changes least often, which tells the rest apart.
  const rank = ({ quantity, values }: Strip): number =>
    quantity ? 2 : values.every((value) => value === 'none' || lanes.includes(value)) ? 1 : 0;
  const changes = ({ nodes }: Strip): number =>
    nodes.reduce((sum, { stretches }) => sum + stretches.length - 1, 0);
  return strips
    .filter((strip) => changes(strip) > 0)
    .sort((a, b) => rank(a) - rank(b) || changes(a) - changes(b))
    .slice(0, STRIPS_MAX);
}

function stripOf(steps: Trace['steps'], field: string, lanes: ReadonlySet<string>): Strip | null {
  const first = steps[0].state[field];
  if (!isEntries(first)) return null;
  const names = Object.keys(first);
  if (names.length < 2 || names.length > NODES_MAX || !names.every((name) => lanes.has(name)))
    return null;
  const values = new Map<string, Plain>();
  const nodes = names.map((name) => {
    const stretches: { from: number; to: number; value: string }[] = [];
    steps.forEach(({ state }, i) => {
      const entries = state[field];
      const plain = isEntries(entries) ? (entries[name] ?? null) : null;
      const value = formatPlain(plain);
      values.set(value, plain);
      const last = stretches[stretches.length - 1];
      if (last !== undefined && last.value === value) last.to = i + 1;
      else stretches.push({ from: i, to: i + 1, value });
    });
    return { name, stretches };
  });
  const plains = [...values.values()];
  const quantity = plains.every((value) => typeof value === 'number');
  const short = [...values.keys()].every((text) => text.length <= LENGTH_MAX);
  if (!short || (!quantity && (plains.some(isCompound) || values.size > VALUES_MAX))) return null;
  return { field, values: [...values.keys()], quantity, nodes };
}

const isEntries = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCompound = (value: Plain): boolean => typeof value === 'object' && value !== null;
