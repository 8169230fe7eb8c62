/** Where an effect writes: `rm[r]`, `log[n][i].term`, `at[q]`. */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { WritePlace } from '../typed.js';
import type { Type } from '../types.js';
import { INTEGER } from './coercion.js';
import type { Context } from './context.js';
import { familyOf, fieldType, isAt } from './expressions/access.js';
import * as messages from './messages.js';
import { lookUp, type Scope } from './scope.js';
import { demand } from './typing.js';

type Path = WritePlace['path'];

/** The place that a key of `then:` names; null (and reported) when it names none. */
export function placeOf(ctx: Context, syntax: Syntax, scope: Scope): WritePlace | null {
  switch (syntax.syntax) {
    case 'name':
      return variablePlace(ctx, syntax, scope);
    case 'index':
      return indexPlace(ctx, syntax, scope);
    case 'field': {
      const of = placeOf(ctx, syntax.of, scope);
      if (of === null) return null;
      if (of.type.kind !== 'record' && of.type.kind !== 'map') {
        ctx.report(messages.noFieldToWrite(syntax.fieldSpan, of.type));
        return null;
      }
      const type = fieldType(ctx, of.type, syntax.field, syntax.fieldSpan);
      return type && extend(of, { step: 'field', field: syntax.field }, type, syntax);
    }
    default:
      ctx.report(messages.placeExpected(syntax.span));
      return null;
  }
}

function variablePlace(
  ctx: Context,
  { name, span }: SyntaxOf<'name'>,
  scope: Scope,
): WritePlace | null {
  const local = lookUp(scope, name) !== undefined;
  const declaration = ctx.declarations.get(name);
  if (!local && declaration?.what === 'variable') {
    const type = ctx.variables.get(name);
    return type ? { variable: name, path: [], type, span } : null;
  }
  if (name === 'at' && ctx.families.length === 1) {
    const [{ variable, type, labelType }] = ctx.families;
    return { variable, path: [], type: { kind: 'map', key: type, value: labelType }, span };
  }
  if (local || declaration !== undefined) ctx.report(messages.notAVariable(span, name));
  else {
    const variables = [...ctx.declarations.values()].filter((d) => d.what === 'variable');
    ctx.report(
      messages.unknownVariable(
        span,
        name,
        variables.map((d) => d.name),
      ),
    );
  }
  return null;
}

function indexPlace(ctx: Context, syntax: SyntaxOf<'index'>, scope: Scope): WritePlace | null {
  if (syntax.keys.length !== 1) {
    ctx.report(messages.oneIndex(syntax.span));
    return null;
  }
  if (isAt(ctx, syntax, scope)) {
    const found = familyOf(ctx, syntax, scope);
    if (found === null) return null;
    const path: Path = [{ step: 'index', key: found.key }];
    const { variable, labelType: type } = found.family;
    return { variable, path, type, span: syntax.span };
  }
  const of = placeOf(ctx, syntax.of, scope);
  if (of === null) return null;
  if (of.type.kind !== 'map' && of.type.kind !== 'sequence') {
    ctx.report(messages.notIndexable(syntax.of.span, of.type));
    return null;
  }
  const isMap = of.type.kind === 'map';
  const key = demand(ctx, syntax.keys[0], scope, isMap ? of.type.key : INTEGER);
  const type = isMap ? of.type.value : of.type.of;
  return key && extend(of, { step: 'index', key }, type, syntax);
}

function extend(of: WritePlace, step: Path[number], type: Type, { span }: Syntax): WritePlace {
  return { variable: of.variable, path: [...of.path, step], type, span };
}
