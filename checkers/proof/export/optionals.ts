/** Where a conversion changes the form of a value in other languages: only where options come or go. */
import type { Type } from '../../../engine/language/types.js';

/** Is there an optional on one side and none on the other, anywhere? */
export function changesForm(from: Type, to: Type): boolean {
  if (from.kind !== to.kind) return from.kind === 'optional' || to.kind === 'optional';
  switch (from.kind) {
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return changesForm(from.of, (to as typeof from).of);
    case 'map':
      return changesForm(from.value, (to as typeof from).value);
    case 'record':
      return from.fields.some((f, i) => changesForm(f.type, (to as typeof from).fields[i].type));
    case 'variant':
      return from.shapes.some((s) => {
        const other = (to as typeof from).shapes.find((o) => o.name === s.name);
        return s.fields.some(
          (f, i) => other !== undefined && changesForm(f.type, other.fields[i].type),
        );
      });
    default:
      return false;
  }
}
