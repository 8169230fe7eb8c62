/**
 * What is measured: one invariant, or one claim about whole runs, of systems of the library, at a size for tests, and at one or two
 * sizes at which an explorer has something to do. The numbers of states are those of TLC (two-phase commit, and
 * the small EWD840 and Chang-Roberts), follow from a formula (N^N for the ring, 3^N for the forks), or are those on
 * which Spin and Assay agree. Every run is held to them.
 */

export interface Size {
  /** The constant N of the spec and of the Promela model. */
  readonly n: number;
  /** Distinct states, in Assay's way of counting. */
  readonly states: number;
  /** Spin's -m: more steps than its depth-first search is ever deep. */
  readonly depth: number;
  /** Spin's -w: the hash table has 2^w slots, one to four for each state. */
  readonly hash: number;
}

/** A claim about whole runs: in Spin an LTL formula, and a search for cycles that accept its negation. */
export interface Live {
  /** Its name in the Promela model. */
  readonly claim: string;
  /** Weakly fair: Spin's -f, for its processes; in the spec, as it is declared there. */
  readonly fair: boolean;
  readonly status: 'holds' | 'violated';
}

export interface Family {
  readonly name: string;
  /** In specs/. */
  readonly spec: string;
  /** The one property that is checked. */
  readonly property: string;
  /** In bench/promela/. */
  readonly promela: string;
  /** In bench/promela/ too: the same system, written for speed; absent where nobody has written one. */
  readonly tuned?: string;
  /** More for Promela's preprocessor. */
  readonly defines: readonly string[];
  /** States that Spin counts and Assay does not: 1 where a first step chooses the initial state. */
  readonly before: 0 | 1;
  /** More for `--set`, besides N. */
  readonly set?: readonly string[];
  /** Absent: the property is an invariant. */
  readonly live?: Live;
  readonly test: Size;
  readonly full: readonly Size[];
}

/** A family at a size. */
export interface Problem extends Omit<Family, 'test' | 'full'>, Size {
  /** `two-phase-commit-8`. */
  readonly id: string;
}

const SHALLOW = 10_000;

const size = (n: number, states: number, depth: number, hash: number): Size => ({
  n,
  states,
  depth,
  hash,
});

export const FAMILIES: readonly Family[] = [
  {
    name: 'two-phase-commit',
    spec: 'transactions/two-phase-commit.yaml',
    property: 'consistent',
    promela: 'two-phase-commit.pml',
    tuned: 'tuned/two-phase-commit.pml',
    defines: [],
    before: 0,
    test: size(3, 288, SHALLOW, 12),
    full: [size(8, 1_745_408, SHALLOW, 22), size(9, 10_340_352, SHALLOW, 25)],
  },
  {
    name: 'ewd840',
    spec: 'classics/ewd840.yaml',
    property: 'detects only termination',
    promela: 'ewd840.pml',
    tuned: 'tuned/ewd840.pml',
    defines: [],
    before: 1,
    test: size(4, 1566, SHALLOW, 12),
    full: [size(8, 786_942, 500_000, 21)],
  },
  {
    name: 'dining-forks',
    spec: 'concurrency/dining-forks.yaml',
    property: 'neighbours do not eat together',
    promela: 'dining-forks.pml',
    tuned: 'tuned/dining-forks.pml',
    defines: [],
    before: 0,
    test: size(4, 81, SHALLOW, 12),
    full: [size(12, 531_441, 1_000_000, 21), size(13, 1_594_323, 3_000_000, 22)],
  },
  {
    name: 'token-ring',
    spec: 'classics/token-ring.yaml',
    property: 'somebody may move',
    promela: 'token-ring.pml',
    tuned: 'tuned/token-ring.pml',
    defines: [],
    before: 1,
    test: size(4, 256, SHALLOW, 12),
    full: [size(7, 823_543, SHALLOW, 21), size(8, 16_777_216, SHALLOW, 25)],
  },
  {
    name: 'peterson',
    spec: 'concurrency/peterson.yaml',
    property: 'mutual exclusion',
    promela: 'peterson.pml',
    defines: [],
    before: 0,
    test: size(3, 774, SHALLOW, 12),
    full: [size(5, 355_950, 200_000, 20), size(6, 8_977_932, 3_000_000, 25)],
  },
  {
    name: 'filter-lock',
    spec: 'concurrency/filter-lock.yaml',
    property: 'mutual exclusion',
    promela: 'filter-lock.pml',
    defines: [],
    before: 0,
    test: size(3, 4169, SHALLOW, 14),
    full: [size(4, 351_224, 200_000, 20)],
  },
  {
    name: 'chang-roberts',
    spec: 'classics/chang-roberts.yaml',
    property: 'at most one leader',
    promela: 'chang-roberts.pml',
    tuned: 'tuned/chang-roberts.pml',
    defines: [],
    before: 1,
    test: size(3, 137, SHALLOW, 12),
    full: [size(8, 3_095_363, SHALLOW, 23)],
  },
  {
    name: 'chang-roberts-odd',
    spec: 'classics/chang-roberts-odd.yaml',
    property: 'at most one leader',
    promela: 'chang-roberts.pml',
    tuned: 'tuned/chang-roberts.pml',
    defines: ['-DODD'],
    before: 0,
    test: size(5, 69, SHALLOW, 12),
    full: [size(13, 743_937, SHALLOW, 21)],
  },
];

/** Claims about whole runs. Sizes are those of the system; the table of Spin is for its pairs with the claim. */
export const LIVENESS: readonly Family[] = [
  {
    name: 'token-ring-settles',
    spec: 'classics/token-ring.yaml',
    property: 'becomes legitimate',
    promela: 'tuned/token-ring.pml',
    defines: [],
    before: 1,
    live: { claim: 'becomes', fair: false, status: 'holds' },
    test: size(4, 256, SHALLOW, 12),
    full: [size(7, 823_543, SHALLOW, 22)],
  },
  {
    name: 'token-ring-unsettled',
    spec: 'classics/token-ring.yaml',
    property: 'becomes legitimate',
    promela: 'tuned/token-ring.pml',
    defines: ['-DFEW'],
    before: 1,
    set: ['K=N-2'],
    live: { claim: 'becomes', fair: false, status: 'violated' },
    test: size(5, 243, SHALLOW, 12),
    full: [size(8, 1_679_616, SHALLOW, 22)],
  },
  {
    name: 'token-ring-rounds',
    spec: 'classics/token-ring.yaml',
    property: 'the token comes round',
    promela: 'tuned/token-ring.pml',
    defines: [],
    before: 1,
    live: { claim: 'round', fair: false, status: 'holds' },
    test: size(4, 256, SHALLOW, 12),
    full: [size(7, 823_543, SHALLOW, 22)],
  },
  {
    name: 'ewd840-detects',
    spec: 'classics/ewd840.yaml',
    property: 'detects termination',
    promela: 'tuned/ewd840.pml',
    defines: [],
    before: 1,
    live: { claim: 'detects', fair: false, status: 'holds' },
    test: size(4, 1566, SHALLOW, 13),
    full: [size(8, 786_942, 500_000, 22)],
  },
  {
    name: 'peterson-served',
    spec: 'concurrency/peterson.yaml',
    property: 'no starvation',
    promela: 'peterson.pml',
    defines: [],
    before: 0,
    live: { claim: 'served', fair: true, status: 'holds' },
    test: size(3, 774, SHALLOW, 14),
    full: [size(5, 355_950, 500_000, 22)],
  },
  {
    name: 'chang-roberts-elects',
    spec: 'classics/chang-roberts.yaml',
    property: 'a leader emerges',
    promela: 'tuned/chang-roberts.pml',
    defines: [],
    before: 1,
    live: { claim: 'emerges', fair: false, status: 'holds' },
    test: size(3, 137, SHALLOW, 12),
    full: [size(8, 3_095_363, SHALLOW, 24)],
  },
];

export const problemOf = ({ test: _, full: __, ...family }: Family, at: Size): Problem => ({
  ...family,
  ...at,
  id: `${family.name}-${at.n}`,
});

/** The problems of a run: those of the families or ids in `only`, all where it is empty; or the smaller of each. */
export function chosen(only: readonly string[], quick: boolean): Problem[] {
  const all = [...FAMILIES, ...LIVENESS].flatMap((family) =>
    family.full.slice(0, quick ? 1 : undefined).map((at) => problemOf(family, at)),
  );
  const strange = only.find((name) => !all.some((problem) => isNamed(problem, name)));
  if (strange !== undefined) {
    const known = all.map(({ id }) => id).join(', ');
    throw new Error(`no problem is called ${strange}; there are ${known}`);
  }
  return only.length === 0 ? all : all.filter((p) => only.some((name) => isNamed(p, name)));
}

const isNamed = ({ name, id }: Problem, wanted: string) => name === wanted || id === wanted;
