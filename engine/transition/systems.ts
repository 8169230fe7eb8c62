/** What the transition systems of nodes and of threads have in common: their bound, and the property that is judged in each. */
import { type Span, spanText } from '../language/source.js';
import { ASSERTIONS } from '../language/system/properties.js';
import type { CompiledAtom, SystemProperty, TransitionSystem } from './system.js';

/** What is judged, and where the system stands in a spec. */
interface Judged {
  readonly properties: readonly SystemProperty[];
  readonly atoms: readonly unknown[];
  readonly span: Span;
  readonly within?: { readonly atom: number; readonly span: Span };
}

/** The bound of a spec; nothing where it has none. */
export function boundOf(
  { within }: Judged,
  atoms: readonly CompiledAtom[],
): Pick<TransitionSystem, 'within' | 'withinText'> {
  const atom = within === undefined ? undefined : atoms[within.atom];
  if (within === undefined || atom?.kind !== 'state') return {};
  return { within: atom.holds, withinText: spanText(within.span).replace(/\s+/g, ' ').trim() };
}

/** What is claimed, and that no `must` fails: its atom (`unbroken`) comes after all others. */
export function propertiesOf({ properties, atoms, span }: Judged, of: string): SystemProperty[] {
  const name = ASSERTIONS;
  const text = `no \`must\` of the ${of} fails`;
  const claim = { form: 'always', atom: atoms.length } as const;
  return [...properties, { name, base: name, bindings: {}, claim, expect: 'holds', text, span }];
}

/** That no `must` has failed. */
export const unbroken = (
  broken: (states: Int32Array, offset: number) => boolean,
): CompiledAtom => ({
  kind: 'state',
  holds: (states, offset) => (broken(states, offset) ? 0 : 1),
});
