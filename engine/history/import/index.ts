/** Reads recorded histories: JSON lines, Jepsen's EDN, and its older logs. */
import { lineText, type SourceFile, type Span } from '../../language/source.js';
import type { SequentialObject } from '../../objects/object.js';
import { flawsOf, type History, type Operation } from '../history.js';
import type { HistoryForm } from './forms.js';
import { type JepsenOptions, operationsOfEdn, operationsOfLog } from './jepsen.js';
import { operationsOfJsonLines } from './json-lines.js';
import * as say from './messages.js';
import { BadHistory } from './problem.js';

export { BadHistory } from './problem.js';

export interface ImportOptions extends JepsenOptions {
  /** Default: by what the text begins with. */
  readonly form?: HistoryForm;
}

/** @throws BadHistory with what is wrong and where */
export function readHistory(
  file: SourceFile,
  object: SequentialObject,
  options: ImportOptions = {},
): History {
  const operations = operationsIn(file, object, options);
  if (operations.length === 0) throw new BadHistory(say.noOperations(lineSpan(file, 1)));
  const history = { operations };
  const [flaw] = flawsOf(history);
  if (flaw !== undefined) {
    const line = operations[flaw.operation].line ?? 1;
    throw new BadHistory(say.flawed(lineSpan(file, line), flaw.message));
  }
  return history;
}

function operationsIn(
  file: SourceFile,
  object: SequentialObject,
  options: ImportOptions,
): Operation[] {
  switch (options.form ?? formOf(file)) {
    case 'json':
      return operationsOfJsonLines(file, object);
    case 'edn':
      return operationsOfEdn(file, object, options);
    case 'log':
      return operationsOfLog(file, object, options);
  }
}

/**
 * A map of EDN has keywords, `{:process`; whatever else stands in braces is meant to be JSON, right or wrong. Where the text says less, the name
 * of the file does; then EDN begins with a bracket, a tag or a remark.
 */
function formOf({ text, path }: SourceFile): HistoryForm {
  if (/^\s*\{\s*:/.test(text)) return 'edn';
  if (/^\s*\{/.test(text)) return 'json';
  const [, ending] = /\.(jsonl|ndjson|json|edn|log)$/i.exec(path) ?? [];
  const named = ENDINGS.get(ending?.toLowerCase() ?? '');
  return named ?? (/^\s*[[(#;]/.test(text) ? 'edn' : 'log');
}

const ENDINGS: ReadonlyMap<string, HistoryForm> = new Map([
  ['jsonl', 'json'],
  ['ndjson', 'json'],
  ['json', 'json'],
  ['edn', 'edn'],
  ['log', 'log'],
]);

function lineSpan(file: SourceFile, line: number): Span {
  const start = file.lineStarts[line - 1] ?? 0;
  return { file, start, end: start + Math.max(1, lineText(file, line).length) };
}
