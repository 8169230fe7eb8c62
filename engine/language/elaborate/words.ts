/**
 * The words in which a condition was written, for the evidence. Of an instance, the values of its names
 * stand beside them: `floor == f with f = 1`.
 */
import type { Syntax } from '../expression/syntax.js';
import { spanText } from '../source.js';
import { formatValue } from '../value-format.js';
import { lookUp, type Meaning, type Scope } from './scope.js';

export function wordsOf(syntax: Syntax, scope: Scope): string {
  const values = new Map<string, string>();
  noteValues(syntax, scope, values);
  const list = [...values].map(([name, value]) => `${name} = ${value}`);
  return list.length === 0 ? written(syntax) : `${written(syntax)} with ${list.join(', ')}`;
}

const written = (syntax: Syntax): string => spanText(syntax.span).replace(/\s+/g, ' ').trim();

/** Notes what the names of a text stand for; each name once. */
function noteValues(syntax: Syntax, scope: Scope, values: Map<string, string>): void {
  for (const name of namesOf(syntax)) {
    const meaning = resolved(lookUp(scope, name)?.meaning);
    if (meaning === undefined || values.has(name)) continue;
    if (meaning.kind === 'value') {
      values.set(name, formatValue(meaning.expr.type, meaning.expr.value));
    } else if (meaning.kind === 'term') {
      values.set(name, written(meaning.term));
      noteValues(meaning.term, meaning.scope, values);
    }
  }
}

/** A parameter for which another name was written means what that name means. */
function resolved(meaning: Meaning | undefined): Meaning | undefined {
  if (meaning?.kind !== 'term' || meaning.term.syntax !== 'name') return meaning;
  const further = lookUp(meaning.scope, meaning.term.name)?.meaning;
  return further === undefined ? meaning : resolved(further);
}

function namesOf(syntax: Syntax): readonly string[] {
  switch (syntax.syntax) {
    case 'name':
      return [syntax.name];
    case 'list':
      return syntax.items.flatMap(namesOf);
    case 'not':
    case 'negate':
    case 'is':
    case 'field':
      return namesOf(syntax.of);
    case 'binary':
      return [...namesOf(syntax.left), ...namesOf(syntax.right)];
    case 'compare':
      return syntax.operands.flatMap(namesOf);
    case 'index':
      return [syntax.of, ...syntax.keys].flatMap(namesOf);
    case 'call':
      return syntax.args.flatMap(({ value }) => namesOf(value));
    default:
      return [];
  }
}
