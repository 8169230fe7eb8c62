/**
 * The state graph of a small model as DOT (https://graphviz.org/doc/info/lang.html), as SVG drawn by
 * Graphviz, and as a Mermaid state diagram. Variables that are the same everywhere are left out.
 * Text is set in a fixed pitch, whose width Graphviz knows without the font.
 */
import type { StateGraph } from '../checkers/verdict.js';
import { formatPlain } from '../engine/language/value-format.js';
import { customProperties, DARK, LIGHT } from './palette.js';
import { printable } from './wording.js';

/** More states or steps than this make no picture that anybody can read. */
export const DRAWN_STATES_MAX = 80;
export const DRAWN_STEPS_MAX = 240;

export function isDrawable(graph: StateGraph): boolean {
  return graph.states.length <= DRAWN_STATES_MAX && graph.steps.length <= DRAWN_STEPS_MAX;
}

const LINE_MAX = 48;

export function graphDot(graph: StateGraph): string {
  const variables = telling(graph);
  const lines = [
    'digraph states {',
    '  rankdir=LR; nodesep=0.3; ranksep=0.5; pad=0.1;',
    '  node [shape=box, style=rounded, fontname="Courier", fontsize=12, margin="0.14,0.07", class="state"];',
    '  edge [fontname="Courier", fontsize=11, arrowsize=0.7];',
  ];
  for (const { id, state, initial } of graph.states) {
    const label = stateLines(state, variables, id).map(dotText).join('\\n');
    const start = initial ? ', class="state initial", peripheries=2' : '';
    lines.push(`  s${id} [label="${label}", tooltip="state ${id}"${start}];`);
  }
  for (const { from, to, titles } of joined(graph)) {
    lines.push(
      `  s${from} -> s${to} [label="${titles.map(dotText).join('\\n')}", tooltip="s${from} to s${to}"];`,
    );
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
  const drawn = graphviz.dot(graphDot(graph));
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

const THEMES = `svg{${customProperties(LIGHT)}}@media(prefers-color-scheme:dark){svg{${customProperties(DARK)};background:var(--paper)}}`;
const GRAPH_STYLE =
  '.state-graph text{fill:var(--ink);font-family:ui-monospace,SFMono-Regular,Menlo,"DejaVu Sans Mono",monospace}.state-graph .edge text{fill:var(--soft)}' +
  '.state-graph .state path,.state-graph .state polygon{stroke:var(--soft);fill:var(--raised)}.state-graph .initial path{stroke:var(--ink)}' +
  '.state-graph .edge path{stroke:var(--soft)}.state-graph .edge polygon{fill:var(--soft);stroke:var(--soft)}';

export function graphMermaid(graph: StateGraph): string {
  const variables = telling(graph);
  const lines = ['stateDiagram-v2'];
  for (const { id, state } of graph.states) {
    lines.push(`  s${id}: ${stateLines(state, variables, id).map(mermaidText).join('<br/>')}`);
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

/** Variables with more than one value. */
function telling(graph: StateGraph): string[] {
  const first = graph.states[0]?.state ?? {};
  const names = Object.keys(first);
  const varying = names.filter((name) => {
    const value = JSON.stringify(first[name]);
    return graph.states.some(({ state }) => JSON.stringify(state[name]) !== value);
  });
  return varying.length > 0 ? varying : names;
}

function stateLines(
  state: StateGraph['states'][number]['state'],
  variables: readonly string[],
  id: number,
): string[] {
  if (variables.length === 0) return [`state ${id}`];
  return variables.map((name) => {
    const line = `${name} = ${formatPlain(state[name])}`;
    return line.length > LINE_MAX ? `${line.slice(0, LINE_MAX - 1)}…` : line;
  });
}

/** Several steps between two states are one arrow with several titles. */
function joined(graph: StateGraph): { from: number; to: number; titles: string[] }[] {
  const arrows = new Map<string, { from: number; to: number; titles: string[] }>();
  for (const { from, to, title } of graph.steps) {
    const key = `${from} ${to}`;
    const arrow = arrows.get(key);
    if (arrow === undefined) arrows.set(key, { from, to, titles: [title] });
    else if (!arrow.titles.includes(title)) arrow.titles.push(title);
  }
  return [...arrows.values()];
}
