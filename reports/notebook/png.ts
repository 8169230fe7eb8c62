/**
 * SVG as PNG without a browser (resvg), in one font that comes with Assay, so that a picture is the same
 * on every machine. Loaded when the first picture is drawn.
 */
import { createRequire } from 'node:module';

/** The font of every PNG: characters of the fixed pitch are `MONO_WIDTH` em wide. */
export const SANS = 'DejaVu Sans';
export const MONO = 'DejaVu Sans Mono';
export const MONO_WIDTH = 0.602;

/** Pixels of the picture for each pixel on the page, for screens of high resolution. */
const SCALE = 2;

export interface Png {
  readonly base64: string;
  /** On the page. */
  readonly width: number;
  readonly height: number;
}

export async function pngOf(svg: string): Promise<Png> {
  const { Resvg } = await import('@resvg/resvg-js');
  const require = createRequire(import.meta.url);
  const drawn = new Resvg(svg, {
    background: '#ffffff',
    fitTo: { mode: 'zoom', value: SCALE },
    font: {
      loadSystemFonts: false,
      fontFiles: [
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
      ],
      defaultFontFamily: SANS,
      sansSerifFamily: SANS,
      monospaceFamily: MONO,
    },
  }).render();
  return {
    base64: drawn.asPng().toString('base64'),
    width: Math.round(drawn.width / SCALE),
    height: Math.round(drawn.height / SCALE),
  };
}
