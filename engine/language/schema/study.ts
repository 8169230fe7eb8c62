/** Schema of kind `study`: a question over many runs of another spec. */
import { KINDS } from '../kinds.js';
import { SPEC_NAME, specSchema } from './shared.js';
import {
  expression,
  key,
  listOf,
  mapOf,
  NONE,
  named,
  oneOf,
  prose,
  REQUIRED,
  record,
  ref,
  type Schema,
  wholeNumber,
} from './vocabulary.js';

/** Kinds that a study can be about. */
export const STUDIED = KINDS.filter((kind) => kind !== 'study');

const of: Schema = {
  type: ['string', 'object'],
  pattern: SPEC_NAME,
  'x-expected': 'the name of a spec, or a spec',
  properties: { kind: key(oneOf(...STUDIED), 'The kind of the spec.', REQUIRED) },
  required: ['kind'],
  allOf: STUDIED.map((kind) => ({
    if: { type: 'object', required: ['kind'], properties: { kind: { const: kind } } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    then: ref(`${kind} inline`),
  })),
};

const combinations = (what: string) =>
  key(listOf(mapOf(oneValue, { minProperties: 1 })), what, NONE);

/** A value may be words, such as `rate monotonic`, which are no expression. */
const oneValue: Schema = {
  type: ['string', 'number', 'boolean', 'array', 'object'],
  'x-expected': 'a value',
};

const values: Schema = {
  type: ['array', 'object', 'string'],
  items: oneValue,
  minItems: 1,
  'x-reads': 'value',
  'x-expected': 'a list of values, or `{ from, to, step }`',
  properties: {
    from: key(expression, 'The first value. Unit: as what is varied.', REQUIRED),
    to: key(expression, 'The last value. Unit: as what is varied.', REQUIRED),
    step: key(expression, 'From one value to the next. Unit: as what is varied.', '1'),
  },
  required: ['from', 'to'],
  additionalProperties: false,
};

const vary: Schema = mapOf(values, {
  properties: {
    include: combinations('Combinations to add, each a mapping of name → value.'),
    exclude: combinations('Combinations to leave out.'),
  },
  minProperties: 1,
});

const channel = (what: string) =>
  key(
    { type: 'string', 'x-reads': 'value', 'x-expected': 'a measure or something varied' },
    what,
    NONE,
  );

const plot: Schema = record(
  {
    x: channel('Horizontal position.'),
    y: channel('Vertical position.'),
    color: channel('Colour.'),
    size: channel('Size.'),
    shape: channel('Shape.'),
    row: channel('One row of charts for each value.'),
    column: channel('One column of charts for each value.'),
    mark: key(oneOf('line', 'point', 'bar', 'area', 'rect', 'boxplot'), 'What is drawn.', '`line`'),
    about: key(prose, 'The title.', 'the name'),
  },
  ['x', 'y'],
);

export function studySchema(inline: boolean): Schema {
  return specSchema(
    'study',
    inline,
    {
      of: key(of, 'The spec that is run: its name, or the spec itself.', REQUIRED),
      vary: key(vary, 'Name or path → values; every combination is run.', 'one run'),
      repeat: key(
        wholeNumber(1),
        'Runs of each combination, each with its own seed. Unit: runs.',
        '1',
      ),
      measure: key(
        named(expression),
        'Name → expression over the runs of a combination.',
        REQUIRED,
      ),
      plot: key(mapOf(plot), 'Name → chart: channel → measure or something varied.', NONE),
    },
    { runs: { simulate: key(ref('simulate'), 'Limits of each run.', 'the spec’s own') } },
    ['of', 'measure'],
  );
}
