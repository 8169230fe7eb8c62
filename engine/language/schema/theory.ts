/** Schema of kind `theory`: axioms, definitions, theorems and proof scripts. */
import { specSchema } from './shared.js';
import {
  expression,
  key,
  listOf,
  mapOf,
  NONE,
  named,
  namesOf,
  prose,
  REQUIRED,
  record,
  ref,
  type Schema,
} from './vocabulary.js';

const sorts = listOf(namesOf('sorts'), { 'x-expected': 'a list of sorts' });
const labels = listOf(prose, { minItems: 1, 'x-expected': 'a list of labels' });
const proof = ref('proof');

const sort: Schema = record({
  'built from': key(
    named(sorts, { minProperties: 1 }),
    'Constructor → sorts of its arguments. Gives injectivity, disjointness and induction.',
    'an arbitrary set',
  ),
});

const fn: Schema = record(
  {
    takes: key(sorts, 'Sorts of the arguments.', NONE),
    gives: key(namesOf('sorts'), 'Sort of the result.', REQUIRED),
  },
  ['gives'],
);

const calculation: Schema = record(
  {
    equals: key(expression, 'The next term, equal to the one before.', REQUIRED),
    by: key(prose, 'The axiom, theorem or rule that makes it equal.', REQUIRED),
    from: key(labels, 'What the rule is applied to.', NONE),
  },
  ['equals', 'by'],
);

const step: Schema = {
  type: 'object',
  if: { required: ['induction on'] },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
  then: {
    properties: {
      'induction on': key(prose, 'The variable.', REQUIRED),
      by: key(prose, 'A rule that closes every case, instead of the cases.', NONE),
      from: key(labels, 'What that rule may use.', NONE),
    },
    additionalProperties: proof,
    'x-keys': 'value',
  },
  else: {
    properties: {
      have: key(expression, 'A formula that now holds.', NONE),
      by: key(prose, 'The rule, axiom or theorem that gives it.', NONE),
      from: key(labels, 'Labels of what the rule is applied to.', 'what came before'),
      as: key(prose, 'A label for this formula.', NONE),
      suppose: key(expression, 'A formula supposed, within `then`.', NONE),
      for: key(
        { type: 'string', 'x-reads': 'binders', 'x-expected': 'binders such as `n in Nat`' },
        'With `suppose`: new variables, any values of their sorts, that it speaks of.',
        NONE,
      ),
      // biome-ignore lint/suspicious/noThenProperty: a key of the language.
      then: key(proof, 'With `suppose`: steps under the supposition.', NONE),
      calculate: key(expression, 'The first term of a chain of equalities.', NONE),
      steps: key(listOf(calculation, { minItems: 1 }), 'With `calculate`: the chain.', NONE),
      'induction on': key(prose, 'A variable: one key for each constructor, or `by`.', NONE),
    },
    additionalProperties: false,
    dependencies: {
      have: ['by'],
      suppose: ['then'],
      // biome-ignore lint/suspicious/noThenProperty: a key of the language.
      then: ['suppose'],
      for: ['suppose'],
      calculate: ['steps'],
      steps: ['calculate'],
    },
  },
  minProperties: 1,
  'x-expected': 'a step of a proof',
};

const theorem: Schema = {
  type: ['string', 'boolean', 'object'],
  'x-reads': 'value',
  'x-expected': 'a formula, or `{ claim, proof }`',
  properties: {
    claim: key(expression, 'The formula.', REQUIRED),
    proof: key(proof, 'Steps that prove it.', 'found automatically, if possible'),
  },
  required: ['claim'],
  additionalProperties: false,
};

export const theoryDefinitions: Readonly<Record<string, Schema>> = {
  proof: {
    description: 'Steps of a proof.',
    ...listOf(step, { minItems: 1, 'x-expected': 'a list of steps' }),
  },
};

export function theorySchema(inline: boolean): Schema {
  return specSchema(
    'theory',
    inline,
    {
      sorts: key(named(sort), 'Name → sort.', NONE),
      functions: key(named(fn), 'Name → function.', NONE),
      predicates: key(named(sorts), 'Name → sorts of its arguments.', NONE),
      axioms: key(mapOf(expression), 'Free-text name → formula, taken as true.', NONE),
      theorems: key(mapOf(theorem), 'Free-text name → formula, or claim and proof.', NONE),
    },
    { runs: { analyse: key(record({}), 'Every prover that applies.', 'all') } },
  );
}
