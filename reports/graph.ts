/**
 * The state graph of a small model as DOT (https://graphviz.org/doc/info/lang.html), as SVG drawn by
 * Graphviz, and as a Mermaid state diagram. What is the same everywhere is left out.
 * Text is set in a fixed pitch, whose width Graphviz knows without the font.
 */
import type { StateGraph } from '../checkers/verdict.js';
import { formatPlain, type Plain } from '../engine/plain.js';
import { bindingWords, commonKeys } from './evidence/step-table.js';
import { customProperties, DARK, LIGHT } from './palette.js';
import { printable } from './wording.js';

/** More states or steps than this make no picture that anybody can read. */
export const DRAWN_STATES_MAX = 80;
export const DRAWN_STEPS_MAX = 240;

export function isDrawable(graph: StateGraph): boolean {
  return graph.states.length <= DRAWN_STATES_MAX && graph.steps.length <= DRAWN_STEPS_MAX;
}

/** Above this, arrows have no words: nobody could read them, and Graphviz would take minutes. */
const LABELLED_STEPS_MAX = DRAWN_STEPS_MAX;

const VALUE_MAX = 32;
/** Width of a line of words at an arrow, in characters. */
const ARROW_WIDTH = 16;

/** Which way the picture grows with depth: down the page, or across it. */
export type Direction = 'TB' | 'LR';

export function graphDot(graph: StateGraph, direction: Direction = 'TB'): string {
  const columns = columnsOf(graph);
  const arrows = joined(graph);
  const labelled = arrows.length <= LABELLED_STEPS_MAX;
  const labels = graph.states.map(({ id, state }) => stateLines(state, columns, id));
  const lines = [
    'digraph states {',
    `  rankdir=${direction}; nodesep=0.3; ranksep=0.4; pad=0.1; nslimit=2; nslimit1=2;`,
    '  node [shape=box, style=rounded, fontname="Courier", fontsize=12, margin="0.14,0.07", class="state"];',
    '  edge [fontname="Courier", fontsize=11, arrowsize=0.7];',
    ...legend(columns).map(
      (text) => `  label="${dotText(text)}"; labelloc=b; fontname="Courier"; fontsize=11;`,
    ),
  ];
  for (const [i, { id, initial }] of graph.states.entries()) {
    const start = initial ? ', class="state initial", peripheries=2' : '';
    const label = labels[i].map(dotText).join('\\n');
    lines.push(`  s${id} [label="${label}", tooltip="state ${id}"${start}];`);
  }
  for (const { from, to, titles } of arrows) {
    const label = titles.flatMap((title) => wrapped(title, ARROW_WIDTH)).map(dotText);
    const tooltip = labelled ? `s${from} to s${to}` : titles.map(dotText).join(', ');
    const words = labelled ? `label="${label.join('\\n')}", ` : '';
    lines.push(`  s${from} -> s${to} [${words}tooltip="${tooltip}"];`);
  }
  return `${lines.join('\n')}\n}\n`;
}

/**
 * SVG with its own style, for both themes; `inPage` leaves the colours to the page.
 * Graphviz (WebAssembly) is loaded on the first call.
 */
export async function graphSvg(
  graph: StateGraph,
  options: { readonly inPage?: boolean } = {},
): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const graphviz = await Graphviz.load();
  const drawn = nearestToPage(
    (isDrawable(graph) ? DIRECTIONS : DIRECTIONS.slice(0, 1)).map((direction) =>
      graphviz.dot(graphDot(graph, direction)),
    ),
  );
  const svg = drawn
    .slice(drawn.indexOf('<svg'))
    .replace(/<!--[\s\S]*?-->\s*/g, '')
    .replace(/<polygon fill="white" stroke="none"[^>]*\/>\s*/, '')
    .replace(/(width|height)="(\d+)pt"/g, '$1="$2"')
    .replace('<svg ', '<svg role="img" aria-label="State graph" class="state-graph" ');
  return svg.replace(
    /(<svg[^>]*>)/,
    `$1<style>${options.inPage === true ? '' : THEMES}${GRAPH_STYLE}</style>`,
  );
}

const DIRECTIONS: readonly Direction[] = ['TB', 'LR'];

/** In pixels; who reads a page scrolls down rather than across. */
const PAGE = { width: 900, height: 1300 };

/** The one of several drawings that goes least beyond a page. */
function nearestToPage(drawings: readonly string[]): string {
  const excess = (svg: string): number => {
    const [, width, height] = /width="(\d+)pt" height="(\d+)pt"/.exec(svg) ?? [];
    return Math.max(Number(width) / PAGE.width, Number(height) / PAGE.height);
  };
  return drawings.reduce((best, svg) => (excess(svg) < excess(best) ? svg : best));
}

const THEMES = `svg{${customProperties(LIGHT)}}@media(prefers-color-scheme:dark){svg{${customProperties(DARK)};background:var(--paper)}}`;
const GRAPH_STYLE =
  '.state-graph text{fill:var(--ink);font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}.state-graph .edge text{fill:var(--soft)}' +
  '.state-graph .state path,.state-graph .state polygon{stroke:var(--soft);fill:var(--raised)}.state-graph .initial path{stroke:var(--ink)}' +
  '.state-graph .edge path{stroke:var(--soft)}.state-graph .edge polygon{fill:var(--soft);stroke:var(--soft)}';

export function graphMermaid(graph: StateGraph): string {
  const columns = columnsOf(graph);
  const lines = ['stateDiagram-v2', ...legend(columns).map((text) => `  %% ${printable(text)}`)];
  for (const { id, state } of graph.states) {
    lines.push(`  s${id}: ${stateLines(state, columns, id).map(mermaidText).join('<br/>')}`);
  }
  for (const { id, initial } of graph.states) if (initial) lines.push(`  [*] --> s${id}`);
  for (const { from, to, titles } of joined(graph)) {
    lines.push(`  s${from} --> s${to}: ${titles.map(mermaidText).join(', ')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Text in a Mermaid label: whatever could be syntax, the word `end` too, becomes entity codes (`#59;`). */
export function mermaidText(text: string): string {
  return printable(text)
    .replace(/[^\p{L}\p{N} .,()=+*/→−_'!?-]/gu, (c) => `#${c.codePointAt(0)};`)
    .replace(/\b(e)n(d)\b/gi, '$1#110;$2');
}

/** Inside a double-quoted DOT string; `&` because Graphviz reads entities in labels. */
function dotText(text: string): string {
  return printable(text).replace(/&/g, '&amp;').replace(/\\/g, '\\\\').replace(/"/g, '\\"');
}

type State = StateGraph['states'][number]['state'];

/** A variable as a state shows it: whole, or the entries of it that differ between states. */
interface Column {
  readonly name: string;
  readonly keys: readonly string[] | null;
}

/** What differs between states; everything where nothing does. */
function columnsOf(graph: StateGraph): Column[] {
  const states = graph.states.map(({ state }) => state);
  const all = Object.keys(states[0] ?? {}).map((name) => columnOf(name, states));
  const telling = all.filter(({ name, keys }) =>
    keys === null ? differ(states.map((state) => state[name])) : keys.length > 0,
  );
  return telling.length > 0 ? telling : all.map(({ name }) => ({ name, keys: null }));
}

function columnOf(name: string, states: readonly State[]): Column {
  const values = states.map((state) => state[name]);
  const keys = commonKeys(values);
  if (keys === null) return { name, keys: null };
  const entries = values as { readonly [key: string]: Plain }[];
  return { name, keys: keys.filter((key) => differ(entries.map((value) => value[key]))) };
}

function differ(values: readonly Plain[]): boolean {
  const first = JSON.stringify(values[0]);
  return values.some((value) => JSON.stringify(value) !== first);
}

/** A map is its values only: the legend says of what. */
function stateLines(state: State, columns: readonly Column[], id: number): string[] {
  if (columns.length === 0) return [`state ${id}`];
  return columns.map(({ name, keys }) => {
    const value = state[name];
    const words =
      keys === null
        ? formatPlain(value)
        : keys.map((key) => formatPlain((value as Record<string, Plain>)[key])).join(', ');
    const short = words.length > VALUE_MAX ? `${words.slice(0, VALUE_MAX - 1)}…` : words;
    return `${name} = ${short}`;
  });
}

/** `doing: of 1, 2`, where states show only values. */
function legend(columns: readonly Column[]): string[] {
  const words = columns.flatMap(({ name, keys }) =>
    keys === null ? [] : [`${name}: of ${keys.join(', ')}`],
  );
  return words.length === 0 ? [] : [words.join('; ')];
}

/** Several steps between two states are one arrow with several titles. */
function joined(graph: StateGraph): { from: number; to: number; titles: string[] }[] {
  const arrows = new Map<string, { from: number; to: number; titles: string[] }>();
  for (const step of graph.steps) {
    const { from, to } = step;
    const title = stepTitle(step);
    const key = `${from} ${to}`;
    const arrow = arrows.get(key);
    if (arrow === undefined) arrows.set(key, { from, to, titles: [title] });
    else if (!arrow.titles.includes(title)) arrow.titles.push(title);
  }
  return [...arrows.values()];
}

/** `wants to print w = 1`. */
function stepTitle({ title, bindings }: StateGraph['steps'][number]): string {
  const words = bindingWords(bindings);
  return words === '' ? title : `${title} ${words}`;
}

/** Breaks between words, but never inside `w = 1`. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<![=,]) (?!=)/)) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 1 + word.length <= width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
