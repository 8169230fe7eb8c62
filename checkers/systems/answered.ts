/** `whenever: called(o)`, `eventually: answered(o)`, as a formula over which of its calls each client waits for. */
import type { Formula } from '../../engine/language/typed.js';
import type { NodesAtom } from '../../engine/transition/nodes/atoms.js';

/** Of each client: what it calls, in order. */
export type Calling = readonly (readonly { readonly op: string }[])[];

/** One for each call of one of these operations: is it open? */
export function openCallAtoms(scripts: Calling, operations: readonly string[]): NodesAtom[] {
  return scripts.flatMap((script, client) =>
    script.flatMap(({ op }, index): NodesAtom[] => {
      if (!operations.includes(op)) return [];
      const name = `client${client + 1}`;
      const holds: NodesAtom['holds'] = ({ state }) => {
        const [[done, waiting]] = state(name) as readonly (readonly [number, boolean])[];
        return done === index && waiting;
      };
      return [{ kind: 'state', variables: [name], holds }];
    }),
  );
}

/** Every call that is open (and, where `when` is an atom, is when that holds) is one day not open any more. */
export function answeredFormula(open: readonly number[], when: number | null): Formula {
  const each = open.map((atom): Formula => {
    const opened: Formula = { op: 'atom', atom };
    const left: Formula =
      when === null ? opened : { op: 'and', left: opened, right: { op: 'atom', atom: when } };
    const right: Formula = { op: 'eventually', of: { op: 'not', of: opened } };
    return { op: 'always', of: { op: 'implies', left, right } };
  });
  const all = each.reduce<Formula | null>(
    (left, right) => (left === null ? right : { op: 'and', left, right }),
    null,
  );
  return all ?? { op: 'constant', value: true };
}
