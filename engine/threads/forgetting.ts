/**
 * Does a loop forget what it says it forgets? At the end of a round the generator is begun anew from its past; here the old one goes on
 * beside it, both are given the same results, and whatever they do differently is hidden state. Results are those of the round that
 * ended, over and over, so what shows after other results only is not found.
 */
import type { Loose } from '../node/step.js';
import type { Access, Steps, Turn } from './access.js';
import type { Past } from './past.js';

/** A generator between two yields, and what it is to be given next. */
export interface Line {
  readonly steps: Steps<unknown>;
  fed: unknown;
  local: Loose;
}

/** What a line did next, in words; `asked` is null where it ended. */
export interface Done {
  readonly text: string;
  readonly local: string;
  readonly asked: Access | Turn | null;
}

const ROUNDS = 16;
const STEPS = 400;

/** What they do differently; null where nothing was found. `round`: the past of the round that ended. */
export function difference(
  old: Line,
  fresh: Line,
  next: (line: Line) => Done,
  round: Past,
): { readonly before: string; readonly now: string } | null {
  const reads = round.flatMap((item) => (item.is === 'read' ? [item] : []));
  let from = 0;
  let rounds = 0;
  for (let step = 0; step < STEPS && rounds < ROUNDS; step++) {
    const [went, begun] = [next(old), next(fresh)];
    if (went.text !== begun.text) return { before: begun.text, now: went.text };
    if (went.local !== begun.local)
      return { before: `local state ${begun.local}`, now: `local state ${went.local}` };
    const { asked } = went;
    if (asked === null) return null;
    let fed: unknown;
    if (asked.do === 'leave') fed = { left: asked.value };
    else if (asked.do === 'enter' || asked.do === 'again') fed = { at: asked.carry };
    else if (asked.do !== 'store' && asked.do !== 'fence') {
      const wanted = kindOf(went.text);
      const fits = (i: number): boolean => kindOf(reads[i].access) === wanted;
      const order = reads.map((_, i) => (from + i) % reads.length);
      const found = order.find(fits);
      if (found === undefined) return null;
      fed = reads[found].result;
      from = found + 1;
    }
    if (asked.do === 'again') rounds++;
    old.fed = fed;
    fresh.fed = fed;
  }
  return null;
}

/** An access without its values: `cas 4`. */
const kindOf = (text: string): string => text.split(' ', 2).join(' ');
