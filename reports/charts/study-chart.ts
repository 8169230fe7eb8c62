/**
 * A chart of a study, as Vega-Lite 5: what was measured against what was varied, with the band of its
 * confidence intervals, and the name of each line where it ends. The title is the finding.
 */
import type { TopLevelSpec } from 'vega-lite';
import type { StudyCell, StudyPlot, StudyResult } from '../../checkers/verdict.js';
import { type Palette, seriesColours } from '../palette.js';
import { printable, thousands } from '../wording.js';
import { chartConfig } from './config.js';
import { endLabels } from './end-labels.js';
import type { Chart } from './exploration-charts.js';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';
const WIDTH = 420;
const HEIGHT = 150;
/** Lines without names of their own have none; more than this have a legend. */
const LABELLED_MAX = 8;

type Channel = NonNullable<StudyPlot['channels']['x']>;
type Datum = Record<string, string | number | null>;

export function studyCharts(study: StudyResult, palette: Palette): Chart[] {
  return study.plots.map((plot) => studyChart(study, plot, palette));
}

function studyChart(study: StudyResult, plot: StudyPlot, palette: Palette): Chart {
  const data = study.cells.flatMap((cell): Datum[] => {
    const datum = datumOf(study, plot, cell);
    return datum ? [datum] : [];
  });
  const inner = layersOf(study, plot, data, palette);
  const facets = facetOf(study, plot);
  const sized = { width: WIDTH, height: HEIGHT };
  const spec = facets
    ? { facet: facets, spec: { ...sized, ...inner }, data: { values: data } }
    : { ...sized, ...inner, data: { values: data } };
  return {
    title: printable(plot.title ?? findingOf(study, plot, data)),
    subtitle: printable(subtitleOf(study, plot)),
    spec: {
      $schema: SCHEMA,
      config: chartConfig(palette),
      ...JSON.parse(JSON.stringify(spec)),
    } as TopLevelSpec,
  };
}

// ------------------------------------------------------------------------------------------- data

/** Fields are named by their channel, never by words of the spec. */
function datumOf(study: StudyResult, plot: StudyPlot, cell: StudyCell): Datum | null {
  const datum: Datum = {};
  for (const [name, channel] of channelsOf(plot)) {
    const value = valueOn(study, channel, cell);
    if (value === null) return null;
    datum[name] = FACETS.includes(name) ? facetTitle(study, channel, value) : value;
    if (name === 'y' && channel.of === 'measure') {
      datum['low'] = cell.measures[channel.measure]?.low ?? null;
      datum['high'] = cell.measures[channel.measure]?.high ?? null;
    }
  }
  // What no channel shows keeps its lines apart.
  const shown = new Set(channelsOf(plot).map(([, channel]) => axisOf(channel)));
  const rest = cell.at.filter((_, axis) => !shown.has(axis));
  datum['series'] = [...rest, datum['color'] ?? ''].join(' ');
  return datum;
}

/** Channels that have a chart for each of their values. */
const FACETS: readonly string[] = ['row', 'column'];

const facetTitle = (study: StudyResult, channel: Channel, value: string | number): string =>
  `${nameOf(study, channel)} = ${value}`;

const channelsOf = ({ channels }: StudyPlot): [string, Channel][] => Object.entries(channels);

const axisOf = (channel: Channel): number => (channel.of === 'axis' ? channel.axis : -1);

function valueOn(study: StudyResult, channel: Channel, cell: StudyCell): string | number | null {
  if (channel.of === 'measure') return cell.measures[channel.measure]?.value ?? null;
  const { value } = study.axes[channel.axis].values[cell.at[channel.axis]];
  return typeof value === 'string' ? printable(value) : value;
}

const nameOf = (study: StudyResult, channel: Channel): string =>
  printable(
    channel.of === 'axis'
      ? titleOfAxis(study.axes[channel.axis])
      : study.measures[channel.measure].name,
  );

const titleOfAxis = ({ name, unit }: StudyResult['axes'][number]): string =>
  unit === null ? name : `${name} (${unit})`;

const isNumeric = (study: StudyResult, channel: Channel): boolean =>
  channel.of === 'measure' ||
  study.axes[channel.axis].values.every(({ value }) => typeof value === 'number');

/** The words of an axis in the order of the spec. */
const wordsOf = (study: StudyResult, channel: Channel): (string | number)[] =>
  channel.of === 'measure'
    ? []
    : study.axes[channel.axis].values.map(({ value }) =>
        typeof value === 'string' ? printable(value) : value,
      );

// ----------------------------------------------------------------------------------------- layers

function layersOf(study: StudyResult, plot: StudyPlot, data: Datum[], palette: Palette): object {
  const { x, y, color } = plot.channels;
  if (x === undefined || y === undefined) throw new Error('a chart without x or y');
  if (plot.mark === 'rect') return rectangles(study, plot, palette);
  const labelled = plot.mark === 'line' && color?.of === 'axis' && isNumeric(study, x);
  const names = color ? wordsOf(study, color) : [];
  const labels = labelled && names.length <= LABELLED_MAX;
  if (labels)
    endLabels(data, {
      facets: ['row', 'column'],
      series: 'color',
      min: domainOf(study, y)?.[0] ?? null,
    });
  const encoding = {
    x: {
      field: 'x',
      ...scaled(study, x),
      axis: { title: nameOf(study, x), grid: false, tickCount: 6, labelAngle: 0 },
    },
    y: {
      field: 'y',
      type: 'quantitative',
      scale: domainOf(study, y) ? { domain: domainOf(study, y) } : { zero: plot.mark !== 'point' },
      axis: { title: nameOf(study, y), tickCount: 4 },
    },
    ...colourOf(
      study,
      plot,
      palette,
      labels ? null : { title: color ? nameOf(study, color) : null },
    ),
    ...(plot.channels.size ? { size: { field: 'size', type: 'quantitative' } } : {}),
    ...(plot.channels.shape ? { shape: { field: 'shape', type: 'nominal' } } : {}),
    detail: { field: 'series' },
    tooltip: tooltipOf(study, plot),
  };
  const measured = { transform: [{ filter: 'isValid(datum.y)' }] };
  const banded = plot.mark === 'line' && data.some(({ low }) => low !== null);
  const band = {
    ...measured,
    mark: { type: 'area', opacity: 0.18, line: false, tooltip: false },
    encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, tooltip: null },
  };
  const mark =
    plot.mark === 'line'
      ? { type: 'line', point: { size: 12, filled: true } }
      : { type: plot.mark };
  const text = {
    transform: [{ filter: 'isValid(datum.label)' }],
    mark: { type: 'text', align: 'left', dx: 8, fontSize: 12 },
    encoding: {
      y: { field: 'labelY', type: 'quantitative' },
      text: { field: 'label' },
      opacity: { value: 1 },
      tooltip: null,
    },
  };
  return {
    encoding,
    layer: [...(banded ? [band] : []), { ...measured, mark }, ...(labels ? [text] : [])],
    view: { stroke: null },
  };
}

/** A field of cells: two axes, and a measure by lightness. */
function rectangles(study: StudyResult, plot: StudyPlot, palette: Palette): object {
  const { x, y, color } = plot.channels;
  if (!x || !y || !color) throw new Error('a field without colour');
  const place = (channel: Channel, field: string) => ({
    field,
    type: 'ordinal',
    sort: wordsOf(study, channel),
    axis: { title: nameOf(study, channel), grid: false, labelAngle: 0, labelOverlap: true },
  });
  return {
    mark: { type: 'rect' },
    encoding: {
      x: place(x, 'x'),
      y: place(y, 'y'),
      color: {
        field: 'color',
        type: 'quantitative',
        scale: { range: [palette.line, palette.c0] },
        legend: { title: nameOf(study, color) },
      },
      tooltip: tooltipOf(study, plot),
    },
  };
}

/** A numeric axis begins and ends with its values; words keep their order. */
function scaled(study: StudyResult, channel: Channel): object {
  if (!isNumeric(study, channel)) return { type: 'ordinal', sort: wordsOf(study, channel) };
  return { type: 'quantitative', scale: { zero: false, nice: false } };
}

/** Shares are all of nothing to all. */
function domainOf(study: StudyResult, channel: Channel): [number, number] | null {
  const share = channel.of === 'measure' && study.measures[channel.measure].statistic === 'share';
  return share ? [0, 1] : null;
}

function colourOf(
  study: StudyResult,
  { channels: { color } }: StudyPlot,
  palette: Palette,
  legend: object | null,
): object {
  if (color === undefined) return {};
  const domain = wordsOf(study, color);
  const range = seriesColours(palette, domain.length);
  return { color: { field: 'color', type: 'nominal', scale: { domain, range }, legend } };
}

function facetOf(study: StudyResult, { channels }: StudyPlot): object | null {
  const of = (channel: Channel | undefined, field: string) => {
    if (channel === undefined) return {};
    const sort = wordsOf(study, channel).map((value) => facetTitle(study, channel, value));
    const header = { title: null, labelAngle: 0, labelOrient: 'top' };
    return { [field]: { field, type: 'nominal', sort, header } };
  };
  if (channels.row === undefined && channels.column === undefined) return null;
  return { ...of(channels.row, 'row'), ...of(channels.column, 'column') };
}

function tooltipOf(study: StudyResult, plot: StudyPlot): object[] {
  const fields = channelsOf(plot).map(([name, channel]) => ({
    field: name,
    title: nameOf(study, channel),
  }));
  const { y } = plot.channels;
  const interval = y?.of === 'measure' && study.cells.some((cell) => cell.measures[y.measure]?.low);
  return interval
    ? [
        ...fields,
        ...['low', 'high'].map((field) => ({ field, title: `95 % ${field}`, format: '.4' })),
      ]
    : fields;
}

// ------------------------------------------------------------------------------------------ words

function subtitleOf(study: StudyResult, plot: StudyPlot): string {
  const { y } = plot.channels;
  const measure = y?.of === 'measure' ? study.measures[y.measure] : null;
  const what = measure ? `${measure.name} is ${measure.text}` : '';
  if (study.seed === null) return `${what}; one check of ${study.of} for each combination`;
  const sets =
    study.repeat === 1 ? 'one random task set' : `${thousands(study.repeat)} random task sets`;
  const band =
    measure?.statistic === 'share' || measure?.statistic === 'mean'
      ? '; bands: 95 % confidence'
      : '';
  return `${what}; ${sets} for each combination, seed ${study.seed}${band}`;
}

/** Where the lines are furthest apart, and what they are there. */
function findingOf(study: StudyResult, plot: StudyPlot, data: readonly Datum[]): string {
  const { x, y, color, row, column } = plot.channels;
  if (!x || !y) throw new Error('a chart without x or y');
  const plain = `${nameOf(study, y)} against ${nameOf(study, x)}`;
  if (color?.of !== 'axis' || y.of !== 'measure') return plain;
  const groups = new Map<string, Datum[]>();
  for (const datum of data) {
    if (datum['y'] === undefined) continue;
    const at = JSON.stringify([datum['x'], datum['row'], datum['column']]);
    groups.set(at, [...(groups.get(at) ?? []), datum]);
  }
  let widest: { readonly top: Datum; readonly bottom: Datum; readonly gap: number } | null = null;
  for (const group of groups.values()) {
    const sorted = [...group].sort((a, b) => Number(b['y']) - Number(a['y']));
    const [top, bottom] = [sorted[0], sorted[sorted.length - 1]];
    const gap = Number(top['y']) - Number(bottom['y']);
    if (widest === null || gap > widest.gap) widest = { top, bottom, gap };
  }
  if (widest === null || widest.gap === 0) return plain;
  const { top, bottom } = widest;
  const facets = [row && top['row'], column && top['column']];
  const where = [`${nameOf(study, x)} = ${top['x']}`, ...facets.filter((facet) => facet)].join(
    ', ',
  );
  const number = (datum: Datum) => Number(Number(datum['y']).toPrecision(3));
  return `Widest apart at ${where}: ${nameOf(study, y)} is ${number(top)} for ${top['color']}, ${number(bottom)} for ${bottom['color']}`;
}
