/**
 * The one Vega-Lite configuration of every chart: quiet axes, a hairline grid, the fonts and colours of
 * the report. In a page the colours are custom properties, so that one chart serves both themes.
 */
import type { Config } from 'vega-lite';
import { type Palette, seriesColours } from '../palette.js';

const FONT = 'system-ui, -apple-system, "Segoe UI", sans-serif';

export function chartConfig(palette: Palette): Config {
  return {
    font: FONT,
    background: 'transparent',
    padding: { left: 0, right: 0, top: 4, bottom: 4 },
    view: { stroke: null },
    axis: {
      domain: false,
      ticks: false,
      gridColor: palette.line,
      gridWidth: 1,
      labelColor: palette.soft,
      labelFontSize: 12,
      labelPadding: 6,
      titleColor: palette.soft,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 8,
    },
    bar: { color: palette.c0 },
    line: { color: palette.c0, strokeWidth: 2 },
    area: { color: palette.c0, opacity: 0.85 },
    text: { color: palette.ink, fontSize: 12 },
    range: { category: seriesColours(palette, 8) },
    header: {
      labelColor: palette.soft,
      labelFontSize: 12,
      labelAnchor: 'start',
      labelPadding: 2,
      titleColor: palette.soft,
      titleFontWeight: 'normal',
    },
    legend: {
      labelColor: palette.soft,
      labelFontSize: 12,
      titleColor: palette.soft,
      titleFontSize: 12,
      titleFontWeight: 'normal',
    },
    title: { color: palette.ink, anchor: 'start', fontSize: 14, subtitleColor: palette.soft },
  };
}
