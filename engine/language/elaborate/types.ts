/**
 * Types: from the trees and texts of `types:` and `state:` to `Type`. Declared types may use one
 * another, and constants, in any order; a type that leads back to itself is an error.
 */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { Span } from '../source.js';
import type { FieldType, ShapeType, Type } from '../types.js';
import { formatType } from '../types-format.js';
import { cardinality, isFinite as isFiniteType } from '../values.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import { callable, RESERVED } from './builtins.js';
import { collectionType } from './coercion.js';
import { constantInteger } from './constant-values.js';
import type { Context } from './context.js';
import { IDENTIFIER } from './declarations.js';
import { MAX_BOUND, MAX_KEYS } from './limits.js';
import * as messages from './messages.js';
import { enter } from './resolving.js';

/** The type declared under this name (which is declared); null when it is wrong. */
export function declaredType(ctx: Context, name: string): Type | null {
  const known = ctx.types.get(name);
  if (known !== undefined) return known;
  const declaration = ctx.declarations.get(name);
  if (declaration === undefined) return null;
  const type = enter(ctx, name, declaration.span, () => typeOfTree(ctx, declaration.tree, name));
  if (!ctx.types.has(name)) ctx.types.set(name, type);
  return type;
}

/** The type that a tree writes; `name` where it is the declaration of a named type. */
export function typeOfTree(ctx: Context, tree: Tree, name?: string): Type | null {
  switch (tree.node) {
    case 'scalar': {
      const syntax = ctx.read(tree, 'type');
      if (syntax === null) return null;
      if (name !== undefined && syntax.syntax === 'call' && syntax.name === 'symmetric') {
        return symmetricType(ctx, syntax, name);
      }
      const type = typeOf(ctx, syntax);
      return name !== undefined && type?.kind === 'enum' && type.name === undefined
        ? { ...type, name }
        : type;
    }
    case 'list':
      return enumOfItems(ctx, tree.items, tree.span, name);
    case 'mapping': {
      const shapes = child(tree, 'one of');
      if (shapes !== undefined && tree.entries.length === 1) {
        return variantType(ctx, shapes, name);
      }
      return recordType(ctx, tree, name);
    }
  }
}

function enumOfItems(
  ctx: Context,
  items: readonly Tree[],
  span: Span,
  name: string | undefined,
): Type | null {
  const names: { name: string; span: Span }[] = [];
  for (const item of items) {
    if (item.node !== 'scalar' || item.text === null) {
      ctx.report(messages.memberNotName(item.span, 'a nested value'));
      return null;
    }
    names.push({ name: item.text, span: item.span });
  }
  return enumType(ctx, names, span, name);
}

function enumType(
  ctx: Context,
  names: readonly { readonly name: string; readonly span: Span }[],
  span: Span,
  name?: string,
): Type | null {
  if (names.length === 0) ctx.report(messages.emptyType(span));
  let fine = names.length > 0;
  const members: string[] = [];
  for (const member of names) {
    let wrong: ReturnType<typeof messages.memberTwice> | undefined;
    if (!IDENTIFIER.test(member.name)) wrong = messages.memberNotName(member.span, member.name);
    else if (RESERVED.has(member.name)) wrong = messages.reservedName(member.span, member.name);
    else if (members.includes(member.name)) wrong = messages.memberTwice(member.span, member.name);
    if (wrong !== undefined) {
      ctx.report(wrong);
      fine = false;
    }
    members.push(member.name);
  }
  if (!fine) return null;
  return name === undefined ? { kind: 'enum', members } : { kind: 'enum', members, name };
}

function recordType(ctx: Context, tree: Mapping, name: string | undefined): Type | null {
  if (tree.entries.length === 0) {
    ctx.report(messages.emptyRecord(tree.span));
    return null;
  }
  const fields = fieldTypes(ctx, tree);
  if (fields === null) return null;
  return name === undefined ? { kind: 'record', fields } : { kind: 'record', fields, name };
}

function fieldTypes(ctx: Context, tree: Mapping): FieldType[] | null {
  const fields: FieldType[] = [];
  let fine = true;
  for (const { key, value } of tree.entries) {
    const type = typeOfTree(ctx, value);
    if (!IDENTIFIER.test(key.text)) {
      ctx.report(messages.notIdentifier(key.span, key.text));
      fine = false;
    } else if (type === null) fine = false;
    else fields.push({ name: key.text, type });
  }
  return fine ? fields : null;
}

function variantType(ctx: Context, tree: Tree, name: string | undefined): Type | null {
  if (tree.node !== 'mapping' || tree.entries.length === 0) {
    ctx.report(messages.shapesExpected(tree.span));
    return null;
  }
  const shapes: ShapeType[] = [];
  let fine = true;
  for (const { key, value } of tree.entries) {
    const fields =
      value.node === 'mapping' ? fieldTypes(ctx, value) : isEmpty(value) ? [] : undefined;
    if (fields === undefined) ctx.report(messages.shapeFieldsExpected(value.span, key.text));
    const bad = shapeNameProblem(key.text, key.span, fields?.length ?? 0);
    if (bad !== null) ctx.report(bad);
    if (bad !== null || fields === undefined || fields === null) fine = false;
    else shapes.push({ name: key.text, fields });
  }
  if (!fine) return null;
  return name === undefined ? { kind: 'variant', shapes } : { kind: 'variant', shapes, name };
}

function isEmpty(tree: Tree): boolean {
  return tree.node === 'scalar' && tree.text === null;
}

function shapeNameProblem(name: string, span: Span, fields: number) {
  if (!IDENTIFIER.test(name)) return messages.notIdentifier(span, name);
  if (RESERVED.has(name)) return messages.reservedName(span, name);
  if (fields > 0 && callable(name)) return messages.builtinName(span, name);
  return null;
}

// ------------------------------------------------------------------------------- types in one line

/** The type that an expression of types writes. */
export function typeOf(ctx: Context, syntax: Syntax): Type | null {
  switch (syntax.syntax) {
    case 'name':
      return namedType(ctx, syntax);
    case 'list': {
      const names: { name: string; span: Span }[] = [];
      for (const item of syntax.items) {
        if (item.syntax !== 'name') {
          ctx.report(messages.memberNotName(item.span, 'something else'));
          return null;
        }
        names.push(item);
      }
      return enumType(ctx, names, syntax.span);
    }
    case 'binary':
      if (syntax.operator === '..') return rangeType(ctx, syntax);
      if (syntax.operator === 'to') return mapType(ctx, syntax);
      break;
    case 'call':
      return typeOfCall(ctx, syntax);
    default:
      break;
  }
  ctx.report(messages.typeExpected(syntax.span));
  return null;
}

function namedType(ctx: Context, { name, span }: SyntaxOf<'name'>): Type | null {
  if (name === 'boolean') return { kind: 'boolean' };
  if (name === 'integer') return { kind: 'integer' };
  if (name === 'clock') {
    ctx.report(messages.clocksNotYet(span));
    return null;
  }
  const declaration = ctx.declarations.get(name);
  if (declaration?.what === 'type') {
    ctx.used.add(name);
    return declaredType(ctx, name);
  }
  const types = [...ctx.declarations.values()].filter((d) => d.what === 'type').map((d) => d.name);
  if (declaration !== undefined) ctx.report(messages.notAType(span, declaration));
  else ctx.report(messages.unknownType(span, name, [...types, 'boolean', 'integer']));
  return null;
}

function rangeType(ctx: Context, syntax: SyntaxOf<'binary'>): Type | null {
  const low = constantInteger(ctx, syntax.left);
  const high = constantInteger(ctx, syntax.right);
  if (low === null || high === null) return null;
  if (high < low) {
    ctx.report(messages.emptyRange(syntax.span, low, high));
    return null;
  }
  return { kind: 'range', low, high };
}

function mapType(ctx: Context, syntax: SyntaxOf<'binary'>): Type | null {
  const key = typeOf(ctx, syntax.left);
  const value = typeOf(ctx, syntax.right);
  if (key === null || value === null) return null;
  if (!isFiniteType(key)) {
    ctx.report(messages.keyNotFinite(syntax.left.span, formatType(key)));
    return null;
  }
  if (cardinality(key) > MAX_KEYS) {
    ctx.report(messages.tooManyKeys(syntax.left.span, cardinality(key), MAX_KEYS));
    return null;
  }
  return { kind: 'map', key, value };
}

function typeOfCall(ctx: Context, syntax: SyntaxOf<'call'>): Type | null {
  switch (syntax.name) {
    case 'symmetric':
      ctx.report(messages.symmetricInline(syntax.span));
      return null;
    case 'optional':
      return optionalType(ctx, syntax);
    case 'set':
    case 'bag':
    case 'sequence':
      return collectionOf(ctx, syntax, syntax.name);
    default:
      ctx.report(
        messages.unknownType(syntax.nameSpan, syntax.name, [
          'set',
          'bag',
          'sequence',
          'optional',
          'symmetric',
        ]),
      );
      return null;
  }
}

function optionalType(ctx: Context, syntax: SyntaxOf<'call'>): Type | null {
  const [item] = syntax.args;
  if (syntax.args.length !== 1 || item.name !== undefined) {
    ctx.report(messages.badArguments(syntax.span, 'optional(T)'));
    return null;
  }
  const of = typeOf(ctx, item.value);
  if (of?.kind === 'optional') {
    ctx.report(messages.nestedOptional(item.value.span));
    return null;
  }
  return of === null ? null : { kind: 'optional', of };
}

function collectionOf(
  ctx: Context,
  syntax: SyntaxOf<'call'>,
  kind: 'set' | 'bag' | 'sequence',
): Type | null {
  const [item, limit] = syntax.args;
  if (syntax.args.length < 1 || syntax.args.length > 2 || syntax.args.some((a) => a.name)) {
    ctx.report(messages.badArguments(syntax.span, `${kind}(T) or ${kind}(T, bound)`));
    return null;
  }
  const of = typeOf(ctx, item.value);
  if (limit === undefined) return of === null ? null : collectionType(kind, of, undefined);
  const bound = constantInteger(ctx, limit.value);
  if (bound !== null && (bound < 0 || bound > MAX_BOUND)) {
    ctx.report(messages.boundOutside(limit.value.span, bound, MAX_BOUND));
    return null;
  }
  return of === null || bound === null ? null : { kind, of, bound };
}

function symmetricType(ctx: Context, syntax: SyntaxOf<'call'>, name: string): Type | null {
  const [count] = syntax.args;
  if (syntax.args.length !== 1 || count.name !== undefined) {
    ctx.report(messages.badArguments(syntax.span, 'symmetric(N)'));
    return null;
  }
  const size = constantInteger(ctx, count.value);
  if (size === null) return null;
  if (size < 1 || size > MAX_KEYS) {
    ctx.report(messages.symmetricSize(count.value.span, size, MAX_KEYS));
    return null;
  }
  return { kind: 'symmetric', name, size };
}
