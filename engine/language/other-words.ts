/**
 * Words of other languages and tools (TLA+, Promela, Alloy, Quint, Python, Rust), and what is written here instead: slips that
 * no spelling is near to. An answer is a hint, so a word of the spec's own always comes first.
 */

export type WordOf = 'type' | 'function' | 'key' | 'value';

const WORDS: Readonly<Record<WordOf, Readonly<Record<string, string>>>> = {
  type: {
    ...same(
      '`integer`, or a range such as `0..9`',
      'int int32 i32 integer nat natural number byte short',
    ),
    ...same('`boolean`', 'bool bit'),
    ...same('the names that there are: `[red, green]`', 'string str text enum mtype'),
    ...same('`A to B`', 'map dict function mapping'),
    ...same('`sequence(T)`', 'list array seq queue vec vector chan'),
    ...same('`optional(T)`', 'option maybe nullable'),
    ...same('a record, `{ field: T }`', 'record struct tuple'),
  },
  function: {
    ...same('`size(c)`', 'len length cardinality count_of'),
    ...same('`exists(x in S, p)`', 'any some'),
    ...same('`forall(x in S, p)`', 'all every'),
    ...same('`append(q, x)`', 'push enqueue'),
    ...same('`filter(x in S, p)`', 'select where'),
    ...same('`set(x in S, e)`', 'map_of'),
    ...same('`the(x in S, p)`', 'choose'),
    ...same('`subsets(S)`', 'powerset'),
    ...same('`x in S`', 'contains has'),
    ...same('`indices(q)`', 'domain'),
  },
  value: {
    ...same('`true`', 'true'),
    ...same('`false`', 'false'),
    ...same('`none`', 'none null nil undefined bottom'),
  },
  key: {
    ...same('`properties`', 'invariants claims assertions specification'),
    ...same('`always`', 'invariant globally safety assert'),
    ...same('`state`', 'variables vars'),
    ...same('`actions`', 'transitions rules next events'),
    ...same('`constants`', 'parameters params'),
    ...same('`define`', 'definitions macros functions'),
    ...same('`when`', 'guard require requires precondition if'),
    ...same('`then`', 'effect effects do update updates'),
    ...same('`eventually`', 'finally liveness'),
  },
};

function same(instead: string, words: string): Record<string, string> {
  return Object.fromEntries(words.split(' ').map((word) => [word, instead]));
}

/**
 * "write …", where the word is known from elsewhere.
 * @param own what may stand there: a word that differs from one of these in case alone is that one; a key must be one of these
 */
export function inOtherWords(of: WordOf, word: string, own: readonly string[]): string | undefined {
  const known = WORDS[of];
  const lower = word.toLowerCase();
  if (!Object.hasOwn(known, lower) || own.some((name) => name.toLowerCase() === lower))
    return undefined;
  const instead = known[lower];
  return of !== 'key' || own.includes(instead.slice(1, -1)) ? `write ${instead}` : undefined;
}
