/**
 * Histories as JSON Lines, one operation a line:
 *
 *     {"client": "a", "operation": "put", "args": {"key": "x", "value": 1}, "invoked": 0, "completed": 4}
 *     {"client": "b", "operation": "get", "args": {"key": "x"}, "result": 1, "invoked": 2, "completed": 3}
 *     {"client": "a", "operation": "get", "args": {"key": "x"}, "ending": "unknown", "invoked": 5}
 */
import { type JsonPath, rangeOf } from '../../language/observed/places.js';
import { syntaxErrorAt } from '../../language/observed/syntax-error.js';
import type { SourceFile, Span } from '../../language/source.js';
import { type SequentialObject, wrongArgs } from '../../objects/object.js';
import type { Plain } from '../../plain.js';
import { type Args, ENDINGS, type Ending, type Operation } from '../history.js';
import * as say from './messages.js';
import { BadHistory } from './problem.js';

const KEYS = ['client', 'operation', 'args', 'result', 'ending', 'invoked', 'completed'];

/** @throws BadHistory */
export function operationsOfJsonLines(file: SourceFile, object: SequentialObject): Operation[] {
  return file.lineStarts.flatMap((start, i) => {
    const text = file.text.slice(start, file.lineStarts[i + 1] ?? file.text.length);
    return text.trim() === ''
      ? []
      : [new Line(file, start, text.trimEnd(), i + 1).operation(object)];
  });
}

class Line {
  constructor(
    private readonly file: SourceFile,
    private readonly start: number,
    private readonly text: string,
    private readonly number: number,
  ) {}

  operation(object: SequentialObject): Operation {
    const json = this.parsed();
    const other = Object.keys(json).find((key) => !KEYS.includes(key) && !key.startsWith('x-'));
    if (other !== undefined)
      throw new BadHistory(say.unknownKey(this.span([other], 'key'), other, KEYS));
    const name = this.wanted(json, 'operation', isText, 'the name of an operation');
    if (!Object.hasOwn(object.operations, name)) {
      const known = Object.keys(object.operations);
      throw new BadHistory(
        say.unknownOperation(this.span(['operation']), name, object.name, known),
      );
    }
    const args = this.optional(json, 'args', isArgs, 'an object: name → value') ?? {};
    for (const key of ['args', 'result', 'client'])
      if (!isExact(json[key])) throw new BadHistory(say.wrongForm(this.span([key]), key, EXACT));
    const wrong = wrongArgs(object, name, args);
    if (wrong !== null) throw new BadHistory(say.wrongArguments(this.span(['args']), wrong));
    const client = this.wanted(json, 'client', isName, 'a name or a number');
    const ending = this.optional(json, 'ending', isEnding, `one of ${ENDINGS.join(', ')}`) ?? 'ok';
    const { result } = json;
    const invoked = this.wanted(json, 'invoked', isTime, 'a whole number of ticks');
    const completed =
      this.optional(json, 'completed', isTimeOrNull, 'a whole number of ticks') ?? null;
    return {
      client: String(client),
      name,
      args,
      ending,
      invoked,
      completed,
      line: this.number,
      ...(result === undefined ? {} : { result: result as Plain }),
    };
  }

  private parsed(): Readonly<Record<string, unknown>> {
    let json: unknown;
    try {
      json = JSON.parse(this.text);
    } catch {
      const at = this.start + Math.min(syntaxErrorAt(this.text), this.text.length - 1);
      throw new BadHistory(say.notJson({ file: this.file, start: at, end: at + 1 }));
    }
    if (!isArgs(json)) throw new BadHistory(say.notAnOperation(this.span([])));
    return json;
  }

  private wanted<T>(
    json: Readonly<Record<string, unknown>>,
    key: string,
    is: (value: unknown) => value is T,
    what: string,
  ): T {
    const value = this.optional(json, key, is, what);
    if (value === undefined) throw new BadHistory(say.missing(this.span([]), key));
    return value;
  }

  private optional<T>(
    json: Readonly<Record<string, unknown>>,
    key: string,
    is: (value: unknown) => value is T,
    what: string,
  ): T | undefined {
    const value = json[key];
    if (value === undefined || is(value)) return value;
    throw new BadHistory(say.wrongForm(this.span([key]), key, what));
  }

  private span(path: JsonPath, what: 'key' | 'value' = 'value'): Span {
    const { start, end } = rangeOf(this.text, path, what);
    return { file: this.file, start: this.start + start, end: this.start + end };
  }
}

/** JSON.parse makes one number of several that are larger, and two values would be one. */
const EXACT = 'what can be told exactly: write whole numbers beyond ±(2^53 − 1) as text';

function isExact(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isExact);
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isName = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number';
const isArgs = (value: unknown): value is Args =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEnding = (value: unknown): value is Ending =>
  (ENDINGS as readonly unknown[]).includes(value);
const isTime = (value: unknown): value is number => Number.isSafeInteger(value);
const isTimeOrNull = (value: unknown): value is number | null => value === null || isTime(value);
