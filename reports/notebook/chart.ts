/** A chart to be shown in a notebook: Vega-Lite 5 with the look of the reports and its finding on top. */
import { inspect } from 'node:util';
import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../charts/config.js';
import { LIGHT } from '../palette.js';
import { rendererNamed } from './bundle.js';
import { display } from './display.js';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';
const WIDTH = 460;
const HEIGHT = 180;
const PADDING = { left: 12, right: 16, top: 12, bottom: 12 };

export class Chart {
  /** Its finding, in words. */
  readonly title: string;
  readonly subtitle: string;
  /** To be taken elsewhere. */
  readonly spec: object;
  /** What stands for it where there are no pictures. */
  readonly #text: string;

  /** @internal */
  constructor(title: string, subtitle: string, spec: object, text = `${title}\n${subtitle}`) {
    this.title = title;
    this.subtitle = subtitle;
    this.#text = text;
    this.spec = {
      $schema: SCHEMA,
      width: WIDTH,
      height: HEIGHT,
      ...spec,
      config: { ...chartConfig(LIGHT), padding: PADDING },
      title: { text: title, subtitle, offset: 14 },
      // Front ends may be dark; a chart brings its own ground.
      background: LIGHT.paper,
    };
  }

  async show(): Promise<void> {
    const render = rendererNamed(process.env['ASSAY_RENDERER']);
    display(await render(this.spec as TopLevelSpec, this.#text));
  }

  /** @internal */
  [inspect.custom](): string {
    return this.#text;
  }
}

/** A chart of your own: `spec` in Vega-Lite 5, of which `data`, `mark` and `encoding` are enough. */
export function chart(title: string, subtitle: string, spec: object): Chart {
  return new Chart(title, subtitle, spec);
}
