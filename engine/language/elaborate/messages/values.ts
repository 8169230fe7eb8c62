/** ASY42xx: values, fields and functions. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Span } from '../../source.js';
import type { FieldType, Type, TypeOf } from '../../types.js';
import { formatType } from '../../types-format.js';
import { amount, code, didYouMean, error, list, type } from './wording.js';

export const badArguments = (span: Span, usage: string): Diagnostic =>
  error(
    'ASY4201',
    span,
    `the arguments do not fit: expected ${usage.split(' or ').map(code).join(' or ')}`,
  );

export const binderExpected = (span: Span, usage: string): Diagnostic =>
  error('ASY4202', span, 'a name and its set were expected', `write ${code(usage)}`);

export const oneBinder = (span: Span, name: string): Diagnostic =>
  error('ASY4203', span, `${code(name)} binds one name`, `nest a second ${code(name)} inside`);

export const notACollection = (span: Span, found: Type): Diagnostic =>
  error(
    'ASY4204',
    span,
    `expected a set, a bag or a sequence, found ${type(found)}`,
    found.kind === 'map' ? 'name the type of its keys' : undefined,
  );

export const wrongCollection = (span: Span, kinds: readonly string[], found: Type): Diagnostic =>
  error(
    'ASY4205',
    span,
    `expected a ${list(kinds, 'or')}, found ${type(found)}`,
    found.kind === 'sequence' && kinds.includes('set')
      ? 'sequences have `append`, `concat`, `head`, `tail`, `slice`'
      : found.kind === 'set' && kinds.includes('sequence')
        ? 'sets have `add`, `remove`, `union`, `intersection`, `difference`'
        : undefined,
  );

export const notAnItem = (span: Span, item: Type, collection: Type): Diagnostic =>
  error('ASY4206', span, `${type(item)} cannot be in ${type(collection)}`);

export const cannotCombine = (span: Span, name: string, left: Type, right: Type): Diagnostic =>
  error('ASY4207', span, `\`${name}\` of ${type(left)} and ${type(right)}`, 'both are of one type');

export const unknownField = (
  span: Span,
  name: string,
  of: Type,
  fields: readonly FieldType[],
): Diagnostic =>
  error('ASY4208', span, `${formatType(of)} has no field ${code(name)}`, fieldHint(name, fields));

export const noSuchField = (
  span: Span,
  name: string,
  title: string,
  fields: readonly FieldType[],
): Diagnostic =>
  error('ASY4208', span, `${title} has no field ${code(name)}`, fieldHint(name, fields));

function fieldHint(name: string, fields: readonly FieldType[]): string {
  const names = [...new Set(fields.map((f) => f.name))];
  const near = didYouMean(name, names);
  if (near !== undefined) return near;
  return names.length === 0 ? 'it has no fields' : `its fields are ${list(names, 'and')}`;
}

export const fieldsDiffer = (span: Span, name: string, of: Type): Diagnostic =>
  error(
    'ASY4209',
    span,
    `the shapes of ${formatType(of)} give ${code(name)} different types`,
    'rename the field in one of the shapes',
  );

export const noFields = (span: Span, found: Type): Diagnostic =>
  error(
    'ASY4210',
    span,
    `expected a record or a shape, found ${type(found)}`,
    found.kind === 'map' || found.kind === 'sequence'
      ? 'take an entry first: `x[k].field`'
      : undefined,
  );

export const notIndexable = (span: Span, found: Type): Diagnostic =>
  error(
    'ASY4211',
    span,
    `expected a map or a sequence, found ${type(found)}`,
    found.kind === 'set' || found.kind === 'bag'
      ? 'ask with `x in S`, or choose with `the(x in S, p)`'
      : undefined,
  );

export const oneIndex = (span: Span): Diagnostic =>
  error('ASY4212', span, 'an index is one value', 'write `m[a][b]` for a map of maps');

export const notAVariant = (span: Span, found: Type): Diagnostic =>
  error(
    'ASY4213',
    span,
    `\`is\` asks for the shape of a \`one of\` value, found ${type(found)}`,
    found.kind === 'enum' ? 'compare names with `==`' : undefined,
  );

export const unknownShape = (span: Span, name: string, of: TypeOf<'variant'>): Diagnostic => {
  const shapes = of.shapes.map((s) => s.name);
  return error(
    'ASY4214',
    span,
    `${formatType(of)} has no shape ${code(name)}`,
    didYouMean(name, shapes) ?? `its shapes are ${list(shapes, 'and')}`,
  );
};

export const missingFields = (span: Span, title: string, missing: readonly string[]): Diagnostic =>
  error(
    'ASY4215',
    span,
    `${title} needs ${list(missing.map(code), 'and')} as well`,
    'all fields are given, each by name',
  );

export const fieldTwice = (span: Span, name: string): Diagnostic =>
  error('ASY4216', span, `the field ${code(name)} is given twice`, 'remove one');

export const fieldsByName = (span: Span, fields: readonly FieldType[]): Diagnostic =>
  error(
    'ASY4217',
    span,
    'fields are given by name',
    fields.length === 0
      ? 'it has no fields: leave out the brackets'
      : `write ${code(fields.map((f) => `${f.name} = …`).join(', '))}`,
  );

export const shapeNeedsFields = (span: Span, name: string, usage: string): Diagnostic =>
  error('ASY4218', span, `the shape ${code(name)} has fields`, `write ${code(usage)}`);

export const mappingHere = (span: Span, wanted: Type | null): Diagnostic =>
  error(
    'ASY4219',
    span,
    wanted === null
      ? 'nothing says what record this mapping is'
      : `expected ${type(wanted)}, found a mapping, which writes a record`,
    wanted?.kind === 'set' || wanted?.kind === 'bag' || wanted?.kind === 'sequence'
      ? 'write `[a, b]`, and `[]` for none'
      : 'write `Type(field = value)`',
  );

export const mapDomain = (span: Span, key: string): Diagnostic =>
  error(
    'ASY4220',
    span,
    `a map has an entry for every value of ${key}; this is only a part of them`,
    'name the whole type, and decide with `if(…)` inside',
  );

export const reachDomain = (span: Span): Diagnostic =>
  error(
    'ASY4221',
    span,
    '`reach` follows steps through a whole type',
    'write `reach(x in T, step, start)` with a declared type T',
  );

export const notAnInteger = (span: Span): Diagnostic =>
  error('ASY4222', span, 'a model counts in whole numbers', 'choose a smaller unit');

export const beyondInteger = (span: Span, value: bigint): Diagnostic =>
  error(
    'ASY4223',
    span,
    `${value > 10n ** 20n || value < -(10n ** 20n) ? 'this number' : value} does not fit into 32 bits`,
    'integers go from -2147483648 to 2147483647',
  );

export const exactDivision = (span: Span): Diagnostic =>
  error(
    'ASY4224',
    span,
    '`/` gives a fraction, which a model cannot hold',
    'write `div(a, b)`, which rounds down',
  );

export const valueMissing = (span: Span): Diagnostic =>
  error('ASY4225', span, 'a value was expected, but nothing is written here');

export const conditionExpected = (span: Span): Diagnostic =>
  error('ASY4226', span, 'a condition was expected', 'write one expression, or a list of them');

export const tooLarge = (span: Span, most: number): Diagnostic =>
  error(
    'ASY4227',
    span,
    `with all definitions and instances written out the spec has more than ${amount(most)} parts`,
    'use fewer instances, or definitions that repeat their parameters less often',
  );

export const tooDeep = (span: Span, most: number): Diagnostic =>
  error(
    'ASY4228',
    span,
    `with all definitions written out this is nested more than ${amount(most)} deep`,
    'split it',
  );

export const constantFails = (span: Span, why: string): Diagnostic =>
  error('ASY4229', span, `this has no value: ${why}`);

export const constantTooLong = (span: Span): Diagnostic =>
  error(
    'ASY4230',
    span,
    'this would take too many steps to compute before anything else can begin',
    'choose smaller sets',
  );
