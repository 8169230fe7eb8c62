/**
 * Whether exploring up to symmetry is done sooner than exploring everything. It leaves fewer states, and each costs
 * more: its representative is computed state by state, in JavaScript, while the kernel takes whole batches. Which wins
 * hangs on how many states a representative stands for, and that is asked of a sample: of states s drawn
 * evenly, one in |orbit of s| is a representative, so n states are about Σ 1 / |orbit of s| of them. No clock is
 * asked, so that the same spec is always explored in the same way.
 */
import type { SymmetricForm } from '../../../engine/transition/system.js';
import { breadthFirst } from '../breadth-first.js';
import type { Found } from '../found.js';
import type { Watch } from '../limits.js';
import type { Decision } from './decide.js';
import type { Representatives } from './representatives.js';

/**
 * States that each form goes through in the processor time of one representative. Measured on the specs of the
 * library with symmetric types and more members than they have by default; it differs by a factor of three either way.
 */
export const IN_THE_TIME_OF_ONE = { kernel: 150, general: 6 } as const;

/** The form that explores everything. */
export type FullForm = keyof typeof IN_THE_TIME_OF_ONE;

/** States to look at, and how many of them to ask. */
const NEAREST = 5000;
const SAMPLE = 200;

/**
 * How many states a representative stands for, on average: by a sample of those at some distance from the initial
 * states, since the nearest are the most symmetric ones.
 * @param slice explore without what nobody sees
 */
async function statesForOne(
  { system, symmetry }: Exclude<SymmetricForm, { readonly refused: string }>,
  slice: Representatives | undefined,
  watch: Watch,
): Promise<number> {
  const { search } = await breadthFirst(system, {
    properties: [],
    keepGraph: false,
    toTheEnd: true,
    outgrows: NEAREST,
    ...(slice ? { representatives: slice } : {}),
    watch,
  });
  const { visited } = search;
  if (visited === null) return 1;
  const from = visited.count >> 1;
  const stride = Math.max(1, Math.floor((visited.count - from) / SAMPLE));
  const out = new Int32Array(system.words);
  let asked = 0;
  let representatives = 0;
  for (let id = from; id < visited.count; id += stride) {
    symmetry.represent(visited.array(id), visited.offset(id), out, 0);
    asked++;
    representatives += 1 / Number(symmetry.orbit());
  }
  return asked === 0 ? 1 : asked / representatives;
}

/** Whether a search of everything, once it is known to be no small one, is to give way to one up to symmetry. */
export class Worth {
  private because = SMALL;

  /** @param slice explore without what nobody sees @param eager wherever anything is left out: for tests */
  constructor(
    private readonly symmetric: Parameters<typeof statesForOne>[0],
    private readonly slice: Representatives | undefined,
    private readonly watch: Watch,
    private readonly eager: boolean,
  ) {}

  readonly asked = async (form: FullForm): Promise<boolean> => {
    const states = await statesForOne(this.symmetric, this.slice, this.watch);
    this.because = notWorthText(states, form);
    return states > (this.eager ? 1 : IN_THE_TIME_OF_ONE[form]);
  };

  /** It came to a limit of states, below which there may be room for all representatives. */
  mayFit({ stoppedBy }: Found): boolean {
    return stoppedBy?.startsWith('--max-states') === true;
  }

  /** The decision, with the reason why everything was explored. */
  decided(decision: Decision): Decision {
    const refused = decision.refused.map((refusal) =>
      refusal.reduction === 'symmetry' ? { ...refusal, because: this.because } : refusal,
    );
    return { ...decision, refused };
  }
}

/** Where symmetry would be sound. */
function notWorthText(states: number, form: FullForm): string {
  const fast = form === 'kernel' ? 'the fast form of the search' : 'the search';
  return `one state would stand for about ${Math.round(states)}, and ${fast} goes through ${IN_THE_TIME_OF_ONE[form]} in the time that one such takes: full search`;
}

export const SMALL = 'it is small: full search';
