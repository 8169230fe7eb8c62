/** Sorts without values: a theory cannot have them, and the proof kernel relies on that. */
import type { Signature } from './logic.js';

/** Built sorts of which no value can be finished: every constructor needs one of them first. */
export function emptySorts({ sorts }: Signature): string[] {
  const inhabited = new Set(sorts.filter((s) => s.constructors === null).map((s) => s.name));
  for (let before = -1; before !== inhabited.size; ) {
    before = inhabited.size;
    for (const { name, constructors } of sorts)
      if (constructors?.some(({ takes }) => takes.every((sort) => inhabited.has(sort))))
        inhabited.add(name);
  }
  return sorts.map(({ name }) => name).filter((name) => !inhabited.has(name));
}
