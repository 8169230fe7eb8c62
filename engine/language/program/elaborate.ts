/**
 * From a raw spec of kind `program`, linted already, to its typed form (LANGUAGE, section 4): types,
 * constants and definitions resolved, functions with their contracts and bodies, properties.
 */
import type { Diagnostic, Diagnostics } from '../diagnostics.js';
import type { LintedSpec } from '../lint/other.js';
import type { Mutant } from '../typed.js';
import { child, type Entry, type Mapping, type Tree, textOf } from '../yaml/tree.js';
import { checkAssignment } from './assignment.js';
import { Declarations, entriesOf } from './declarations.js';
import { exprOf } from './expressions.js';
import * as say from './messages.js';
import { programProperties } from './properties.js';
import type { Scope } from './scope.js';
import type { ProgramFunction, ProgramSpec, Variable } from './spec.js';
import { conditionsOf, type Heading, statementsOf } from './statements.js';
import { compatible, typeText } from './types.js';
import { allStatements } from './walk.js';

export function elaborateProgram(
  root: Mapping,
  linted: LintedSpec<'program'>,
  diagnostics: Diagnostics,
): ProgramSpec {
  const report = once(diagnostics);
  const to = new Declarations(root, diagnostics, (syntax, declarations) =>
    exprOf(syntax, constantScope(declarations, report)),
  );
  const entries = entriesOf(child(root, 'functions'));
  const headings = entries.map((entry) => headingOf(entry, to, report));
  const functions = entries.map((entry, i) => functionOf(entry, headings[i], headings, to, report));
  const broken = diagnostics.hasErrors;
  checkRecursion(functions, report);
  if (!broken) for (const fn of functions) checkAssignment(fn, report);
  return {
    ...linted,
    constants: entriesOf(child(root, 'constants')).map(({ key, value }) => ({
      name: key.text,
      text: textOf(value),
    })),
    functions,
    properties: programProperties(root, linted.properties, report),
    mutants: entriesOf(child(root, 'mutants')).map(mutantOf),
  };
}

/** A definition is typed at each use; what is wrong with it is said once. */
function once(diagnostics: Diagnostics): (found: Diagnostic) => void {
  const said = new Set<string>();
  return (found) => {
    const key = `${found.code} ${found.span.start} ${found.span.end}`;
    if (said.has(key)) return;
    said.add(key);
    diagnostics.add(found);
  };
}

const constantScope = (to: Declarations, report: Scope['report']): Scope => ({
  to,
  env: new Map(),
  variables: new Map(),
  parameters: new Set(),
  readable: new Set(),
  where: 'a constant',
  code: false,
  old: 'no',
  inside: [],
  meaning: exprOf,
  report,
});

function mutantOf({ key, value }: Entry): Mutant {
  const about = value.node === 'mapping' ? textOf(child(value, 'about')) : '';
  const breaks = value.node === 'mapping' ? child(value, 'breaks') : undefined;
  return {
    name: key.text,
    breaks: breaks?.node === 'list' ? breaks.items.map(textOf) : [textOf(breaks)],
    span: key.span,
    ...(about === '' ? {} : { about }),
  };
}

// -------------------------------------------------------------------------------------- functions

/** A result without a name has been told: it is then called `result`, so that nothing else seems wrong. */
function sectionOf(fn: Tree, name: string): readonly Entry[] {
  const section = fn.node === 'mapping' ? child(fn, name) : undefined;
  return name === 'gives' && section?.node === 'scalar' && section.text !== null
    ? [{ key: { ...section, text: 'result' }, value: section }]
    : entriesOf(section);
}

function headingOf({ key, value }: Entry, to: Declarations, report: Scope['report']): Heading {
  const taken = new Map<string, string>();
  const section = (name: string, what: string): Variable[] =>
    sectionOf(value, name).flatMap((entry) => variableOf(entry, what, taken, to, report));
  const takes = section('takes', 'a parameter');
  const gives = section('gives', 'a result');
  const locals = section('locals', 'a local variable');
  for (const result of gives) {
    const parameter = takes.find(({ name }) => name === result.name);
    const same = parameter === undefined || typeText(parameter.type) === typeText(result.type);
    if (!same || (parameter && !compatible(parameter.type, result.type)))
      report(say.inOutType(result.span, result.name));
  }
  const effects = value.node === 'mapping' ? child(value, 'effects') : undefined;
  if (effects) report(say.notYet(effects.span, 'effects are'));
  return { name: key.text, span: key.span, takes, gives, locals };
}

function variableOf(
  { key, value }: Entry,
  what: string,
  taken: Map<string, string>,
  to: Declarations,
  report: Scope['report'],
): Variable[] {
  const { text: name, span } = key;
  const first = to.taken.get(name) ?? taken.get(name);
  if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) report(say.notIdentifier(span, name));
  else if (first !== undefined && !(what === 'a result' && first === 'a parameter'))
    report(say.usedAsTwo(span, name, first));
  taken.set(name, what);
  const type = to.typeOfTree(value);
  return type === null ? [] : [{ name, type, span }];
}

function functionOf(
  { value }: Entry,
  heading: Heading,
  headings: readonly Heading[],
  to: Declarations,
  report: Scope['report'],
): ProgramFunction {
  const part = (name: string): Tree | undefined =>
    value.node === 'mapping' ? child(value, name) : undefined;
  const { takes, gives, locals } = heading;
  const names = (list: readonly Variable[]) => list.map(({ name }) => name);
  const base = {
    ...constantScope(to, report),
    variables: new Map([...takes, ...gives, ...locals].map((v) => [v.name, v])),
    parameters: new Set(names(takes)),
  };
  const before: Scope = { ...base, readable: new Set(names(takes)), where: '`requires`' };
  const after: Scope = {
    ...base,
    readable: new Set(names([...takes, ...gives])),
    where: '`ensures`',
    old: 'allowed',
  };
  const inside: Scope = {
    ...base,
    readable: new Set(names([...takes, ...gives, ...locals])),
    where: 'code',
    code: true,
  };
  return {
    ...heading,
    requires: conditionsOf(part('requires'), before),
    ensures: conditionsOf(part('ensures'), after),
    body: statementsOf(part('body'), { scope: inside, fn: heading, functions: headings }),
  };
}

/** Each cycle of calls is told once, at the function that comes first. */
function checkRecursion(functions: readonly ProgramFunction[], report: Scope['report']): void {
  const calls = functions.map(({ body }) =>
    allStatements(body).flatMap((s) => (s.statement === 'call' ? [s.callee] : [])),
  );
  const ended = new Set<number>();
  const visit = (at: number, path: readonly number[]): boolean => {
    if (ended.has(at)) return false;
    if (path.includes(at)) {
      const cycle = [...path.slice(path.indexOf(at)), at];
      const names = cycle.map((i) => functions[i].name);
      report(say.recursionNotYet(functions[Math.min(...cycle)].span, names));
      return true;
    }
    const found = calls[at].some((next) => visit(next, [...path, at]));
    ended.add(at);
    return found;
  };
  functions.some((_, i) => visit(i, []));
}
