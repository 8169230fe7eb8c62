/** The ratios as a chart: for each problem how many times less CPU time than Spin, on a scale of doublings. */
import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../reports/charts/config.js';
import { LIGHT } from '../reports/palette.js';
import type { Row } from './run.js';
import { REFERENCE, ratio } from './table.js';

export function ratioChart(rows: readonly Row[], names: readonly string[]): TopLevelSpec {
  const values = rows.flatMap((row) =>
    names
      .filter((name) => name !== REFERENCE)
      .map((explorer) => ({ problem: row.problem.id, explorer, ratio: ratio(row, explorer) }))
      .filter((value) => value.ratio !== null),
  );
  const problem = {
    field: 'problem',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: 0 },
  } as const;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    title: { text: `How many times less CPU time than ${REFERENCE}` },
    data: { values },
    width: 480,
    height: { step: 22 },
    layer: [
      { mark: { type: 'rule', stroke: LIGHT.soft }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1 },
        encoding: {
          y: problem,
          x: { field: 'ratio', type: 'quantitative', scale: { type: 'log', base: 2 }, title: null },
          color: { field: 'explorer', type: 'nominal', sort: null, title: null },
          shape: { field: 'explorer', type: 'nominal', sort: null, title: null },
        },
      },
    ],
    config: { ...chartConfig(LIGHT), background: LIGHT.paper },
  };
}
