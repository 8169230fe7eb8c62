/**
 * What the elaborator of models has to say: one function a message. ASY40xx names · ASY41xx types ·
 * ASY42xx values and functions · ASY49xx advice · ASY5xxx the meaning of a model · ASY7xxx what is
 * not supported yet. A code never changes its meaning.
 */
import type { Diagnostic } from '../diagnostics.js';
import { didYouMean as nearestHint } from '../nearest.js';
import type { Span } from '../source.js';
import type { FieldType, Type, TypeOf } from '../types.js';
import { formatType } from '../types-format.js';
import type { Owner } from './context.js';
import type { Declaration } from './declarations.js';
import type { Family } from './families.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

function warning(code: string, span: Span, message: string, hint: string): Diagnostic {
  return { code, severity: 'warning', span, message, hint };
}

/** The nearest right spelling; a single letter is like no other letter, a beginning is like the whole. */
function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const same = candidates.find((c) => c !== name && c.toLowerCase() === name.toLowerCase());
  if (same !== undefined) return `did you mean ${code(same)}?`;
  if (name.length < 2) return undefined;
  const longer = name.length < 3 ? undefined : candidates.find((c) => c.startsWith(name));
  const near = nearestHint(
    name,
    candidates.filter((c) => c.length > 1),
  );
  return near ?? (longer === undefined ? undefined : `did you mean ${code(longer)}?`);
}

function list(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

const code = (word: string): string => `\`${word}\``;

/** A type with what is in it: `Color (white, black)`; `Entry { term: 0..2, … }` stays its name. */
function type(t: Type): string {
  if (t.kind === 'optional' && t.of.kind === 'enum' && t.of.members.length === 0) return 'none';
  if (t.kind === 'enum' && t.members.length === 0) return 'a value of unknown type';
  if (t.kind === 'range' && t.low === t.high) return `the number ${t.low}`;
  if (t.kind !== 'enum' || t.name === undefined) return formatType(t);
  const most = 8;
  const shown = t.members.slice(0, most).join(', ');
  return `${t.name} (${shown}${t.members.length > most ? ', …' : ''})`;
}

const WORDS: Readonly<Record<Declaration['what'], string>> = {
  variable: 'a state variable',
  constant: 'a constant',
  definition: 'a definition',
  type: 'a type',
};

// ----------------------------------------------------------------------------------------- names

export const unknownName = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY4001',
    span,
    `nothing here is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'declare it under `state`, `constants`, `define` or `types`',
  );

export const unknownType = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY4002',
    span,
    `no type is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'declare it under `types`',
  );

export const unknownFunction = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY4003',
    span,
    `no function, definition or shape is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'a definition with parameters is declared under `define`',
  );

export const unknownVariable = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY4004',
    span,
    `no state variable is called ${code(name)}`,
    didYouMean(name, candidates) ?? `state variables are declared under ${code('state')}`,
  );

export const ambiguous = (span: Span, name: string, owners: readonly Owner[]): Diagnostic =>
  error(
    'ASY4005',
    span,
    `${code(name)} belongs to several types: ${list(
      owners.map((o) => o.title),
      'and',
    )}`,
    'nothing here says which is meant; compare with a variable of the type, or rename one',
  );

export const notAMember = (
  span: Span,
  name: string,
  wanted: Type,
  owners: readonly Owner[],
): Diagnostic =>
  error(
    'ASY4006',
    span,
    `expected ${type(wanted)}, but ${code(name)} belongs to ${list(
      owners.map((o) => o.title),
      'and',
    )}`,
  );

export const declaredTwice = (span: Span, second: Declaration, first: Declaration): Diagnostic => ({
  ...error(
    'ASY4007',
    span,
    `${code(second.name)} is already ${WORDS[first.what]}`,
    'names of state, constants, definitions and types are all different: rename one',
  ),
  related: [{ span: first.span, message: 'first declared here' }],
});

export const shadows = (span: Span, name: string, first: Span): Diagnostic => ({
  ...error(
    'ASY4008',
    span,
    `${code(name)} already means something here`,
    'a name hides no other: choose a new one',
  ),
  related: [{ span: first, message: 'first declared here' }],
});

export const notIdentifier = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4009',
    span,
    `${code(name)} is no name that an expression can use`,
    'a letter, then letters, digits and `_`: camelCase',
  );

export const reservedName = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4010',
    span,
    `${code(name)} is a word of the language and cannot be declared`,
    'choose another name',
  );

export const builtinName = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4011',
    span,
    `${code(name)} is a function of the language; what is called like it cannot have that name`,
    'choose another name',
  );

export const cycle = (
  span: Span,
  path: readonly string[],
  hidden: readonly Owner[] = [],
): Diagnostic =>
  error(
    'ASY4012',
    span,
    `${code(path[0])} is defined by itself: ${path.join(' → ')}`,
    hidden.length === 0
      ? 'break the circle: nothing may be defined, directly or not, by itself'
      : `${code(path[0])} is also a member of ${hidden[0].title}, which the definition hides: rename one`,
  );

export const badDefinitionHead = (span: Span, text: string): Diagnostic =>
  error(
    'ASY4013',
    span,
    `${code(text)} is no head of a definition`,
    'write `name:` or `name(a, b):`',
  );

export const badParameter = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4014',
    span,
    name === '' ? 'a parameter has no name' : `${code(name)} cannot be a parameter here`,
    'parameters are different names, separated by commas; without any, leave out the brackets',
  );

export const needsArguments = (span: Span, name: string, usage: string): Diagnostic =>
  error('ASY4015', span, `${code(name)} is a definition with parameters`, `write ${code(usage)}`);

export const notAFunction = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4016',
    span,
    `${code(name)} cannot be called`,
    `write ${code(name)} alone, or ${code(`${name}[…]`)} for an entry of a map or sequence`,
  );

export const calledOnly = (span: Span, name: string, usage: string): Diagnostic =>
  error('ASY4017', span, `${code(name)} is a function`, `write ${code(usage)}`);

export const stateHere = (span: Span, name: string, place: string): Diagnostic =>
  error(
    'ASY4018',
    span,
    `${place} cannot read the state variable ${code(name)}`,
    'only constants and types are known here',
  );

export const declaredBelow = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4019',
    span,
    `${code(name)} has no value yet: \`init\` may read the variables declared above`,
    `declare ${code(name)} earlier under \`state\``,
  );

export const atNeedsProcess = (span: Span): Diagnostic =>
  error('ASY4020', span, '`at` has one map for each family of processes', 'write `at[p]`');

// ----------------------------------------------------------------------------------------- types

export const mismatch = (span: Span, expected: Type, found: Type): Diagnostic =>
  error(
    'ASY4101',
    span,
    `expected ${type(expected)}, found ${type(found)}`,
    mismatchHint(expected, found),
  );

export const memberHidden = (span: Span, name: string, expected: Type, found: Type): Diagnostic =>
  error(
    'ASY4101',
    span,
    `expected ${type(expected)}, found ${type(found)}`,
    `${code(name)} is the state variable here, not the member: rename one of them`,
  );

function mismatchHint(expected: Type, found: Type): string | undefined {
  if (expected.kind === 'map' && found.kind !== 'map') {
    return 'for all entries at once write `map(k in K, value)`, for one entry `name[k]:`';
  }
  if (expected.kind === 'boolean')
    return 'a condition is true or false: compare with `==`, `in`, `<`';
  if (found.kind === 'bag' || expected.kind === 'bag') return 'bags and sets never mix';
  return undefined;
}

export const cannotCompare = (span: Span, left: Type, right: Type): Diagnostic =>
  error(
    'ASY4102',
    span,
    `${type(left)} and ${type(right)} cannot be compared`,
    'both sides of a comparison are of one type',
  );

export const notOrdered = (span: Span, relation: string, found: Type): Diagnostic =>
  error(
    'ASY4103',
    span,
    `${code(relation)} compares numbers or ordered names, not ${type(found)}`,
    found.kind === 'symmetric'
      ? 'members of a symmetric type are compared by `==` only'
      : undefined,
  );

export const notAType = (span: Span, declaration: Declaration): Diagnostic =>
  error('ASY4104', span, `${code(declaration.name)} is ${WORDS[declaration.what]}, not a type`);

export const typeExpected = (span: Span): Diagnostic =>
  error(
    'ASY4105',
    span,
    'a type was expected',
    'write `1..N`, `[a, b]`, `boolean`, `integer`, `A to B`, `set(T)`, `bag(T)`, `sequence(T)`, `optional(T)` or a declared name',
  );

export const typeInValue = (span: Span): Diagnostic =>
  error('ASY4106', span, 'a type cannot stand where a value is expected');

export const emptyRange = (span: Span, low: number, high: number): Diagnostic =>
  error('ASY4107', span, `the type ${low}..${high} has no values`, 'the lower end comes first');

export const emptyType = (span: Span): Diagnostic =>
  error('ASY4108', span, 'a type without values', 'name at least one member');

export const emptyRecord = (span: Span): Diagnostic =>
  error('ASY4109', span, 'a record without fields', 'write `field: type`, one a line');

export const memberNotName = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4110',
    span,
    `a list as a type holds names; ${code(found)} is none`,
    'for numbers write a range, `1..3`',
  );

export const memberTwice = (span: Span, name: string): Diagnostic =>
  error('ASY4111', span, `the type has ${code(name)} twice`, 'remove one');

export const symmetricInline = (span: Span): Diagnostic =>
  error(
    'ASY4112',
    span,
    'a symmetric type needs a name of its own',
    'declare it under `types`, as `Node: symmetric(3)`, and use the name here',
  );

export const symmetricSize = (span: Span, size: number, most: number): Diagnostic =>
  error('ASY4113', span, `a symmetric type has 1 to ${most} members, not ${size}`);

export const nestedOptional = (span: Span): Diagnostic =>
  error(
    'ASY4114',
    span,
    'an optional of an optional',
    '`none` would mean two things: use `optional` once, or a `one of` type',
  );

export const keyNotFinite = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4115',
    span,
    `a map has an entry for every value of its key, and ${found} has no end of them`,
    'use a range, names, or another finite type as the key',
  );

export const tooManyKeys = (span: Span, count: number, most: number): Diagnostic =>
  error(
    'ASY4116',
    span,
    `a map with ${amount(count)} entries; at most ${amount(most)} are supported`,
    'choose a smaller key type',
  );

export const boundOutside = (span: Span, size: number, most: number): Diagnostic =>
  error(
    'ASY4117',
    span,
    `a collection is bounded by 0 to ${amount(most)} items, not ${amount(size)}`,
    size < 0 ? undefined : 'leave the bound out where there is none',
  );

export const shapesExpected = (span: Span): Diagnostic =>
  error(
    'ASY4118',
    span,
    '`one of` holds shapes, each with its fields',
    'write `shape: { field: Type }`, or `shape: {}` for one without fields',
  );

export const shapeFieldsExpected = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4119',
    span,
    `the fields of ${code(name)} were expected`,
    `write \`${name}: {}\` when it has none`,
  );

export const typeNotFinite = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4120',
    span,
    `the values of ${found} cannot be listed: there is no end of them`,
    'use a range, as `0..N`, or give the collection a bound',
  );

export const tooManyValues = (span: Span, found: string, count: number, most: number): Diagnostic =>
  error(
    'ASY4121',
    span,
    `${found} has ${amount(count)} values; at most ${amount(most)} can be listed here`,
    'choose smaller constants',
  );

function amount(count: number): string {
  if (!Number.isFinite(count) || count >= 1e15) return 'more than 10^15';
  return count.toLocaleString('en-US');
}

export const typeUnknown = (span: Span): Diagnostic =>
  error(
    'ASY4122',
    span,
    'nothing says what type this has',
    '`[]` and `none` take their type from what they are compared with or assigned to',
  );

export const branchesDiffer = (span: Span, left: Type, right: Type): Diagnostic =>
  error(
    'ASY4123',
    span,
    `\`if\` gives ${type(left)} or ${type(right)}`,
    'both branches are of one type',
  );

export const typeWanted = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4124',
    span,
    `a type was expected, found a value of type ${found}`,
    'the subsets of a set value are `subsets(S)`; to gather values write `set(x in S, e)`',
  );

export const notARecordType = (span: Span, name: string, found: Type): Diagnostic =>
  error(
    'ASY4125',
    span,
    `${code(name)} is no record: it is ${formatType(found)}`,
    found.kind === 'variant' ? 'name one of its shapes' : undefined,
  );

// ---------------------------------------------------------------------------- values and functions

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
    'write `Type(field = value)`',
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

// ---------------------------------------------------------------------------------------- advice

export const differOnlyInCase = (
  span: Span,
  second: Declaration,
  first: Declaration,
): Diagnostic => ({
  ...warning(
    'ASY4901',
    span,
    `${code(second.name)} and ${code(first.name)} differ only in upper and lower case`,
    'rename one',
  ),
  related: [{ span: first.span, message: `${code(first.name)} is declared here` }],
});

export const unused = (span: Span, { what, name }: Declaration): Diagnostic =>
  warning('ASY4902', span, `the ${what} ${code(name)} is never used`, 'use it, or remove it');

export const noneForValue = (span: Span, expected: Type): Diagnostic =>
  warning(
    'ASY4903',
    span,
    `expected ${type(expected)}; \`none\` here violates \`well defined\` when it is reached`,
    'write a value, or make the place optional',
  );

// ------------------------------------------------------------------------- the meaning of a model

export const formulaHere = (span: Span, name: string, place: string): Diagnostic =>
  error(
    'ASY5001',
    span,
    `\`${name}(…)\` speaks of runs, and ${place} is judged in one state`,
    'formulas over runs stand in `properties`',
  );

export const formulaInside = (span: Span): Diagnostic =>
  error(
    'ASY5002',
    span,
    'a formula over runs stands inside something that is no formula',
    'formulas are joined by `not`, `and`, `or`, `implies`, `if`, `forall` and `exists`',
  );

export const oldHere = (span: Span, place: string): Diagnostic =>
  error('ASY5003', span, `${place} has no state before`, '`old(e)` belongs to `every step`');

export const stuckHere = (span: Span, place: string): Diagnostic =>
  error('ASY5004', span, `\`stuck\` cannot be asked in ${place}`, 'ask it in a property');

export const actionExpected = (span: Span): Diagnostic =>
  error(
    'ASY5005',
    span,
    'an action was expected',
    'write `when:` and `then:`, or `{}` for one that does nothing',
  );

export const effectsExpected = (span: Span): Diagnostic =>
  error('ASY5006', span, 'effects were expected', 'write `place: value`, one a line');

export const placeExpected = (span: Span): Diagnostic =>
  error(
    'ASY5007',
    span,
    'an effect writes to a place',
    'a place is a state variable, perhaps with `[key]` or `.field` after it',
  );

export const notAVariable = (span: Span, name: string): Diagnostic =>
  error('ASY5008', span, `${code(name)} is no state variable, so nothing can be written to it`);

export const noFieldToWrite = (span: Span, found: Type): Diagnostic =>
  error(
    'ASY5009',
    span,
    `no field of ${type(found)} can be written alone`,
    'write the whole value: `with(x, field = value)`',
  );

export const elseWithoutIf = (span: Span): Diagnostic =>
  error(
    'ASY5010',
    span,
    'an `else` without an `if` above it',
    '`else` comes right after its `if …:`',
  );

export const elseWithCondition = (span: Span): Diagnostic =>
  error('ASY5011', span, '`else` has no condition', 'write `else if …:`');

export const ifWithoutCondition = (span: Span): Diagnostic =>
  error('ASY5012', span, '`if` without a condition', 'write `if <condition>:`');

export const gotoOutside = (span: Span): Diagnostic =>
  error(
    'ASY5013',
    span,
    '`goto` outside a process',
    'only steps of processes have labels to go to',
  );

export const gotoNowhere = (span: Span): Diagnostic =>
  error('ASY5014', span, '`goto` without a label', 'name at least one label, or `done`');

export const processExpected = (span: Span): Diagnostic =>
  error('ASY5015', span, 'a family of processes was expected', 'write `for:` and `steps:`');

export const processNeedsFor = (span: Span, name: string): Diagnostic =>
  error('ASY5016', span, `who are the processes ${code(name)}?`, 'write `for: p in Process`');

export const processNeedsSteps = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5017',
    span,
    `the processes ${code(name)} have no steps`,
    'write `steps:` with `label: step`',
  );

export const processDomain = (span: Span): Diagnostic =>
  error(
    'ASY5018',
    span,
    'a family of processes has one name over one declared type',
    'declare the type under `types` and write `for: p in Process`',
  );

export const familiesShareType = (
  span: Span,
  name: string,
  rival: string,
  first: Span,
): Diagnostic => ({
  ...error(
    'ASY5019',
    span,
    `${code(name)} and ${code(rival)} are processes over one type`,
    'give each family a type of its own, so that `at[p]` says where p is',
  ),
  related: [{ span: first, message: `${code(rival)} is declared here` }],
});

export const labelDone = (span: Span): Diagnostic =>
  error('ASY5020', span, '`done` is where a process is after its last step', 'rename the step');

export const noAlternatives = (span: Span): Diagnostic =>
  error('ASY5021', span, 'a label without a step', 'write `{}` for a step that does nothing');

export const notAProcess = (
  span: Span,
  found: Type,
  families: readonly Family[],
  number: boolean,
): Diagnostic =>
  error(
    'ASY5022',
    span,
    `expected a process of ${list(
      families.map((f) => f.name),
      'or',
    )}, found ${type(found)}`,
    number ? 'name a variable of the type of one family' : undefined,
  );

export const symmetricDefault = (span: Span, name: string, symmetric: string): Diagnostic =>
  error(
    'ASY5023',
    span,
    `${code(name)} would start with the first member of ${symmetric}, which is symmetric and has no first`,
    `write \`${name}: any\` under \`init\``,
  );

export const anyNotFinite = (span: Span, found: string): Diagnostic =>
  error('ASY5024', span, `\`any\` value of ${found}: there is no end of them`, 'write `any in S`');

export const givenFalse = (span: Span): Diagnostic =>
  error('ASY5025', span, 'this is required, and false', 'choose other constants');

export const fairnessExpected = (span: Span): Diagnostic =>
  error(
    'ASY5026',
    span,
    'fairness was expected',
    'write `weak`, `strong`, `progress`, or `weak:` and `strong:` with lists of actions',
  );

export const fairnessEntry = (span: Span): Diagnostic =>
  error(
    'ASY5027',
    span,
    'the name of an action was expected',
    'write the name, or `{ action: NAME, some: [x], where: … }`',
  );

export const unknownAction = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY5028',
    span,
    `no action or step is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'actions are named as written, steps `label` or `family.label`',
  );

export const labelInSeveral = (span: Span, name: string, full: readonly string[]): Diagnostic =>
  error(
    'ASY5029',
    span,
    `several families have a step ${code(name)}`,
    `write ${list(full.map(code), 'or')}`,
  );

export const notABinder = (span: Span, name: string, binders: readonly string[]): Diagnostic =>
  error(
    'ASY5030',
    span,
    `the action binds no ${code(name)}`,
    binders.length === 0 ? 'it binds no names' : `it binds ${list([...new Set(binders)], 'and')}`,
  );

export const claimExpected = (span: Span): Diagnostic =>
  error(
    'ASY5031',
    span,
    'a claim was expected',
    'write `always: …`, `eventually: …` or another claim',
  );

export const oneClaim = (span: Span, name: string, claims: readonly string[]): Diagnostic =>
  error(
    'ASY5032',
    span,
    claims.length === 0
      ? `the property ${code(name)} claims nothing`
      : `the property ${code(name)} has several claims: ${list(claims, 'and')}`,
    claims.length === 0
      ? 'write `always:`, `never:`, `reachable:`, `eventually:`, `every step:` or `holds:`'
      : 'make a property of each',
  );

export const wheneverWhat = (span: Span, claim: string): Diagnostic =>
  error(
    'ASY5033',
    span,
    `${code(claim)} does not go with \`whenever\``,
    '`whenever` is followed by `always`, `eventually` or `next`',
  );

export const nextNeedsWhenever = (span: Span): Diagnostic =>
  error('ASY5034', span, '`next` needs a `whenever`', 'write `whenever: P` and `next: Q`');

export const untilNeedsWhenever = (span: Span): Diagnostic =>
  error(
    'ASY5035',
    span,
    '`until` needs `whenever` and `always`',
    'write `whenever: P`, `always: Q`, `until: R`',
  );

export const expectWhat = (span: Span): Diagnostic =>
  error('ASY5036', span, 'a property is expected to be `holds` or `violated`');

export const alwaysChecked = (span: Span): Diagnostic =>
  error('ASY5037', span, '`well defined` is always checked', 'choose another name');

export const reachableFormula = (span: Span): Diagnostic =>
  error(
    'ASY5038',
    span,
    '`reachable` takes a condition on one state',
    'for runs write `holds: possible(…)`',
  );

export const branchingPremise = (span: Span): Diagnostic =>
  error(
    'ASY5039',
    span,
    '`assuming` speaks of one run',
    '`possible` and `inevitable` cannot stand in a premise',
  );

export const domainReadsState = (span: Span): Diagnostic =>
  error(
    'ASY5040',
    span,
    'this set depends on the state',
    'instances are made before there is a state: name a type, and put the rest into the claim',
  );

export const tooManyInstances = (span: Span, most: number): Diagnostic =>
  error('ASY5041', span, `more than ${amount(most)} instances`, 'quantify inside the claim');

export const unknownProperty = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY5042',
    span,
    `no property is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'name a property of this spec, or `well defined`',
  );

export const unknownCount = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY5043',
    span,
    `${code(name)} is nothing that exploration counts`,
    didYouMean(name, candidates) ?? `it counts ${list(candidates, 'and')}`,
  );

export const countExpected = (span: Span): Diagnostic =>
  error('ASY5044', span, 'a count was expected', 'write a number, as `288`');

// ------------------------------------------------------------------------------ not supported yet

export const clocksNotYet = (span: Span): Diagnostic =>
  error('ASY7001', span, 'clocks are not supported yet', 'count steps with an integer for now');

export const measuresNotYet = (span: Span): Diagnostic =>
  error(
    'ASY7002',
    span,
    'times, rates and fractions are not supported yet in a model',
    'they come with clocks and probabilities; use whole numbers for now',
  );

export const probabilityNotYet = (span: Span, name: string): Diagnostic =>
  error(
    'ASY7003',
    span,
    `probabilities (\`${name}\`) are not supported yet`,
    'leave the choice free (`for:`) for now',
  );

export const keyNotYet = (span: Span, key: string): Diagnostic =>
  error('ASY7004', span, `${code(key)} is not supported yet`, 'leave it out for now');
