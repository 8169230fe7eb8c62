/**
 * The browser builds of Vega, Vega-Lite and vega-embed, to be put into a page that has charts, so that
 * it needs no network. Read from the installed packages, beside their main files.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export function vegaScripts(): string[] {
  const require = createRequire(import.meta.url);
  // Each name is written out, where tools that look for unused packages see it.
  return [
    join(dirname(require.resolve('vega')), 'vega.min.js'),
    join(dirname(require.resolve('vega-lite')), 'vega-lite.min.js'),
    join(dirname(require.resolve('vega-embed')), 'vega-embed.min.js'),
  ].map(inlined);
}

function inlined(path: string): string {
  // A map is a file beside the script, which the page does not have.
  return readFileSync(path, 'utf8')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '')
    .trim();
}
