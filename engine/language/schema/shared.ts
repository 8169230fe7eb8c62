/** Definitions that all kinds share: LANGUAGE, sections 2 and 3. */
import {
  expression,
  IDENTIFIER,
  key,
  listOf,
  mapOf,
  NONE,
  named,
  namesOf,
  oneOf,
  prose,
  quantity,
  REQUIRED,
  record,
  ref,
  type Schema,
  wholeNumber,
} from './vocabulary.js';

/** Also what `extends` and `of` can name. */
export const SPEC_NAME = '^[A-Za-z0-9]([A-Za-z0-9_ .-]*[A-Za-z0-9_])?$';

const value: Schema = {
  description: 'An expression; a list is a list literal and a mapping a record.',
  type: ['string', 'number', 'boolean', 'array', 'object'],
  items: ref('value'),
  additionalProperties: ref('value'),
  'x-reads': 'value',
  'x-expected': 'an expression, a list or a record',
};

const condition: Schema = {
  description: 'A condition; a list means all of them.',
  type: ['string', 'boolean', 'number', 'array'],
  items: expression,
  minItems: 1,
  'x-reads': 'condition',
  'x-expected': 'a condition, or a list of conditions',
};

const typeNames: Schema = {
  type: ['string', 'boolean'],
  pattern: IDENTIFIER,
  'x-expected': 'a name: a letter, then letters, digits and _',
};

const type: Schema = {
  description:
    'A type: `boolean`, `integer`, `1..N`, `[red, green]`, `symmetric(N)`, `A to B`, `optional(T)`, `set(T)`, `bag(T)`, `sequence(T, 4)`, a declared name, `{ field: T }`, or `one of:` with shapes.',
  type: ['string', 'array', 'object'],
  items: typeNames,
  minItems: 1,
  'x-reads': 'type',
  'x-expected': 'a type',
  if: { type: 'object', required: ['one of'] },
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
  then: {
    properties: {
      'one of': key(
        named(named(ref('type')), { minProperties: 1 }),
        'Shapes, each with its fields: a value has exactly one of them.',
        REQUIRED,
      ),
    },
    additionalProperties: false,
  },
  else: {
    additionalProperties: ref('type'),
    propertyNames: { pattern: IDENTIFIER, 'x-expected': 'a letter, then letters, digits and _' },
  },
};

const changes: Schema = mapOf(
  { description: 'The new value; `null` removes what is there.' },
  { minProperties: 1, 'x-expected': 'paths with new values' },
);

const property: Schema = record(
  {
    about: key(prose, 'What the property means, for people.', NONE),
    for: key(
      { type: 'string', 'x-reads': 'binders', 'x-expected': 'binders such as `p in Process`' },
      'Binders: one property for each of their values, reported separately.',
      NONE,
    ),
    assuming: key(
      ref('condition'),
      'A premise: only runs for which this temporal formula holds are judged.',
      NONE,
    ),
    expect: key(
      oneOf('holds', 'violated'),
      'Whether the property must hold or must fail.',
      '`holds`',
    ),
    always: key(
      ref('condition'),
      'Holds in every reachable state; after `whenever`, from then on.',
      NONE,
    ),
    never: key(ref('condition'), 'Holds in no reachable state.', NONE),
    reachable: key(ref('condition'), 'Holds in some reachable state; a witness is shown.', NONE),
    eventually: key(
      ref('condition'),
      'Comes to hold on every run; after `whenever`, leads to.',
      NONE,
    ),
    'every step': key(
      ref('condition'),
      'Holds of every step; may use `old(e)`, the value before it.',
      NONE,
    ),
    holds: key(
      ref('condition'),
      'A formula that holds in every initial state; a bare number is reported.',
      NONE,
    ),
    whenever: key(
      ref('condition'),
      'The condition from which `always`, `eventually` or `next` is judged.',
      NONE,
    ),
    until: key(
      ref('condition'),
      'With `whenever` and `always`: ends the obligation, if it comes.',
      NONE,
    ),
    next: key(ref('condition'), 'With `whenever`: holds after one step.', NONE),
    within: key(
      quantity('time', 'not negative'),
      'With `whenever` and `eventually`: the longest wait. Unit: time.',
      'no limit',
    ),
    refines: key(
      { type: 'string', pattern: SPEC_NAME, 'x-expected': 'the name of a spec' },
      'The coarser spec that this one implements.',
      NONE,
    ),
    mapping: key(
      named(ref('value')),
      'With `refines`: variables of the coarser spec → expressions over this one.',
      'variables of the same name',
    ),
  },
  [],
  { 'x-expected': 'what is claimed, such as `always: condition`' },
);

const counts = record({
  states: key(wholeNumber(0), 'Distinct reachable states. Unit: states.', 'not compared'),
  generated: key(
    wholeNumber(0),
    'Initial states and every successor computed, repetitions included. Unit: states.',
    'not compared',
  ),
  depth: key(
    wholeNumber(0),
    'Longest of the shortest ways to a state; initial states have 1. Unit: levels.',
    'not compared',
  ),
  initial: key(wholeNumber(0), 'Initial states. Unit: states.', 'not compared'),
});

const simulate = record({
  seeds: key(wholeNumber(1), 'Runs, each from its own seed. Unit: runs.', '100'),
  for: key(
    quantity('time', 'positive'),
    'Length of a run, in simulated time. Unit: time.',
    'the method’s own',
  ),
});

const live = record({
  for: key(quantity('time', 'positive'), 'Length of the run, in real time. Unit: time.', '`10 s`'),
});

export const sharedDefinitions: Readonly<Record<string, Schema>> = {
  value,
  condition,
  type,
  changes,
  property,
  counts,
  simulate,
  live,
};

/** A mutant; `declared` ones need no change, the protocol declares them. */
const mutant = (declared: boolean): Schema =>
  record(
    {
      about: key(prose, 'What is wrong in this mutant, for people.', NONE),
      change: key(
        ref('changes'),
        'Path → new value; `null` removes. Keys of a path are joined by dots, `[2]` is the second item of a list.',
        declared ? 'the mutant that the protocol declares under this name' : REQUIRED,
      ),
      breaks: key(
        listOf(namesOf('properties'), { minItems: 1, 'x-expected': 'a list of properties' }),
        'Properties that must fail under this change; others may.',
        REQUIRED,
      ),
      ...(declared
        ? {
            by: key(
              listOf(oneOf('explore', 'simulate', 'live'), {
                minItems: 1,
                'x-expected': 'a list of explore, simulate and live',
              }),
              'Which lives are expected to catch it.',
              'any of those that run',
            ),
          }
        : {}),
    },
    declared ? ['breaks'] : ['change', 'breaks'],
  );

/** The keys that every kind has. */
export function header(kind: string): Record<string, Schema> {
  return {
    kind: key(oneOf(kind), `The kind of spec: \`${kind}\`.`, REQUIRED),
    name: key(
      {
        type: ['string', 'number'],
        pattern: SPEC_NAME,
        'x-expected': 'a name of letters, digits, - and _',
      },
      'The name of the spec, by which others find it.',
      REQUIRED,
    ),
    about: key(prose, 'One sentence: what the system is and what it must do.', REQUIRED),
    covers: key(listOf(prose), 'Ids of the systems in the catalogue that this spec covers.', NONE),
    source: key(prose, 'The paper, standard or program that the spec follows.', NONE),
    assay: key({ enum: [1] }, 'Version of the language.', '1'),
    extends: key(
      {
        type: 'string',
        pattern: SPEC_NAME,
        'x-expected': 'the name of a spec beside this file or in the library',
      },
      'Another spec that this one adds to; its sections are joined by key.',
      NONE,
    ),
    change: key(
      ref('changes'),
      'Changes to what is extended: path → new value; `null` removes.',
      NONE,
    ),
  };
}

export interface Sections {
  readonly runs: Readonly<Record<string, Schema>>;
  readonly declaredMutants?: boolean;
}

/** Sections of every kind. */
export function sections({ runs, declaredMutants = false }: Sections): Record<string, Schema> {
  return {
    constants: key(
      named(ref('value')),
      'Name → value. A constant can be set on the command line: `--set N=7`.',
      NONE,
    ),
    types: key(named(ref('type')), 'Name → type.', NONE),
    define: key(
      mapOf(ref('value'), {
        'x-keys': 'value',
        propertyNames: {
          pattern: '^[A-Za-z][A-Za-z0-9_]*(\\s*\\([^()]*\\))?$',
          'x-expected': 'a name, or a head such as `quorum(s)`',
        },
      }),
      'Abbreviations, evaluated only where used: `name` or `name(parameters)` → expression.',
      NONE,
    ),
    properties: key(mapOf(ref('property')), 'What is claimed: free-text name → property.', NONE),
    mutants: key(
      mapOf(mutant(declaredMutants)),
      'Small ways in which the system could be wrong, and the properties that must catch each.',
      NONE,
    ),
    runs: key(record(runs), 'Limits of each method.', 'each method’s own'),
  };
}

/** A whole spec, or (`inline`) one that stands inside another and needs only its kind. */
export function specSchema(
  kind: string,
  inline: boolean,
  own: Readonly<Record<string, Schema>>,
  shared: Sections,
  required: readonly string[] = [],
): Schema {
  return {
    type: 'object',
    properties: { ...header(kind), ...own, ...sections(shared) },
    patternProperties: { '^x-': { description: 'Yours: ignored. Default: none.' } },
    additionalProperties: false,
    required: inline ? ['kind', ...required] : ['kind', 'name', 'about', ...required],
  };
}
