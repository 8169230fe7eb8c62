/**
 * YAML text → one located tree a document (LANGUAGE, section 1). The `yaml` package reads the text in
 * two stages, tokens and nodes; between them we refuse what a spec may not use, before anything
 * recursive or expanding looks at it. No input makes this throw.
 */
import { Composer, type CST, Parser } from 'yaml';
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import type { SourceFile, Span } from '../source.js';
import { buildTree } from './build.js';
import * as say from './messages.js';
import { syntaxDiagnostics } from './syntax.js';
import { forbiddenTokens } from './tokens.js';
import type { Tree } from './tree.js';

export interface YamlDocument {
  /** Null where the text is no YAML: the diagnostics say why. */
  readonly tree: Tree | null;
  readonly span: Span;
}

/** Problems of one file that are listed; beyond, their number. */
const PROBLEMS_SHOWN = 100;

interface Read {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Diagnostic[];
}

/** Files that were read: names are looked up in them again and again, and trees are never changed. */
const known = new WeakMap<SourceFile, Read>();

/** All documents of a file that are not empty, in order. */
export function readYaml(file: SourceFile, diagnostics: Diagnostics): readonly YamlDocument[] {
  const read = known.get(file) ?? readOnce(file);
  known.set(file, read);
  for (const problem of read.problems) diagnostics.add(problem);
  return read.documents;
}

function readOnce(file: SourceFile): Read {
  const found = new Diagnostics();
  const documents = read(file, found);
  const sorted = found.list.sort((a, b) => a.span.start - b.span.start);
  const problems = sorted.slice(0, PROBLEMS_SHOWN);
  const more = sorted.length - PROBLEMS_SHOWN;
  if (more > 0) problems.push(say.tooMany(sorted[PROBLEMS_SHOWN].span, more));
  return { documents, problems };
}

function read(file: SourceFile, diagnostics: Diagnostics): YamlDocument[] {
  if (hasControlCharacters(file, diagnostics)) return [];
  const tokens: CST.Token[] = [...new Parser().parse(file.text)];
  const { tooDeep, unusable, unclosed } = forbiddenTokens(tokens, file, diagnostics);
  if (tooDeep) return [];
  const composer = new Composer({
    keepSourceTokens: true,
    logLevel: 'silent',
    prettyErrors: false,
    schema: 'failsafe',
    strict: true,
    uniqueKeys: false,
  });
  const documents: YamlDocument[] = [];
  for (const document of composer.compose(tokens, true, file.text.length)) {
    const [start, end] = document.range;
    const span = { file, start, end: Math.min(end, file.text.length) };
    const errors = syntaxDiagnostics(file, document.errors, unclosed);
    for (const error of errors) diagnostics.add(error);
    const broken =
      errors.length > 0 || unusable.some((at) => at >= start && at < document.range[2]);
    if (broken) {
      documents.push({ tree: null, span });
      continue;
    }
    const tree = buildTree(document.contents, file, diagnostics);
    // Nothing between two `---` is nothing; a file of nothing is reported below.
    if (tree.node !== 'scalar' || tree.text !== null) documents.push({ tree, span });
  }
  if (documents.length === 0 && !diagnostics.hasErrors)
    diagnostics.add(say.noSpec({ file, start: 0, end: 0 }));
  return documents;
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\ufffe\uffff]|\r(?!\n)/g;

function hasControlCharacters(file: SourceFile, diagnostics: Diagnostics): boolean {
  let any = false;
  for (const match of file.text.matchAll(CONTROL)) {
    const start = match.index;
    diagnostics.add(say.controlCharacter({ file, start, end: start + 1 }, match[0].charCodeAt(0)));
    any = true;
    if (diagnostics.list.length > PROBLEMS_SHOWN) break;
  }
  return any;
}
