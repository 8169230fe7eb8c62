/** A formula on a run that has come to its end: the last state goes on for ever. By its parts, from the last state to the first. */
import type { Formula } from '../../engine/language/typed.js';

/** `atom` is asked for a state by its place in the run. Null for formulas over several runs. */
export function holdsAtStart(
  formula: Formula,
  length: number,
  atom: (atom: number, at: number) => boolean,
): boolean | null {
  const truths = (of: Formula): boolean[] | null => {
    const places = Array.from({ length }, (_, at) => at);
    switch (of.op) {
      case 'atom':
        return places.map((at) => atom(of.atom, at));
      case 'constant':
        return places.map(() => of.value);
      case 'not':
        return truths(of.of)?.map((truth) => !truth) ?? null;
      case 'always':
      case 'eventually':
      case 'next':
        return along(of.op, truths(of.of));
      case 'possible':
      case 'inevitable':
        return null;
      default: {
        const [left, right] = [truths(of.left), truths(of.right)];
        return left === null || right === null ? null : pairwise(of.op, left, right);
      }
    }
  };
  return truths(formula)?.[0] ?? null;
}

function along(op: 'always' | 'eventually' | 'next', of: boolean[] | null): boolean[] | null {
  if (of === null) return null;
  if (op === 'next') return of.map((_, at) => of[Math.min(at + 1, of.length - 1)]);
  const truths = [...of];
  for (let at = of.length - 2; at >= 0; at--)
    truths[at] = op === 'always' ? of[at] && truths[at + 1] : of[at] || truths[at + 1];
  return truths;
}

function pairwise(
  op: 'and' | 'or' | 'implies' | 'until' | 'unless',
  left: readonly boolean[],
  right: readonly boolean[],
): boolean[] {
  if (op === 'and') return left.map((l, at) => l && right[at]);
  if (op === 'or') return left.map((l, at) => l || right[at]);
  if (op === 'implies') return left.map((l, at) => !l || right[at]);
  const truths = right.map((r, at) => r || (op === 'unless' && left[at]));
  for (let at = left.length - 2; at >= 0; at--)
    truths[at] = right[at] || (left[at] && truths[at + 1]);
  return truths;
}
