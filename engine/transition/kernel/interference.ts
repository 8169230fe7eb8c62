/**
 * What the steps of a model read and write, for partial-order reduction: the edges of the unrolled model,
 * those of one label together, each with its footprint and with the conditions that it waits for; and the
 * bits of a state that somebody looks at.
 */
import type { ModelSpec } from '../../language/typed.js';
import { atomKind } from '../atom-kind.js';
import { atomsOf } from '../coverage.js';
import { link, type WordFunction } from '../emit-javascript.js';
import type { Ir, IrFunction } from '../ir.js';
import { usedBits } from '../layout.js';
import type { Program } from '../lower/lowering.js';
import { type Footprint, Footprints } from './footprint.js';
import { lowerActions, type NoKernel, Refused, watchedAtom } from './kernel.js';
import { Terms } from './terms.js';
import type { Edge } from './unrolling.js';

/** All edges of one label. The step is there when one of them is. */
export interface LabelledStep {
  readonly label: readonly number[];
  readonly edges: readonly {
    readonly footprint: Footprint;
    /** The edge is there where all of these hold. Equal ones are the same object. */
    readonly conditions: readonly Condition[];
  }[];
}

export interface Condition {
  /** Of each word: the bits on which it depends. */
  readonly reads: Int32Array;
  holds(states: Int32Array, offset: number): boolean;
}

export interface Interference {
  readonly steps: readonly LabelledStep[];
  /** Of each word: the bits on which it depends what is judged, what is covered, and whether an operation
   * fails. */
  readonly visible: Int32Array;
}

/** Pairs of steps are compared, so their number is limited. */
const MOST_STEPS = 2048;
/** Written out as text, a condition is a tree. */
const LARGEST_CONDITION = 5000;
/** Conditions over more bits are not gone through. */
const MOST_BITS = 10;

/** @param judged indices of properties that speak of states, one at a time or in whole runs */
export function interferenceOf(
  spec: ModelSpec,
  program: Program,
  judged: readonly number[],
): Interference | NoKernel {
  try {
    return build(spec, program, judged);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    throw error;
  }
}

function build(spec: ModelSpec, program: Program, judged: readonly number[]): Interference {
  const { words } = program.layout;
  const used = usedBits(program.layout);
  const terms = new Terms(program.tables, used);
  const footprints = new Footprints(words);
  const { edges, failures, loops } = lowerActions(spec, program, terms);
  for (const { action, why } of loops) {
    throw new Refused(`“${spec.actions[action].title}” is a loop: ${why}`);
  }
  const visible = new Int32Array(words);
  const seeBits = (reads: Int32Array): void => {
    for (let i = 0; i < words; i++) visible[i] |= reads[i];
  };
  const see = (ir: Ir): void => seeBits(footprints.reads(ir));
  for (const index of judged) seeAtoms(spec, program, terms, index, see);

  const groups = byLabel(edges);
  if (groups.length > MOST_STEPS) throw new Refused('it has very many steps');
  const conditions = new Conditions(program, terms, footprints, used);
  const steps = groups.map((group) => ({
    label: group[0].label,
    edges: group.map((edge) => ({
      footprint: masked(footprints.of(edge.guard, edge.words), used),
      conditions: conditions.of(edge.guard),
    })),
  }));
  const failing = failures.map((failure) => conditions.condition(failure));
  conditions.link();
  for (const condition of failing) {
    // Guards often see to it that an operation has a value.
    if (satisfying(condition)?.length !== 0) seeBits(condition.reads);
  }
  return { steps, visible };
}

function seeAtoms(
  spec: ModelSpec,
  program: Program,
  terms: Terms,
  index: number,
  see: (ir: Ir) => void,
): void {
  const property = spec.properties[index];
  for (const atom of new Set(atomsOf(property))) {
    const code = watchedAtom(spec, program, terms, { atom, value: 1 });
    if ('code' in code)
      throw new Refused(`“${property.name}” is a loop, and what it reads is not known`);
    // All states without steps are kept, but not all that come just before.
    const seesEnds = atomKind(spec.atoms[atom]) === 'stuck';
    if (seesEnds && (!('atom' in property.claim) || code.holds.ir !== 'const'))
      throw new Refused(`“${property.name}” tells states that are not yet stuck from others`);
    see(code.holds);
    see(code.fails);
    for (const { guard } of code.marks) see(guard);
  }
}

function byLabel(edges: readonly Edge[]): Edge[][] {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = edge.label.join(' ');
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  return [...groups.values()];
}

/** Bits that are never set are neither read nor written. */
function masked(footprint: Footprint, used: Int32Array): Footprint {
  const mask = (bits: Int32Array): Int32Array => bits.map((word, i) => word & used[i]);
  return {
    reads: mask(footprint.reads),
    writes: mask(footprint.writes),
    known: mask(footprint.known),
    values: mask(footprint.values),
  };
}

/** The conjuncts of guards, as functions of a state. */
class Conditions {
  private readonly made = new Map<Ir, Condition>();
  private readonly functions: IrFunction[] = [];
  private linked: readonly WordFunction[] = [];

  constructor(
    private readonly program: Program,
    private readonly terms: Terms,
    private readonly footprints: Footprints,
    private readonly used: Int32Array,
  ) {}

  of(guard: Ir): Condition[] {
    const { terms } = this;
    const both = guard.ir === 'binary' && guard.operator === 'and';
    if (both && terms.isTruth(guard.left) && terms.isTruth(guard.right)) {
      return [...this.of(guard.left), ...this.of(guard.right)];
    }
    return [this.condition(guard)];
  }

  /** To be called when all are made. */
  link(): void {
    const { tables, runtime, layout } = this.program;
    const module = { functions: this.functions, tables, words: layout.words, labelWords: 1 };
    const functions = link(module, { runtime, tables, seen: new Uint8Array(0) });
    this.linked = functions as unknown as WordFunction[];
  }

  condition(result: Ir): Condition {
    const known = this.made.get(result);
    if (known !== undefined) return known;
    if (size(result, LARGEST_CONDITION) > LARGEST_CONDITION) {
      throw new Refused('a condition is too large written out');
    }
    const index = this.functions.push({ gives: 'word', locals: 0, body: [], result }) - 1;
    const condition = {
      reads: this.footprints.reads(result).map((word, i) => word & this.used[i]),
      holds: (states: Int32Array, offset: number): boolean =>
        this.linked[index](states, offset, states, offset, 0, NO_LABEL, 0) !== 0,
    };
    this.made.set(result, condition);
    return condition;
  }
}

const NO_LABEL = new Int32Array(1);

/** The values of what it reads for which it is true, each as a state; null where these are many bits. */
export function satisfying({ reads, holds }: Condition): Int32Array[] | null {
  const places: (readonly [word: number, bit: number])[] = [];
  for (let word = 0; word < reads.length; word++) {
    for (let rest = reads[word]; rest !== 0; rest &= rest - 1) places.push([word, rest & -rest]);
  }
  if (places.length > MOST_BITS) return null;
  const found: Int32Array[] = [];
  for (let value = 0; value < 2 ** places.length; value++) {
    const state = new Int32Array(reads.length);
    for (const [i, [word, bit]] of places.entries()) if ((value >> i) & 1) state[word] |= bit;
    if (holds(state, 0)) found.push(state);
  }
  return found;
}

/** Nodes of the tree; it stops counting soon after `most`. */
function size(ir: Ir, most: number): number {
  let count = 0;
  const visit = (node: Ir): void => {
    if (++count > most) return;
    if (node.ir === 'binary') [node.left, node.right].forEach(visit);
    else if (node.ir === 'unary') visit(node.of);
    else if (node.ir === 'select') [node.test, node.yes, node.no].forEach(visit);
    else if (node.ir === 'table' || node.ir === 'word') visit(node.index);
  };
  visit(ir);
  return count;
}
