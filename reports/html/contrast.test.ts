/** Contrast, computed as WCAG 2.2 defines it, of every pair of colours that meets on the page. */
import { describe, expect, it } from 'vitest';
import { DARK, LIGHT, type Palette } from '../palette.js';

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

type Name = keyof Palette;

/** Text on a background. */
const TEXT: [Name, Name[]][] = [
  ['ink', ['paper', 'raised', 'changed', 'odd', 'lit']],
  ['soft', ['paper', 'raised', 'odd', 'lit']],
  ['holds', ['paper']],
  ['violated', ['paper', 'odd', 'lit']],
  ['unknown', ['paper', 'odd']],
  ['error', ['paper', 'odd']],
  // The number in the last event.
  ['paper', ['violated', 'holds']],
];

/** Parts of pictures that mean something. */
const PICTURES: [Name, Name[]][] = [
  ['focus', ['paper', 'raised']],
  ['c0', ['paper']],
  ['c1', ['paper']],
  ['c2', ['paper']],
  ['c3', ['paper']],
  ['c4', ['paper']],
  ['c5', ['paper']],
  ['c6', ['paper']],
  ['c7', ['paper']],
  ['soft', ['paper']],
];

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
] as const)('%s', (_, palette) => {
  const pairs = (list: [Name, Name[]][]) =>
    list.flatMap(([a, on]) => on.map((b) => [a, b] as const));

  it.each(pairs(TEXT))('%s on %s is read', (a, b) => {
    expect(contrast(palette[a], palette[b])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(pairs(PICTURES))('%s on %s is seen', (a, b) => {
    expect(contrast(palette[a], palette[b])).toBeGreaterThanOrEqual(3);
  });
});

it('knows black on white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});
