/** What the results of all kinds of spec have in common: their heads, and which properties are asked for. */
import { lineText, placeOf, type Span } from '../engine/language/source.js';
import type { Property, Spec } from '../engine/language/typed.js';

export function headerOf(file: string, spec: Spec) {
  const { kind, name, about, covers } = spec;
  return { file, kind, name, about, covers };
}

/** Is the property one of these, by its name or by its base name? */
export const named = (
  property: { readonly name: string; readonly base: string },
  asked: readonly string[],
): boolean => asked.includes(property.name) || asked.includes(property.base);

/** The first line of a spec stands for the whole of it. */
export function headOf(span: Span): Span {
  const { line } = placeOf(span);
  return {
    ...span,
    end: Math.max(span.start, span.file.lineStarts[line - 1] + lineText(span.file, line).length),
  };
}

/** Every property that a spec claims, those without an instance too. */
export function claimedIn(spec: Spec): readonly Claimed[] {
  switch (spec.kind) {
    case 'model':
      return [...spec.properties, ...spec.refinements, ...spec.uninstantiated];
    case 'system':
      return [...spec.properties, ...spec.uninstantiated];
    default:
      return spec.properties;
  }
}

/** A property by name, with what is expected of it. */
export type Claimed = Pick<Property, 'name' | 'base' | 'expect'>;
