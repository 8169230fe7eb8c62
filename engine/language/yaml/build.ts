/**
 * From the nodes of the `yaml` package to the located tree, with the rules of LANGUAGE section 1 that
 * are about structure: unique keys that are text, no merge keys, no torn values, honest numbers.
 */
import type { Node, Pair, YAMLMap, YAMLSeq, Scalar as YamlScalar } from 'yaml';
import { isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Diagnostics } from '../diagnostics.js';
import type { SourceFile, Span } from '../source.js';
import { hasValue, type Torn, tornValue } from './flow.js';
import * as say from './messages.js';
import { characterOffsets, type Quote } from './offsets.js';
import type { Entry, List, Mapping, Scalar, Tree } from './tree.js';

interface Building {
  readonly file: SourceFile;
  readonly diagnostics: Diagnostics;
}

export function buildTree(node: Node | null, file: SourceFile, diagnostics: Diagnostics): Tree {
  return build({ file, diagnostics }, node, 0);
}

function build(to: Building, node: unknown, at: number): Tree {
  if (isScalar(node)) return scalar(to, node);
  if (isMap(node)) return mapping(to, node);
  if (isSeq(node)) return list(to, node);
  return plain(to.file, null, at, at);
}

// ------------------------------------------------------------------------------------- scalars

function scalar(to: Building, node: YamlScalar): Scalar {
  const [start, end] = node.range ?? [0, 0, 0];
  if (node.type === 'PLAIN' || node.type === undefined) {
    const text = String(node.value ?? '');
    if (text === '') return plain(to.file, null, start, start);
    checkNumber(to, text, { file: to.file, start, end });
    return plain(to.file, text, start, end);
  }
  const text = String(node.value ?? '');
  if (node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL')
    return blockScalar(to.file, text, start, end);
  const quote: Quote = node.type === 'QUOTE_SINGLE' ? 'single' : 'double';
  const offsets = lazily(() => characterOffsets(text, to.file.text, start + 1, end - 1, quote));
  return {
    node: 'scalar',
    text,
    style: 'quoted',
    span: { file: to.file, start, end },
    offsetOf: offsets,
  };
}

/** A plain scalar that stands in the file from `start` to `end`, over one line or several. */
export function plain(file: SourceFile, text: string | null, start: number, end: number): Scalar {
  const length = text?.length ?? 0;
  const offsetOf =
    end - start === length
      ? (i: number) => start + Math.max(0, Math.min(i, length))
      : lazily(() => characterOffsets(text ?? '', file.text, start, end, 'none'));
  return { node: 'scalar', text, style: 'plain', span: { file, start, end }, offsetOf };
}

function blockScalar(file: SourceFile, text: string, start: number, end: number): Scalar {
  const header = file.text.indexOf('\n', start);
  const body = header < 0 || header > end ? end : header + 1;
  const first = body + Math.max(0, file.text.slice(body, end).search(/\S/));
  const last = body + file.text.slice(body, end).trimEnd().length;
  const span: Span = last > first ? { file, start: first, end: last } : { file, start, end: body };
  const offsets = lazily(() => characterOffsets(text, file.text, body, end, 'none'));
  return { node: 'scalar', text, style: 'block', span, offsetOf: offsets };
}

function lazily(compute: () => Int32Array): (i: number) => number {
  let offsets: Int32Array | null = null;
  return (i) => {
    offsets ??= compute();
    return offsets[Math.max(0, Math.min(i, offsets.length - 1))];
  };
}

/** `010` is ten, eight or text, depending on who reads it (LANGUAGE, 1.4). */
function checkNumber(to: Building, text: string, span: Span): void {
  if (
    !/^[-+]?0[0-9xXoObB_]/.test(text) ||
    !/^[-+]?0(?:[xX][0-9a-fA-F]+|[oO][0-7]+|[bB][01]+|[0-9_]+)$/.test(text)
  )
    return;
  const digits = /^([-+]?)0+([1-9][0-9]*)?$/.exec(text);
  to.diagnostics.add(say.numberForm(span, text, digits ? `${digits[1]}${digits[2] ?? '0'}` : null));
}

// ----------------------------------------------------------------------------------- collections

function mapping(to: Building, node: YAMLMap): Mapping {
  const flow = node.flow === true;
  const entries: Entry[] = [];
  const seen = new Map<string, Span>();
  const add = (key: Scalar | null, value: Tree) => {
    if (key === null || key.text === null) return;
    const first = seen.get(key.text);
    if (first) {
      to.diagnostics.add(say.duplicateKey(key.span, key.text, first));
      return;
    }
    seen.set(key.text, key.span);
    entries.push({ key: { ...key, text: key.text }, value });
  };
  const pairs = node.items as readonly Pair[];
  for (let i = 0; i < pairs.length; i++) {
    const torn = flow ? tornValue(pairs, i) : null;
    if (torn) {
      addTorn(to, pairs, torn, add);
      i = torn.last;
    } else {
      const key = keyOf(to, pairs[i], node);
      add(key, build(to, pairs[i].value, key?.span.end ?? node.range?.[0] ?? 0));
    }
  }
  return { node: 'mapping', flow, entries, span: collectionSpan(to, node, flow, entries) };
}

/** Joins what the commas tore apart, either a value, `k: f(a, b)`, or a key, `f(a, b): v`. */
function addTorn(
  to: Building,
  pairs: readonly Pair[],
  torn: Torn,
  add: (key: Scalar | null, value: Tree) => void,
): void {
  const { file } = to;
  const span = { file, start: torn.start, end: torn.end };
  const first = pairs[torn.first];
  const last = pairs[torn.last];
  const joined = plain(file, file.text.slice(torn.start, torn.end), torn.start, torn.end);
  if (hasValue(first)) {
    const key = isScalar(first.key) ? scalar(to, first.key) : null;
    to.diagnostics.add(say.commaInFlow(span, key?.text ?? null, '{ }'));
    add(key, joined);
    return;
  }
  to.diagnostics.add(say.commaInFlow(span, null, '{ }'));
  if (!hasValue(last) || !isScalar(last.key) || !last.key.range) return;
  const end = last.key.range[1];
  add(plain(file, file.text.slice(torn.start, end), torn.start, end), build(to, last.value, end));
}

function keyOf(to: Building, pair: Pair, parent: YAMLMap): Scalar | null {
  const { file, diagnostics } = to;
  if (!isScalar(pair.key)) {
    const range = (pair.key as Node | null)?.range ?? parent.range ?? [0, 0, 0];
    const found = isSeq(pair.key) ? 'a list' : isMap(pair.key) ? 'a mapping' : 'missing';
    diagnostics.add(say.keyNotText({ file, start: range[0], end: range[1] }, found));
    return null;
  }
  const key = scalar(to, pair.key);
  if (key.text === null || key.text.trim() === '') {
    diagnostics.add(say.keyNotText(key.span, 'empty'));
    return null;
  }
  if (key.text === '<<' && key.style === 'plain') {
    diagnostics.add(say.mergeKey(key.span));
    return null;
  }
  return key;
}

function list(to: Building, node: YAMLSeq): List {
  const flow = node.flow === true;
  const items: Tree[] = [];
  for (let i = 0; i < node.items.length; i++) {
    const torn = flow ? tornValue(node.items, i) : null;
    if (torn) {
      const { file } = to;
      to.diagnostics.add(say.commaInFlow({ file, start: torn.start, end: torn.end }, null, '[ ]'));
      items.push(plain(file, file.text.slice(torn.start, torn.end), torn.start, torn.end));
      i = torn.last;
    } else {
      const item = node.items[i];
      items.push(isPair(item) ? plain(to.file, null, 0, 0) : build(to, item, node.range?.[0] ?? 0));
    }
  }
  return { node: 'list', flow, items, span: collectionSpan(to, node, flow, items) };
}

/** Of a flow collection, its brackets; of a block collection, from its first part to its last. */
function collectionSpan(
  to: Building,
  node: YAMLMap | YAMLSeq,
  flow: boolean,
  parts: readonly (Entry | Tree)[],
): Span {
  const [start, end] = node.range ?? [0, 0, 0];
  const last = parts.at(-1);
  if (flow || last === undefined) return { file: to.file, start, end };
  const lastSpan = 'key' in last ? last.value.span : last.span;
  const lastKeyEnd = 'key' in last ? last.key.span.end : 0;
  return { file: to.file, start, end: Math.max(lastSpan.end, lastKeyEnd, start) };
}
