/**
 * Swarm verification (Holzmann, Joshi and Groce, Swarm verification techniques, IEEE Transactions on Software Engineering
 * 37 (2011)): where a space is too large for one search, many small ones that differ in all that can differ see
 * more of it than one large search sees in the same time. How a member differs from the others is drawn here, from the seed and
 * the number of the member alone.
 */
import { Random } from '../../../engine/random.js';

/** In what order a search follows the steps of a state. */
export type Order =
  /** As the system gives them, or backwards. */
  | 'given'
  | 'reversed'
  /** Actions in an order of the member's own; the steps of one action shuffled. */
  | 'by action'
  /** Shuffled anew at each state. */
  | 'shuffled';

export interface MemberPlan {
  readonly member: number;
  /** States after which it ends. */
  readonly states: number;
  /** Steps of a run that it follows at most. */
  readonly steps: number;
  readonly order: Order;
  /** Bits of a state in its table. */
  readonly hashes: number;
  readonly bitBytes: number;
  /** Of its hash functions, and of its shuffling. */
  readonly seed: number;
}

/** Each as often as it stands here: those without chance differ least from one another. */
const ORDERS: readonly Order[] = [
  ...(['given', 'reversed'] as const),
  ...(['by action', 'by action', 'by action'] as const),
  ...(['shuffled', 'shuffled', 'shuffled'] as const),
];

/** Bounds of depth are powers of two, from this one on. */
const LEAST_STEPS = 32;
const STEP_BOUNDS = 9;

/** Most hash functions of a member. */
const MOST_HASHES = 3;
/** Two bytes of bits, or up to twice that, for each state. */
const BYTES_A_STATE = 2;
const MOST_BYTES = 2 ** 29;

export function planOf(seed: number, member: number, states: number): MemberPlan {
  const random = Random.of(seed, 'swarm', member);
  return {
    member,
    states,
    steps: LEAST_STEPS * 2 ** random.below(STEP_BOUNDS),
    order: ORDERS[random.below(ORDERS.length)],
    hashes: 1 + random.below(MOST_HASHES),
    bitBytes: Math.min(MOST_BYTES, Math.max(4, 2 ** Math.ceil(Math.log2(BYTES_A_STATE * states)))),
    seed: random.next(),
  };
}
