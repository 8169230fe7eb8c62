/**
 * Options of a protocol: unit, preset, meaning, JSON Schema and reader, declared in one call. Texts are read as the rest of a
 * spec is (`5 ms`, `2 * Period`, `150..300 ms`); handlers see plain numbers: microseconds, bytes, fractions.
 */
import { Diagnostics } from '../language/diagnostics.js';
import type { Rational } from '../language/expression/numbers.js';
import { readText } from '../language/expression/reader.js';
import { type Measured, measure, UNKNOWN } from '../language/lint/measure.js';
import { rangeMeant } from '../language/meant.js';
import { didYouMean } from '../language/nearest.js';
import { QUANTITY_EXAMPLES, quantity, type Schema } from '../language/schema/vocabulary.js';
import { sourceFile } from '../language/source.js';
import type { Duration, DurationRange } from './shapes/shape.js';

/** What a constant of the spec stands for; null where there is none of that name. */
export type Constants = (name: string) => Measured | null;
const noConstants: Constants = () => null;

export interface Option<T> {
  readonly kind: 'duration' | 'durations' | 'flag' | 'count' | 'choice' | 'size' | 'rate' | 'share';
  readonly about: string;
  /** As it would be written in YAML. */
  readonly preset: string | number | boolean;
  readonly schema: Schema;
  /** The value of what stands in YAML; throws an OptionError that says what was expected. */
  parse(yaml: unknown, constants?: Constants): T;
}
export type Options = Readonly<Record<string, Option<unknown>>>;
export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

/** A value does not fit its option, or there is no such option. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
}

const refuse = (expected: string, found: unknown, meant = ''): never => {
  const written = JSON.stringify(found) ?? String(found);
  throw new OptionError(
    `expected ${expected}, found ${written}${meant === '' ? '' : `: ${meant}`}`,
  );
};

/** A time without its unit, or `1-20 ms`: what would be right. */
function timeMeant(yaml: unknown, ranges: boolean): string {
  const text = String(yaml).trim();
  const range = rangeMeant(text);
  if (range !== null) return ranges ? `write \`${range}\`` : 'it is one time, and no range';
  return /^[\d.]+$/.test(text) ? `write \`${text} ms\`, if that is the unit meant` : '';
}

type TimeUnit = 'us' | 'ms' | 's' | 'min' | 'h';

/** A length of time: `duration('200 ms', 'how often …')`. In code: microseconds. */
export function duration(preset: `${number} ${TimeUnit}`, about: string): Option<Duration> {
  const parse = (yaml: unknown, constants?: Constants) =>
    timeOf(measured(yaml, constants), yaml, QUANTITY_EXAMPLES.time, false);
  return option('duration', about, preset, quantity('time', 'not negative'), parse);
}

/**
 * A length of time drawn afresh by the world at each use: `durations('150..300 ms', …)`. A handler hands it to `arm`
 * and never draws it, so that exploration need not try every value.
 */
export function durations(
  preset: `${number}..${number} ${TimeUnit}`,
  about: string,
): Option<DurationRange> {
  const expected = 'a range of times such as `150..300 ms`';
  const parse = (yaml: unknown, constants?: Constants): DurationRange => {
    const found = measured(yaml, constants);
    if (found.is !== 'range') {
      const fixed = timeOf(found, yaml, expected, true);
      return { min: fixed, max: fixed };
    }
    const [min, max] = [found.low, found.high].map((end) => timeOf(end, yaml, expected, true));
    return min <= max ? { min, max } : refuse(`${expected}, the lesser end first`, yaml);
  };
  return option('durations', about, preset, quantity('time', 'not negative'), parse);
}

/** True or false. */
export function flag(preset: boolean, about: string): Option<boolean> {
  const schema: Schema = { type: 'boolean', 'x-expected': '`true` or `false`' };
  const parse = (yaml: unknown) =>
    typeof yaml === 'boolean' ? yaml : refuse('`true` or `false`', yaml);
  return option('flag', about, preset, schema, parse);
}

/** A whole number from `min` (0) to `max`. */
export function count(
  preset: number,
  about: string,
  { min = 0, max = 2 ** 31 }: { min?: number; max?: number } = {},
): Option<number> {
  const expected = `a whole number from ${min} to ${max}`;
  const parse = (yaml: unknown, constants?: Constants) => {
    const found = amountOf(measured(yaml, constants), 'number', yaml, expected);
    return Number.isSafeInteger(found) && found >= min && found <= max
      ? found
      : refuse(expected, yaml);
  };
  const schema: Schema = {
    type: ['integer', 'string'],
    minimum: min,
    maximum: max,
    'x-reads': 'value',
    'x-unit': 'number',
    'x-expected': expected,
  };
  return option('count', about, preset, schema, parse);
}

/** One of these words; the first is the preset. */
export function choice<const M extends readonly [string, ...string[]]>(
  members: M,
  about: string,
): Option<M[number]> {
  const schema: Schema = { type: 'string', enum: members };
  const parse = (yaml: unknown): M[number] => {
    if (members.includes(yaml as string)) return yaml as M[number];
    const meant = typeof yaml === 'string' ? didYouMean(yaml, members) : undefined;
    return refuse(`one of ${members.join(', ')}${meant === undefined ? '' : ` (${meant})`}`, yaml);
  };
  return option('choice', about, members[0], schema, parse);
}

type SizeUnit = 'B' | 'kB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB';

/** An amount of data: `size('64 KiB', …)`. In code: bytes. */
export function size(preset: `${number} ${SizeUnit}`, about: string): Option<number> {
  return number('size', about, preset, Number.isSafeInteger);
}

/** How often: `rate('200 / s', …)`. In code: per second. */
export function rate(preset: `${number} / ${TimeUnit}`, about: string): Option<number> {
  return number('rate', about, preset, Number.isFinite);
}

/** A part of the whole: `share('1 %', …)`. In code: a fraction from 0 to 1. */
export function share(preset: `${number} %`, about: string): Option<number> {
  return number('share', about, preset, (v) => v <= 1);
}

function number(
  kind: 'size' | 'rate' | 'share',
  about: string,
  preset: string,
  sound: (v: number) => boolean,
): Option<number> {
  const parse = (yaml: unknown, constants?: Constants) => {
    const found = amountOf(measured(yaml, constants), kind, yaml, QUANTITY_EXAMPLES[kind]);
    return sound(found) && found >= 0 ? found : refuse(QUANTITY_EXAMPLES[kind], yaml);
  };
  return option(kind, about, preset, quantity(kind, 'not negative'), parse);
}

function option<T>(
  kind: Option<T>['kind'],
  about: string,
  preset: string | number | boolean,
  schema: Schema,
  parse: Option<T>['parse'],
): Option<T> {
  return { kind, about, preset, schema: { ...schema, default: preset, description: about }, parse };
}

/** The quantity written in a scalar of YAML. */
function measured(yaml: unknown, constants: Constants = noConstants): Measured {
  if (typeof yaml !== 'string' && typeof yaml !== 'number') return UNKNOWN;
  const text = String(yaml);
  const span = { file: sourceFile('option', text), start: 0, end: text.length };
  const syntax = readText(text, span, 'value', new Diagnostics());
  return syntax === null ? UNKNOWN : measure(syntax, constants);
}

function amountOf(found: Measured, dimension: string, yaml: unknown, expected: string): number {
  if (found.is !== 'quantity' || found.dimension !== dimension || found.value === null)
    return refuse(expected, yaml);
  return Number(found.value.numerator) / Number(found.value.denominator);
}

function timeOf(found: Measured, yaml: unknown, expected: string, ranges: boolean): Duration {
  if (found.is !== 'quantity' || found.dimension !== 'time' || found.value === null)
    return refuse(expected, yaml, timeMeant(yaml, ranges));
  const { numerator, denominator }: Rational = found.value;
  const microseconds = numerator * 1_000_000n;
  if (numerator < 0n || microseconds % denominator !== 0n)
    return refuse(`${expected}, in whole microseconds`, yaml);
  return Number(microseconds / denominator);
}

/** The JSON Schema of an `options:` section. */
export function optionsSchema(options: Options): Schema {
  const properties = Object.entries(options).map(([name, { schema }]) => [name, schema]);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
  };
}

/** The values of all options, presets where `yaml` is silent; frozen. Throws an OptionError that names the option. */
export function readOptions<O extends Options>(
  options: O,
  yaml: Readonly<Record<string, unknown>> = {},
  constants?: Constants,
): OptionValues<O> {
  for (const name of Object.keys(yaml)) {
    if (Object.hasOwn(options, name)) continue;
    const names = Object.keys(options);
    const hint = didYouMean(name, names) ?? `options: ${names.join(', ') || 'none'}`;
    throw new OptionError(`unknown option \`${name}\`: ${hint}`);
  }
  const values = Object.entries(options).map(([name, { parse, preset }]) => {
    try {
      return [name, parse(Object.hasOwn(yaml, name) ? yaml[name] : preset, constants)];
    } catch (error) {
      throw error instanceof OptionError ? new OptionError(`${name}: ${error.message}`) : error;
    }
  });
  return Object.freeze(Object.fromEntries(values));
}
