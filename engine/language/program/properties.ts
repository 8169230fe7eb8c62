/** Properties of programs: what the runs of all functions never do, or always. */

import { Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import type { Syntax } from '../expression/syntax.js';
import type { PropertyText } from '../lint/properties.js';
import { didYouMean } from '../nearest.js';
import { child, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { entriesOf } from './declarations.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import { PREDICATES, type Predicate, type ProgramClaim, type ProgramProperty } from './spec.js';

/** What each claim may say of a program. */
const SUPPLIED = {
  always: ['contracts', 'invariants', 'assertions'],
  never: ['overflow', 'outOfBounds', 'divisionByZero'],
  eventually: ['returned'],
} as const satisfies Record<string, readonly Predicate[]>;

type Form = keyof typeof SUPPLIED;

/** Claims of the language that no analysis of programs answers yet. */
const LATER = [
  'for',
  'whenever',
  'within',
  'reachable',
  'every step',
  'holds',
  'next',
  'until',
  'assuming',
  'refines',
];

export function programProperties(
  root: Mapping,
  texts: readonly PropertyText[],
  report: Scope['report'],
): ProgramProperty[] {
  return entriesOf(child(root, 'properties')).flatMap(({ key, value }, i) => {
    if (value.node !== 'mapping') return [];
    const claim = claimOf(value, report);
    if (claim === null) return [];
    return {
      name: key.text,
      base: key.text,
      text: texts[i]?.text ?? '',
      expect: textOf(child(value, 'expect')) === 'violated' ? 'violated' : 'holds',
      span: key.span,
      claim,
    };
  });
}

function claimOf(property: Mapping, report: Scope['report']): ProgramClaim | null {
  const form = (Object.keys(SUPPLIED) as Form[]).find((word) => child(property, word));
  const claim = form && child(property, form);
  if (claim && mentions(claim, 'iterations'))
    return { form: 'not yet', what: 'bounds on `iterations` of programs' };
  const later = LATER.find((word) => child(property, word));
  if (later !== undefined) return { form: 'not yet', what: `\`${later}\` for programs` };
  if (form === undefined || claim === undefined) return null;
  const predicates = predicatesOf(claim, form, report);
  return predicates && { form: 'none goes wrong', predicates };
}

function mentions(tree: Tree, name: string): boolean {
  if (tree.node === 'list') return tree.items.some((item) => mentions(item, name));
  return tree.node === 'scalar' && new RegExp(`\\b${name}\\b`).test(tree.text ?? '');
}

/** A list of `always` means all; `never: a or b` means neither. */
function predicatesOf(tree: Tree, form: Form, report: Scope['report']): Predicate[] | null {
  const trees = tree.node === 'list' ? tree.items : [tree];
  if (trees.length > 1 && form !== 'always') {
    report(
      say.unknownPredicate(
        tree.span,
        form,
        form === 'never' ? 'join them by `or`' : 'make two properties',
      ),
    );
    return null;
  }
  const found: Predicate[] = [];
  for (const one of trees) {
    const syntax = one.node === 'scalar' ? readExpression(one, 'value', new Diagnostics()) : null;
    if (syntax === null || !gather(syntax, form, found, report)) return null;
  }
  return [...new Set(found)];
}

function gather(syntax: Syntax, form: Form, found: Predicate[], report: Scope['report']): boolean {
  const joint = form === 'never' ? 'or' : 'and';
  if (syntax.syntax === 'binary' && syntax.operator === joint)
    return gather(syntax.left, form, found, report) && gather(syntax.right, form, found, report);
  const supplied: readonly string[] = SUPPLIED[form];
  if (syntax.syntax === 'name' && supplied.includes(syntax.name)) {
    found.push(syntax.name as Predicate);
    return true;
  }
  const name = syntax.syntax === 'name' ? syntax.name : '';
  const other = (Object.keys(SUPPLIED) as Form[]).find((word) =>
    (SUPPLIED[word] as readonly string[]).includes(name),
  );
  const hint = other ? `write \`${other}: ${name}\`` : didYouMean(name, PREDICATES);
  report(say.unknownPredicate(syntax.span, form, hint));
  return false;
}
