/** Schema of kind `program`: a small imperative program with contracts. */
import { specSchema } from './shared.js';
import {
  expression,
  key,
  listOf,
  mapOf,
  NONE,
  named,
  prose,
  REQUIRED,
  record,
  ref,
  type Schema,
  wholeNumber,
} from './vocabulary.js';

const statements = ref('statements');

const statement: Schema = record(
  {
    set: key(
      mapOf(ref('value'), { minProperties: 1, 'x-keys': 'value', 'x-expected': 'place → value' }),
      'Place → value, all at once.',
      NONE,
    ),
    if: key(expression, 'A condition; `then` and `else` hold statements.', NONE),
    // biome-ignore lint/suspicious/noThenProperty: a key of the language.
    then: key(statements, 'With `if`: what is done where it holds.', 'nothing'),
    else: key(statements, 'With `if`: what is done where it does not.', 'nothing'),
    while: key(expression, 'A loop: `do` is repeated as long as this holds.', NONE),
    invariant: key(
      ref('condition'),
      'With `while`: holds whenever the condition is tested.',
      'true',
    ),
    decreases: key(
      expression,
      'With `while`: falls at each turn and never below 0.',
      'none: the loop is not shown to end',
    ),
    do: key(statements, 'With `while`: the body.', REQUIRED),
    'at most': key(
      wholeNumber(0),
      'With `while`: turns, for execution times. Unit: turns.',
      'found by analysis',
    ),
    return: key({ ...ref('value') }, 'Ends the function; the value of its only result.', NONE),
    call: key(expression, 'A call of another function, `f(x, y)`.', NONE),
    into: key(
      { ...ref('value') },
      'With `call`: the place, or list of places, for its results.',
      'no results',
    ),
    assert: key(ref('condition'), 'Must hold here.', NONE),
  },
  [],
  {
    minProperties: 1,
    dependencies: {
      // biome-ignore lint/suspicious/noThenProperty: a key of the language.
      then: ['if'],
      else: ['if'],
      invariant: ['while'],
      decreases: ['while'],
      do: ['while'],
      'at most': ['while'],
      into: ['call'],
      while: ['do'],
      if: ['then'],
    },
    'x-expected': 'a statement',
  },
);

const parameters = (what: string, name: string, preset: string) =>
  key(
    named(ref('type'), { 'x-expected': `names with their types, such as \`${name}: 0..9\`` }),
    `Name → type of each ${what}.`,
    preset,
  );

const fn: Schema = record(
  {
    takes: parameters('parameter', 'n', NONE),
    gives: parameters('result', 'result', NONE),
    locals: parameters('local variable', 'i', NONE),
    requires: key(ref('condition'), 'Must hold when the function is called.', 'true'),
    ensures: key(ref('condition'), 'Holds when it returns; may use `old(e)`.', 'true'),
    effects: key(
      { type: ['string', 'array'], items: prose, 'x-expected': 'an effect, or a list of effects' },
      'What it may do besides giving a result.',
      'inferred',
    ),
    body: key(statements, 'Statements, in order.', REQUIRED),
  },
  ['body'],
);

export const programDefinitions: Readonly<Record<string, Schema>> = {
  statements: {
    description: 'Statements, in order.',
    ...listOf(statement, { 'x-expected': 'a list of statements' }),
  },
};

export function programSchema(inline: boolean): Schema {
  return specSchema(
    'program',
    inline,
    { functions: key(named(fn, { minProperties: 1 }), 'Name → function.', REQUIRED) },
    {
      runs: {
        analyse: key(record({}), 'Every analysis that applies.', 'all'),
        explore: key(
          record({
            while: key(ref('condition'), 'Runs outside are not followed.', 'true'),
            expect: key(ref('counts'), 'Counts to compare with.', 'not compared'),
          }),
          'Symbolic or exhaustive execution.',
          'everything',
        ),
      },
    },
    ['functions'],
  );
}
