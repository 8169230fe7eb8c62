/** Moments of a run in words. */

const UNITS = [
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
] as const;

export type Unit = (typeof UNITS)[number];

/** The unit in which `ticks` is a number of one digit or more before the point. */
export function unitOf(ticks: number, tickSeconds: number): Unit {
  const seconds = Math.abs(ticks) * tickSeconds;
  return UNITS.find(([, size]) => seconds >= size * 0.999) ?? UNITS[UNITS.length - 1];
}

/** `12.345 ms`: exact, in the unit of the whole run so that numbers can be compared. */
export function timeText(ticks: number, tickSeconds: number, [name, size]: Unit): string {
  return `${Number(((ticks * tickSeconds) / size).toPrecision(12))} ${name}`;
}

export interface Ticks {
  readonly at: readonly number[];
  readonly text: (ticks: number) => string;
}

/** Marks of an axis: steps of 1, 2 or 5 times a power of ten, of which about `count` fit. `tickSeconds` null: numbers. */
export function axisTicks(
  start: number,
  end: number,
  tickSeconds: number | null,
  count = 8,
): Ticks {
  const rough = Math.max(1, (end - start) / count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? power * 10;
  const step = Math.max(1, Math.round(found));
  const at: number[] = [];
  for (let t = Math.ceil(start / step) * step; t <= end; t += step) at.push(t);
  const unit = tickSeconds === null ? null : unitOf(found, tickSeconds);
  return {
    at,
    text: (t) =>
      unit === null || tickSeconds === null ? String(t) : timeText(t, tickSeconds, unit),
  };
}
