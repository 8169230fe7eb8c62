/** `assay show FILE`: what a spec says, in plain words, with everything that it leaves to defaults. */
import type { ProgramFunction } from '../../engine/language/program/spec.js';
import { typeText } from '../../engine/language/program/types.js';
import { spanText } from '../../engine/language/source.js';
import type {
  Action,
  Effect,
  Expr,
  Initial,
  ModelSpec,
  Spec,
} from '../../engine/language/typed.js';
import { formatType } from '../../engine/language/types-format.js';
import { formatValue } from '../../engine/language/value-format.js';
import type { Paint } from '../../reports/index.js';
import { EXIT } from '../exit.js';
import type { ColourOption, ReadingOptions } from '../options.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { painterFor } from '../terminal.js';
import { type Section, systemSections } from './show-system.js';

export async function show(file: string, options: ReadingOptions & ColourOption): Promise<number> {
  const { targets, diagnostics, failed } = await readSpecs([file], options);
  if (failed) {
    console.error(diagnosticsText(diagnostics, painterFor(process.stderr, options.color)));
    return EXIT.usage;
  }
  const paint = painterFor(process.stdout, options.color);
  console.log(targets.map(({ spec }) => describe(spec, paint)).join('\n\n'));
  return EXIT.ok;
}

function describe(spec: Spec, paint: Paint): string {
  const head = [
    `${paint('strong', spec.name)} (${spec.kind})`,
    spec.about,
    ...(spec.source === undefined ? [] : [paint('soft', `Source: ${spec.source}`)]),
    ...(spec.covers.length === 0 ? [] : [paint('soft', `Covers: ${spec.covers.join(', ')}`)]),
  ];
  const sections =
    spec.kind === 'model'
      ? modelSections(spec)
      : spec.kind === 'system'
        ? systemSections(spec)
        : [
            ...(spec.kind === 'program'
              ? [section('Functions', spec.functions.flatMap(functionLines))]
              : []),

            section(
              'Properties',
              spec.properties.map((p) => `${p.name}: ${p.text}`),
            ),
          ];
  const body = sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [paint('strong', title), ...lines.map((l) => `  ${l}`)].join('\n'));
  return [head.join('\n'), ...body].join('\n\n');
}

const section = (title: string, lines: readonly string[]): Section => ({ title, lines });

function modelSections(spec: ModelSpec): Section[] {
  return [
    section(
      'Constants',
      spec.constants.map((c) => `${c.name} = ${formatValue(c.type, c.value)}`),
    ),
    section(
      'State',
      spec.variables.map((v, i) => `${v.name}: ${formatType(v.type)}, ${starts(spec.initial[i])}`),
    ),
    section('Given', spec.given.map(words)),
    section('What can happen', spec.actions.flatMap(actionLines)),
    section('What must not be put off for ever', fairnessLines(spec)),
    section('Properties', propertyLines(spec)),
    section(
      'Mutants',
      spec.mutants.map((m) => `${m.name}: must break ${m.breaks.join(', ')}`),
    ),
  ];
}

/** What callers know of a function. */
function functionLines({ name, takes, gives, requires, ensures }: ProgramFunction): string[] {
  const typed = (list: ProgramFunction['takes']): string =>
    list.map((v) => `${v.name}: ${typeText(v.type)}`).join(', ');
  const conditions = (word: string, list: ProgramFunction['requires']): string[] =>
    list.map(({ span }) => `  ${word} ${oneLine(spanText(span))}`);
  return [
    `${name}(${typed(takes)})${gives.length === 0 ? '' : ` gives ${typed(gives)}`}`,
    ...conditions('requires', requires),
    ...conditions('ensures', ensures),
  ];
}

function starts(initial: Initial): string {
  if (initial.choose === 'every') return 'starts at any value';
  if (initial.choose === 'any') return `starts at any of ${words(initial.from)}`;
  const { value } = initial;
  if (value.op === 'literal') return `starts at ${formatValue(value.type, value.value)}`;
  return `starts at ${words(value)}`;
}

function actionLines(action: Action): string[] {
  const family = action.process;
  const binders = action.binders.map((b) => `${b.local.name} in ${domain(b)}`);
  const head = [
    `${action.title}${binders.length > 0 ? ` (${binders.join(', ')})` : ''}`,
    ...(family === undefined ? [] : [`a step of ${family.family}`]),
  ].join(', ');
  const guard = action.guard.filter((g) => !isLabelTest(g, family?.label)).map(words);
  return [
    head,
    ...(guard.length > 0 ? [`  when ${guard.join(' and ')}`] : []),
    ...effectLines(action.effects, '  '),
  ];
}

/** As written; what a process ranges over stands in its `for:`, behind the name. */
function domain({ local, over }: Action['binders'][number]): string {
  if (words(over) !== local.name) return words(over);
  const { file, end } = local.span;
  const written = /^[ \t]+in[ \t]+([^#\n]+)/.exec(file.text.slice(end, end + 200))?.[1].trim();
  return written ?? (over.type.kind === 'set' ? formatType(over.type.of) : local.name);
}

/** `at[p] == label` says what the step's title says already. */
function isLabelTest(guard: Expr, label: string | undefined): boolean {
  return (
    label !== undefined &&
    guard.op === 'compare' &&
    guard.left.op === 'index' &&
    guard.left.of.op === 'variable' &&
    guard.left.of.name === 'at'
  );
}

function effectLines(effects: readonly Effect[], indent: string): string[] {
  return effects.flatMap((effect): string[] => {
    if (effect.effect === 'if') {
      return [
        `${indent}if ${words(effect.test)}`,
        ...effectLines(effect.then, `${indent}  `),
        ...(effect.else.length > 0
          ? [`${indent}otherwise`, ...effectLines(effect.else, `${indent}  `)]
          : []),
      ];
    }
    const jump = effect.place.variable === 'at';
    const values = effect.effect === 'choose' ? effect.values : [effect.value];
    const target = values.map(valueWords).join(' or ');
    return [
      jump ? `${indent}then on to ${target}` : `${indent}${placeWords(effect)} becomes ${target}`,
    ];
  });
}

const placeWords = (effect: Exclude<Effect, { effect: 'if' }>): string =>
  oneLine(spanText(effect.place.span));

function valueWords(value: Expr): string {
  return value.op === 'literal' ? formatValue(value.type, value.value) : words(value);
}

function fairnessLines(spec: ModelSpec): string[] {
  return spec.fairness.map(({ strength, actions, some }) => {
    const names = [...new Set(actions.map((a) => spec.actions[a].title))].join(', ');
    const each = some.length > 0 ? `, whatever ${some.join(', ')}` : '';
    return strength === 'weak'
      ? `${names}${each}: happens if it stays possible (weak)`
      : `${names}${each}: happens if it is possible again and again (strong)`;
  });
}

/** One line a property: its instances share it. */
function propertyLines(spec: ModelSpec): string[] {
  const all = [...spec.properties, ...spec.refinements];
  const bases = [...new Set(all.map((p) => p.base))];
  return bases.map((base) => {
    const instances = all.filter((p) => p.base === base);
    const [first] = instances;
    const count = instances.length > 1 ? ` (${instances.length} instances)` : '';
    const wrong = first.expect === 'violated' ? ', which must fail' : '';
    return `${base}: ${first.text}${count}${wrong}`;
  });
}

const words = (expr: Expr): string => oneLine(spanText(expr.span));

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
