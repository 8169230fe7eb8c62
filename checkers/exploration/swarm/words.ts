/** Sentences about swarms. */
import { grouped } from '../../../engine/grouped.js';
import type { SwarmReport, SwarmSearch } from './report.js';
import type { Union } from './sketch.js';

/** For the method of a verdict. */
export const swarmMethod = (seed: number): string => `swarm of depth-first searches, seed ${seed}`;

/** `12 searches of a swarm, of 1,000 states or less each and 9,870 different ones together: a sample, not a proof`. */
export function swarmText({ members, searches, union, stoppedBy }: SwarmReport): string {
  const ran = searches.length;
  const stopped =
    stoppedBy === undefined ? '' : `; stopped at ${stoppedBy}, after ${ran} of ${members}`;
  if (ran === 0) return `a swarm of which no search came to its end${stopped}`;
  const searched = ran === 1 ? 'the one search' : `${grouped(ran)} searches`;
  const most = Math.max(...searches.map(({ states }) => states));
  const each = ran === 1 ? '' : `of at most ${states(most)} each, `;
  const once = ran === 1 ? '' : `, ${percent(union.seenOnce)} of them seen by one search alone`;
  return `${searched} of a swarm, ${each}${unionText(union)}${ran === 1 ? '' : ' together'}${once}: a sample, not a proof${stopped}`;
}

function unionText({ states: count, low, high, exact }: Union): string {
  if (exact) return `${grouped(count)} different ${count === 1 ? 'state' : 'states'}`;
  return `about ${rounded(count)} different states (${rounded(low)} to ${rounded(high)} with a probability of 95 %)`;
}

const states = (count: number): string => `${grouped(count)} ${count === 1 ? 'state' : 'states'}`;

/** Three digits: the error is in the second or third. */
const rounded = (count: number): string => grouped(Number(count.toPrecision(3)));

const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** What a reader should know besides: a space that is no case for a swarm. */
export function swarmHint({ searches }: SwarmReport): string | undefined {
  const whole = searches.find(({ ended }: SwarmSearch) => ended === 'nothing left');
  if (whole === undefined) return undefined;
  return `search ${whole.member} of the swarm came to its end after ${states(whole.states)}: so small a space is better explored without --swarm`;
}
