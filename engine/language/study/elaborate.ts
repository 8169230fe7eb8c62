/**
 * From a raw spec of kind `study`, linted already, to its typed form (LANGUAGE, section 4): axes and cells,
 * what is run in each, measures, charts, and claims over measures.
 */
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import type { LintedSpec } from '../lint/other.js';
import type { ReadSpec } from '../lint.js';
import type { LoadedSpec } from '../load.js';
import { entriesOf, mutantsOf } from '../tasks/elaborate.js';
import { child, type Mapping, textOf } from '../yaml/tree.js';
import { variedBy } from './axes.js';
import { measuresOf, type RunFacts } from './measures.js';
import * as say from './messages.js';
import { plotsOf } from './plots.js';
import { studyProperties } from './properties.js';
import { constantsOf, type Lookup, quantityOf } from './quantities.js';
import { partsOf, testBy } from './run-expressions.js';
import { Scope } from './scope.js';
import type {
  Axis,
  Cell,
  CheckedKind,
  SetShape,
  StudyMeasure,
  StudySpec,
  Subject,
  Test,
} from './spec.js';
import { type Reach, reachOf, type Studied, specOfCell, studiedBy } from './subject.js';
import { beyondGenerating, shapeOf, tickOf } from './task-sets.js';

/** Gives a loaded spec its meaning: the elaboration of all kinds, which this one needs for what it studies. */
export type Reader = (loaded: LoadedSpec) => ReadSpec;

const REPEAT_MAX = 10_000_000n;

export function elaborateStudy(
  loaded: LoadedSpec,
  linted: LintedSpec<'study'>,
  read: Reader,
  diagnostics: Diagnostics,
): StudySpec {
  const { raw } = loaded;
  const studied = studiedBy(raw, loaded, diagnostics);
  const constants = constantsOf(studied ? [raw, studied.root] : [raw]);
  const { axes, cells } = variedBy(raw, constants, diagnostics);
  const { subject, facts } = subjectOf({
    loaded,
    studied,
    axes,
    cells,
    constants,
    read,
    diagnostics,
  });
  const repeat = repeatOf(raw, constants, subject, diagnostics);
  const scope = new Scope(raw, axes, constants, diagnostics);
  const measures = facts ? measuresOf(scope, facts, repeat) : [];
  checkMeasures(measures, subject, axes, cells, diagnostics);
  // Without measures, claims and charts would only echo what is wrong with them.
  const complete = measures.length === entriesOf(child(raw, 'measure')).length;
  const full = new Scope(raw, axes, constants, diagnostics, measures);
  return {
    kind: 'study',
    name: linted.name,
    about: linted.about,
    covers: linted.covers,
    ...(linted.source === undefined ? {} : { source: linted.source }),
    span: linted.span,
    constants: entriesOf(child(raw, 'constants')).map(({ key, value }) => ({
      name: key.text,
      text: textOf(value),
    })),
    axes,
    cells,
    repeat,
    subject,
    measures,
    plots: complete ? plotsOf(full) : [],
    properties: complete ? studyProperties(full, linted.properties) : notRead(linted),
    mutants: mutantsOf(raw),
  };
}

/** Of a study that cannot be run yet, the claims are not read, but answered. */
function notRead({ properties }: LintedSpec<'study'>): StudySpec['properties'] {
  return properties.map(({ name, text, span }) => ({
    name,
    base: name,
    text,
    span,
    expect: 'holds',
    form: 'always',
    whenever: null,
    condition: { op: 'truth', value: true },
    axes: [],
  }));
}

function repeatOf(
  root: Mapping,
  constants: Lookup,
  subject: Subject,
  diagnostics: Diagnostics,
): number {
  const tree = child(root, 'repeat');
  if (tree === undefined) return 1;
  const value = quantityOf(tree, constants)?.value;
  if (value?.denominator !== 1n || value.numerator < 1n || value.numerator > REPEAT_MAX) {
    diagnostics.add(say.repeatWanted(tree.span));
    return 1;
  }
  if (subject.is === 'specs' && value.numerator > 1n) {
    diagnostics.add(say.repeatsTheSame(tree.span, subject.of));
    return 1;
  }
  return Number(value.numerator);
}

// -------------------------------------------------------------------------------- what is run

interface Parts {
  readonly loaded: LoadedSpec;
  readonly studied: Studied | null;
  readonly axes: readonly Axis[];
  readonly cells: readonly Cell[];
  readonly constants: Lookup;
  readonly read: Reader;
  readonly diagnostics: Diagnostics;
}

/** `facts` are null where nothing can be said of the measures. */
interface Found {
  readonly subject: Subject;
  readonly facts: RunFacts | null;
}

const notYet = (what: string): Found => ({ subject: { is: 'not yet', what }, facts: null });

const CHECKED: readonly string[] = ['model', 'tasks', 'theory'];

function subjectOf(parts: Parts): Found {
  const { studied, axes, loaded, diagnostics } = parts;
  if (studied === null) return notYet('a study of nothing');
  const reaches = axes.map((axis) => reachOf(axis, loaded.raw, studied, diagnostics));
  if (!CHECKED.includes(studied.kind)) return notYet(`studies of specs of kind ${studied.kind}`);
  if (!reaches.every((reach) => reach !== null)) return notYet('a study with mistakes');
  if (studied.kind === 'tasks' && child(studied.root, 'generate') !== undefined)
    return randomSets(parts, studied, reaches);
  return specsOf(parts, studied, reaches, studied.kind as CheckedKind);
}

function randomSets(parts: Parts, studied: Studied, reaches: readonly Reach[]): Found {
  const { axes, cells, constants, diagnostics } = parts;
  const facts: RunFacts = { effort: ['iterations'], tests: true, properties: null };
  const tick = tickOf(studied.root, constants);
  const sets: SetShape[] = [];
  const patched = reaches.some((reach) => 'path' in reach);
  for (const cell of cells) {
    const root = patched ? specOfCell(studied, axes, reaches, cell, diagnostics) : studied.root;
    const beyond = beyondGenerating(root);
    if (beyond !== null) return notYet(beyond);
    const own = patched ? constantsOf([parts.loaded.raw, root]) : constants;
    const lookup: Lookup = (name) => {
      const axis = axes.findIndex((known) => known.name === name);
      return axis < 0 ? own(name) : axes[axis].values[cell[axis]].quantity;
    };
    const shape = shapeOf(root, lookup, tick, diagnostics);
    // The other cells would say the same.
    if (shape === null) return { ...notYet('a study with mistakes'), facts };
    sets.push(shape);
  }
  return { subject: { is: 'random task sets', tick, sets }, facts };
}

function specsOf(
  { axes, cells, loaded, read, diagnostics }: Parts,
  studied: Studied,
  reaches: readonly Reach[],
  kind: CheckedKind,
): Found {
  const at = (cell: Cell): ReadSpec => {
    const own = new Diagnostics();
    const raw = specOfCell(studied, axes, reaches, cell, own);
    const { name, file } = studied;
    const whole: LoadedSpec = { ...loaded, kind, name, file, raw, diagnostics: own, mutants: [] };
    return read(whole);
  };
  const subject: Subject = {
    is: 'specs',
    name: studied.name,
    of: kind,
    at: (cell) => {
      const { spec, diagnostics: found } = at(cell);
      return spec ?? { diagnostics: found };
    },
  };
  if (cells.length === 0) return { subject, facts: null };
  const { spec, diagnostics: found } = at(cells[0]);
  if (spec === null) {
    sayBroken(studied, found, diagnostics);
    return { subject, facts: null };
  }
  const effort = kind === 'model' ? (['states', 'transitions', 'generated', 'depth'] as const) : [];
  const refinements = spec.kind === 'model' ? spec.refinements : [];
  const properties = [
    ...spec.properties.map(({ base }) => base),
    ...refinements.map(({ base }) => base),
  ];
  return { subject, facts: { effort, tests: false, properties: [...new Set(properties)] } };
}

/** What stands in the study is said where it stands; another file is to be linted by itself. */
function sayBroken(
  { inline, name, at }: Studied,
  found: readonly Diagnostic[],
  diagnostics: Diagnostics,
): void {
  const errors = found.filter(({ severity }) => severity === 'error');
  if (inline) for (const error of errors) diagnostics.add(error);
  else if (errors.length > 0) diagnostics.add(say.brokenSubject(at.span, `\`${name}\``, errors[0]));
}

// --------------------------------------------------------------------------- what is measured

function checkMeasures(
  measures: readonly StudyMeasure[],
  subject: Subject,
  axes: readonly Axis[],
  cells: readonly Cell[],
  diagnostics: Diagnostics,
): void {
  if (subject.is !== 'random task sets') return;
  const parts = measures.map((measure) => ({ measure, parts: partsOf(measure.of) }));
  const asked = parts.flatMap(({ parts: all }) =>
    all.flatMap((part) => (part.op === 'schedulable' ? [part] : [])),
  );
  for (const { measure, parts: all } of parts)
    if (asked.length === 0 && all.some(({ op }) => op === 'effort'))
      diagnostics.add(say.nothingTested(measure.span));
  const said = new Set<string>();
  for (const [i, cell] of cells.entries()) {
    const words = cell.map((value, axis) => axes[axis].values[value].text);
    for (const { test: choice } of asked) {
      const test = testBy(choice, words, subject.sets[i].exact);
      const wrong = inapplicable(test, subject.sets[i]);
      if (wrong === null || said.has(test)) continue;
      said.add(test);
      const axis = choice.by === 'axis' ? axes[choice.axis].values[cell[choice.axis]] : null;
      const span = axis?.tree.span ?? measures[0].span;
      diagnostics.add(say.notForThese(span, test, wrong.why, wrong.hint));
    }
  }
}

function inapplicable(
  test: Test,
  { deadlines, priorities }: SetShape,
): { readonly why: string; readonly hint: string } | null {
  if (test === 'responseTime' || test === 'edfDemand') return null;
  const exact = test === 'edfUtilisation' ? 'edfDemand' : 'responseTime';
  if (deadlines !== 'implicit')
    return { why: 'is a test for implicit deadlines', hint: `use \`${exact}\`` };
  if (test !== 'edfUtilisation' && priorities === 'as listed')
    return { why: 'is a test for rate-monotonic priorities', hint: `use \`${exact}\`` };
  return null;
}
