/**
 * Members of enums and shapes of variants belong to their types and may recur in several. The type
 * that is wanted decides; without one, a name that fits several types is an error that names them.
 */
import type { Type, TypeOf } from '../types.js';
import { formatType, sameType } from '../types-format.js';
import { unwrapped } from './coercion.js';
import type { Context, Owner } from './context.js';

/** All enums and variants of the spec: declared, written inside other types, and the labels. */
export function owners(ctx: Context): readonly Owner[] {
  if (ctx.owners !== null) return ctx.owners;
  const found: Owner[] = [];
  const declarations = [...ctx.declarations.values()];
  for (const { what, name } of declarations) {
    if (what === 'type' && !ctx.resolving.includes(name))
      collect(ctx.typing.type(ctx, name), found);
  }
  for (const type of ctx.variables.values()) collect(type, found);
  for (const family of ctx.families) collect(family.labelType, found);
  // While types are still being resolved the list is not complete: it is made again next time.
  if (ctx.resolving.length === 0 && ctx.complete) ctx.owners = found;
  return found;
}

function collect(type: Type | null, found: Owner[]): void {
  if (type === null) return;
  switch (type.kind) {
    case 'enum':
      note(type, found);
      return;
    case 'variant':
      if (note(type, found)) {
        for (const shape of type.shapes) for (const f of shape.fields) collect(f.type, found);
      }
      return;
    case 'record':
      for (const field of type.fields) collect(field.type, found);
      return;
    case 'map':
      collect(type.key, found);
      collect(type.value, found);
      return;
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      collect(type.of, found);
      return;
    default:
  }
}

function note(type: TypeOf<'enum'> | TypeOf<'variant'>, found: Owner[]): boolean {
  if (found.some((owner) => sameType(owner.type, type))) return false;
  found.push({ type, title: formatType(type) });
  return true;
}

/** Does the type have this name as a member, or as a shape? */
export function has(type: Type, name: string): boolean {
  if (type.kind === 'enum') return type.members.includes(name);
  return type.kind === 'variant' && type.shapes.some((shape) => shape.name === name);
}

/** The type that a bare member or shape belongs to, given the type that is wanted. */
export function ownersOf(ctx: Context, name: string, want: Type | null): readonly Owner[] {
  const wanted = want === null ? null : unwrapped(want);
  if (wanted !== null && has(wanted, name)) return [{ type: wanted, title: formatType(wanted) }];
  return owners(ctx).filter((owner) => has(owner.type, name));
}

export function memberNames(type: Type): readonly string[] {
  if (type.kind === 'enum') return type.members;
  return type.kind === 'variant' ? type.shapes.map((shape) => shape.name) : [];
}
