/**
 * The names of lines where they end, instead of a legend: one below the other in the order of the lines, moved
 * apart where they would overlap. A name is a datum of its own, with a place but without a value.
 */
type Datum = Record<string, string | number | null>;

interface Placing {
  /** Fields that tell charts beside each other apart. */
  readonly facets: readonly string[];
  /** The field whose values are the names. */
  readonly series: string;
  /** Where the scale begins, if that is known. */
  readonly min: number | null;
}

/** Names are at least this share of the height apart. */
const APART = 0.11;

/** Adds the names to the data. */
export function endLabels(data: Datum[], { facets, series, min }: Placing): void {
  const values = data.map(({ y }) => Number(y));
  const top = values.reduce((a, b) => Math.max(a, b), min === null ? -Infinity : 1);
  const bottom = min ?? values.reduce((a, b) => Math.min(a, b), 0);
  const apart = (top - bottom) * APART;
  const charts = new Map<string, Map<string, Datum[]>>();
  for (const datum of data) {
    const chart = JSON.stringify(facets.map((field) => datum[field] ?? null));
    const lines = charts.get(chart) ?? new Map<string, Datum[]>();
    const name = String(datum[series]);
    lines.set(name, [...(lines.get(name) ?? []), datum]);
    charts.set(chart, lines);
  }
  for (const lines of charts.values()) data.push(...namesOf([...lines.values()], bottom, apart));
}

function namesOf(lines: readonly (readonly Datum[])[], bottom: number, apart: number): Datum[] {
  const ends = lines.map((line) => ({
    end: line.reduce((a, b) => (Number(b['x']) >= Number(a['x']) ? b : a)),
    mean: line.reduce((sum, { y }) => sum + Number(y), 0) / line.length,
  }));
  // From the bottom up; lines that end together in the order in which they run.
  ends.sort((a, b) => Number(a.end['y']) - Number(b.end['y']) || a.mean - b.mean);
  let least = bottom;
  return ends.map(({ end }) => {
    const labelY = Math.max(Number(end['y']), least);
    least = labelY + apart;
    const { y: _y, low: _low, high: _high, ...rest } = end;
    return { ...rest, label: String(end['color']), labelY };
  });
}
