/**
 * Instances of one property as one row: neighbours with one base name of which the same was
 * established. Runs that were expected may differ in their numbers of steps, which the row tells as a
 * range: `a run of 3 to 5 steps`.
 */
import type { Verdict } from '../checkers/verdict.js';

export function instanceGroups(verdicts: readonly Verdict[]): Verdict[][] {
  const groups: Verdict[][] = [];
  for (const verdict of verdicts) {
    const group = groups[groups.length - 1];
    if (group !== undefined && sameAnswer(group[0], verdict)) group.push(verdict);
    else groups.push([verdict]);
  }
  return groups;
}

/** A run that nobody expected is worth a row of its own, with its run. */
function sameAnswer(a: Verdict, b: Verdict): boolean {
  const shown = (verdict: Verdict) => verdict.evidence !== null && !verdict.asExpected;
  return (
    a.base === b.base &&
    a.status === b.status &&
    a.asExpected === b.asExpected &&
    !shown(a) &&
    !shown(b) &&
    claimShape(a) === claimShape(b) &&
    a.method === b.method &&
    JSON.stringify(a.notes.map(({ text }) => text)) ===
      JSON.stringify(b.notes.map(({ text }) => text))
  );
}

const STEPS = /\b(\d[\d,]*) steps?\b/g;

/** Numbers of steps count as alike only where there are runs: in `holds` they would be a bound. */
function claimShape({ claim, evidence }: Verdict): string {
  return evidence === null ? claim : claim.replace(STEPS, '# steps');
}

/** One claim for all instances of a row. */
export function jointClaim(instances: readonly Verdict[]): string {
  const [{ claim }] = instances;
  if (instances.every((other) => other.claim === claim)) return claim;
  const numbers = instances.map((other) => [...other.claim.matchAll(STEPS)].map(([, n]) => n));
  let at = 0;
  return claim.replace(STEPS, (own) => {
    const here = numbers.map((list) => list[at]);
    at++;
    const values = here.map((n) => Number(n.replaceAll(',', '')));
    const least = here[values.indexOf(Math.min(...values))];
    const most = here[values.indexOf(Math.max(...values))];
    return least === most ? own : `${least} to ${most} steps`;
  });
}

/** `no starvation (p = 2)`, or `no starvation (3 instances)`. */
export function titleOf(instances: readonly Verdict[]): string {
  if (instances.length === 1) return instances[0].property;
  return `${instances[0].base} (${instances.length} instances)`;
}
