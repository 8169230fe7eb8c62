/**
 * The colours of every surface, in both themes. Text colours have a contrast of at least 4.5 : 1 on
 * their backgrounds (WCAG 2.2, 1.4.3; `html/contrast.test.ts` computes it); the series colours, at
 * least 3 : 1 on paper, differ in lightness so that greyscale and colour-blind readers tell them apart.
 */

export interface Palette {
  readonly paper: string;
  readonly raised: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly holds: string;
  readonly violated: string;
  readonly unknown: string;
  readonly error: string;
  /** Behind what changed. */
  readonly changed: string;
  /** Behind a row that is not as expected. */
  readonly odd: string;
  /** Behind the step that the pointer is on. */
  readonly lit: string;
  readonly focus: string;
  readonly c0: string;
  readonly c1: string;
  readonly c2: string;
  readonly c3: string;
  readonly c4: string;
  readonly c5: string;
  readonly c6: string;
  readonly c7: string;
}

/** Colours for so many series; beyond eight they begin again. */
export function seriesColours(palette: Palette, count: number): string[] {
  const { c0, c1, c2, c3, c4, c5, c6, c7 } = palette;
  const all = [c0, c1, c2, c3, c4, c5, c6, c7];
  return Array.from({ length: count }, (_, i) => all[i % all.length]);
}

export const LIGHT: Palette = {
  paper: '#ffffff',
  raised: '#f6f7f8',
  ink: '#1b1f24',
  soft: '#5b6570',
  line: '#dfe3e7',
  holds: '#12735a',
  violated: '#b93a1e',
  unknown: '#7d5800',
  error: '#6d489c',
  changed: '#fff1cc',
  odd: '#faf1ef',
  lit: '#e6eef7',
  focus: '#2f6fb3',
  c0: '#2f6fb3',
  c1: '#b5651d',
  c2: '#4d8f3a',
  c3: '#8c4f9f',
  c4: '#1b1f24',
  c5: '#c2416b',
  c6: '#0f7f8c',
  c7: '#7a6a2f',
};

export const DARK: Palette = {
  paper: '#12151a',
  raised: '#1a1e25',
  ink: '#e7eaee',
  soft: '#9aa5b1',
  line: '#2c333c',
  holds: '#4cc39b',
  violated: '#ff8a6b',
  unknown: '#e3b341',
  error: '#c29cf0',
  changed: '#4a3c10',
  odd: '#2a1a17',
  lit: '#1d2b3d',
  focus: '#6aa9ea',
  c0: '#6aa9ea',
  c1: '#f0a350',
  c2: '#83c46c',
  c3: '#c793d8',
  c4: '#e7eaee',
  c5: '#f07f9f',
  c6: '#4fc0cc',
  c7: '#c9b25c',
};

/** The palette as custom properties, and a palette that refers to them: for pictures inside a page. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}

export const IN_PAGE: Palette = Object.fromEntries(
  Object.keys(LIGHT).map((name) => [name, `var(--${name})`]),
) as unknown as Palette;
