/**
 * What is sent to a notebook: one bundle of the same thing in several media types, of which each front
 * end shows the best that it can. JupyterLab and VS Code draw Vega-Lite 5 themselves; nbconvert and
 * code hosts show the picture; a terminal shows the text.
 */
import type { TopLevelSpec } from 'vega-lite';
import { chartSvg } from '../charts/static-svg.js';
import type { Bundle } from './display.js';
import { pngOf } from './png.js';

export const VEGA_LITE = 'application/vnd.vegalite.v5+json';

/**
 * How a chart is sent. `vega` is for everyone; `png` keeps notebooks small and the same everywhere;
 * `text` is for terminals. The environment variable ASSAY_RENDERER names another than the first.
 */
export type Renderer = (spec: TopLevelSpec, text: string) => Promise<Bundle>;

export const RENDERERS: Readonly<Record<string, Renderer>> = {
  vega: async (spec, text) => {
    const { data, metadata } = await pictureBundle(await drawn(spec), text);
    // An object: a front end would take a string for an address to load from.
    return { data: { [VEGA_LITE]: spec, ...data }, metadata };
  },
  png: async (spec, text) => pictureBundle(await drawn(spec), text),
  text: async (_, text) => textBundle(text),
};

/** Vega numbers the data that it is given; what is sent stays as it was. */
const drawn = (spec: TopLevelSpec): Promise<string> => chartSvg(structuredClone(spec));

export function rendererNamed(name: string | undefined): Renderer {
  if (name === undefined || name === '') return RENDERERS['vega'];
  const known = Object.keys(RENDERERS);
  if (known.includes(name)) return RENDERERS[name];
  throw new Error(`ASSAY_RENDERER=${name}: there are ${known.join(', ')}`);
}

/** A picture, for front ends of every theme: it brings its own white ground. */
export async function pictureBundle(svg: string, text: string): Promise<Bundle> {
  const { base64, width, height } = await pngOf(svg);
  return {
    data: { 'image/png': base64, 'text/plain': text },
    metadata: { 'image/png': { width, height } },
  };
}

export function htmlBundle(html: string, text: string): Bundle {
  return { data: { 'text/html': html, 'text/plain': text }, metadata: {} };
}

export function textBundle(text: string): Bundle {
  return { data: { 'text/plain': text }, metadata: {} };
}
