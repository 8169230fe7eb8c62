/**
 * The words in which the schemas of the six kinds are written. A schema is JSON Schema draft-07, for
 * editors and ajv, with annotations of ours (`x-…`) that the linter follows: which text is an
 * expression, which quantity fits where, which names refer to which section. So every fact about a
 * key of the language stands in one place.
 *
 * To keep errors local, unions are by type (`type: [string, array]` with keywords that apply to one
 * of them each), never by `oneOf`.
 */

export interface Schema {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | false;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly $ref?: string;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
  readonly allOf?: readonly Schema[];
  /** How the linter reads the scalars here, lists and records of them included. */
  readonly 'x-reads'?: Reads;
  /** The dimension that an expression here must have. */
  readonly 'x-unit'?: Dimension;
  /** The least value that makes sense. */
  readonly 'x-sign'?: 'positive' | 'not negative';
  /** The keys here are read as expressions: places and heads of definitions. */
  readonly 'x-keys'?: Reads;
  /** The scalars here are keys (or, of a list, items) of that section of the spec. */
  readonly 'x-refers'?: string;
  /** The keys here are keys of that section of the spec. */
  readonly 'x-keys-refer'?: string;
  /** Words that may stand instead of an expression. */
  readonly 'x-words'?: readonly string[];
  /** What messages say was expected. */
  readonly 'x-expected'?: string;
}

export type Reads = 'value' | 'condition' | 'type' | 'binders';
export type Dimension = 'time' | 'rate' | 'share' | 'size' | 'drift' | 'number';

export const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

/**
 * A key: what it means, and its default. JSON Schema ignores what stands beside `$ref`, so a
 * reference goes into `allOf`.
 */
export function key(schema: Schema, description: string, preset: string): Schema {
  const text = `${description} ${preset === 'required' ? 'Required.' : `Default: ${preset}.`}`;
  return schema.$ref === undefined
    ? { ...schema, description: text }
    : { description: text, allOf: [schema] };
}

export const REQUIRED = 'required';
export const NONE = 'none';

const SCALARS = ['string', 'number', 'boolean'] as const;

/** Words for people. */
export const prose: Schema = { type: SCALARS, pattern: '\\S', 'x-expected': 'text' };

export const oneOf = (...words: string[]): Schema => ({ type: 'string', enum: words });

/** One expression, as text. */
export const expression: Schema = {
  type: SCALARS,
  'x-reads': 'value',
  'x-expected': 'an expression',
};

/** An expression with a unit. `words` may stand instead. */
export function quantity(
  unit: Dimension,
  sign: 'positive' | 'not negative',
  ...words: string[]
): Schema {
  const example = QUANTITY_EXAMPLES[unit];
  const also = words.length > 0 ? `, or ${words.map((w) => `\`${w}\``).join(', ')}` : '';
  return {
    type: ['string', 'number'],
    'x-reads': 'value',
    'x-unit': unit,
    'x-sign': sign,
    'x-expected': `${example}${also}`,
    ...(words.length > 0 ? { 'x-words': words, examples: words } : {}),
  };
}

export const QUANTITY_EXAMPLES: Readonly<Record<Dimension, string>> = {
  time: 'a time such as `5 ms`',
  rate: 'a rate such as `200 / s`',
  share: 'a share such as `1 %`',
  size: 'a size such as `64 KiB`',
  drift: 'a drift such as `200 ppm`',
  number: 'a number',
};

/** A whole number, or an expression over constants. */
export const wholeNumber = (minimum: number): Schema => ({
  type: ['integer', 'string'],
  minimum,
  'x-reads': 'value',
  'x-unit': 'number',
  'x-sign': minimum > 0 ? 'positive' : 'not negative',
  'x-expected': `a whole number from ${minimum}, or an expression over constants`,
});

export const IDENTIFIER = '^[A-Za-z][A-Za-z0-9_]*$';

export const identifiers: Schema = {
  pattern: IDENTIFIER,
  'x-expected': 'a letter, then letters, digits and _',
};

/** A mapping from names of the author's to `values`. */
export const mapOf = (values: Schema, extra: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: values,
  ...extra,
});

export const named = (values: Schema, extra: Schema = {}): Schema =>
  mapOf(values, { propertyNames: identifiers, ...extra });

export const listOf = (items: Schema, extra: Schema = {}): Schema => ({
  type: 'array',
  items,
  ...extra,
});

/** A closed mapping: other keys are errors. */
export function record(
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  extra: Schema = {},
): Schema {
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(required.length > 0 ? { required } : {}),
    ...extra,
  };
}

/** Names that refer to keys of a section. */
export const namesOf = (section: string): Schema => ({
  type: SCALARS,
  'x-refers': section,
  'x-expected': `a name of \`${section}\``,
});
