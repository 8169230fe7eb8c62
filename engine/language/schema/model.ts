/** Schema of kind `model`: an abstract machine (LANGUAGE, section 4). */
import { specSchema } from './shared.js';
import {
  expression,
  IDENTIFIER,
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
} from './vocabulary.js';

const binders: Schema = {
  type: 'string',
  'x-reads': 'binders',
  'x-expected': 'binders such as `r in RM`',
};

const parts = (place: string): Record<string, Schema> => ({
  for: key(binders, 'Binders chosen freely: `a in Acceptor, m in messages`.', NONE),
  let: key(named(ref('value')), 'Abbreviations, evaluated only where used.', NONE),
  when: key(ref('condition'), `The ${place} can be taken only in states where this holds.`, 'true'),
  draw: key(
    named(expression),
    'Name → distribution, chosen by chance: `uniform(S)`, `chance(1/10)`, `weighted(a = 1/4, b = 3/4)`, `exponential(rate)`.',
    NONE,
  ),
  // biome-ignore lint/suspicious/noThenProperty: a key of the language.
  then: key(
    ref('effects'),
    'Place → new value, all read from the old state and written at once. `if <condition>:` and `else:` nest.',
    'nothing changes',
  ),
  reward: key(named(expression), 'Reward → what this step adds to it. Unit: as the reward.', '0'),
});

const action: Schema = record(parts('action'));

const stepParts: Record<string, Schema> = {
  ...parts('step'),
  'stay while': key(
    ref('condition'),
    'Time may not pass in this step beyond where this holds.',
    'true',
  ),
};

const step: Schema = {
  type: ['object', 'array'],
  properties: stepParts,
  additionalProperties: false,
  items: record(stepParts),
  minItems: 1,
  'x-expected': 'a step, or a list of alternative steps',
};

const effects: Schema = {
  type: 'object',
  description: 'Place → new value.',
  properties: {
    goto: key(
      {
        type: ['string', 'array', 'boolean'],
        items: {
          type: ['string', 'boolean'],
          pattern: IDENTIFIER,
          'x-expected': 'the label of a step',
        },
        minItems: 1,
        'x-reads': 'value',
        'x-expected': 'a label, an expression, or a list of labels',
      },
      'The label to go to, in a step of a process; a list is a free choice.',
      'the following step',
    ),
    else: key(
      ref('effects'),
      'What happens where the conditions above do not hold.',
      'nothing changes',
    ),
  },
  patternProperties: { '^(else )?if ': ref('effects') },
  additionalProperties: ref('value'),
  'x-keys': 'value',
  'x-expected': 'places with new values',
};

const process: Schema = record(
  {
    for: key(
      binders,
      'One binder over a declared type: the processes of this family, `p in Process`.',
      REQUIRED,
    ),
    steps: key(
      named(step, { minProperties: 1 }),
      'Label → step, in order. After the last comes `done`.',
      REQUIRED,
    ),
  },
  ['for', 'steps'],
);

const fairnessEntry: Schema = {
  type: ['string', 'object', 'boolean'],
  properties: {
    action: key(prose, 'Name of the action or step.', REQUIRED),
    some: key(
      listOf(
        { type: 'string', pattern: IDENTIFIER, 'x-expected': 'the name of a binder' },
        { minItems: 1 },
      ),
      'Binders whose values are not told apart: fair for some value of each.',
      'fair for every value',
    ),
    where: key(ref('condition'), 'Only for bindings of which this holds.', 'true'),
  },
  required: ['action'],
  additionalProperties: false,
  'x-expected': 'the name of an action, or `{ action, some, where }`',
};

const fairness: Schema = {
  type: ['string', 'object'],
  pattern: '^(weak|strong|progress)$',
  examples: ['weak', 'strong', 'progress'],
  properties: {
    weak: key(listOf(fairnessEntry), 'Not for ever possible without being taken.', NONE),
    strong: key(listOf(fairnessEntry), 'Not again and again possible without being taken.', NONE),
  },
  additionalProperties: false,
  'x-expected': '`weak`, `strong`, `progress`, or lists under `weak:` and `strong:`',
};

export const modelDefinitions: Readonly<Record<string, Schema>> = { effects };

export function modelSchema(inline: boolean): Schema {
  return specSchema(
    'model',
    inline,
    {
      state: key(named(ref('type')), 'Variable → type.', NONE),
      init: key(
        named(ref('value')),
        'Variable → initial value, `any`, or `any in S`; it may read variables above it.',
        'the first value of the type',
      ),
      given: key(ref('condition'), 'Conditions on constants and initial states.', NONE),
      actions: key(mapOf(action), 'Free-text name → action.', NONE),
      processes: key(
        named(process),
        'Family → processes with labelled steps; adds the variable `at`.',
        NONE,
      ),
      fairness: key(fairness, 'Which steps may not be put off for ever.', '`progress`'),
      rewards: key(
        named(expression),
        'Reward → expression of the state, earned at each step.',
        NONE,
      ),
      'time passes while': key(
        ref('condition'),
        'With clocks: time may not pass beyond where this holds.',
        'true',
      ),
    },
    {
      runs: {
        explore: key(
          record({
            while: key(ref('condition'), 'States outside are checked, but not expanded.', 'true'),
            expect: key(
              ref('counts'),
              'Counts to compare with, at the spec’s own constants.',
              'not compared',
            ),
          }),
          'Exhaustive exploration.',
          'everything',
        ),
        simulate: key(ref('simulate'), 'Random walks.', 'the method’s own'),
      },
    },
  );
}
