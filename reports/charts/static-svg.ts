/** A Vega-Lite chart as SVG, without a browser. Vega is loaded only when a chart is drawn. */
import type { TopLevelSpec } from 'vega-lite';

export async function chartSvg(spec: TopLevelSpec): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
