/**
 * The browser builds of Vega, Vega-Lite and vega-embed, to be put into a page that has charts, so that
 * it needs no network. Read from the installed packages, beside their main files.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGES = ['vega', 'vega-lite', 'vega-embed'];

export function vegaScripts(): string[] {
  const require = createRequire(import.meta.url);
  return PACKAGES.map((name) => {
    const path = join(dirname(require.resolve(name)), `${name}.min.js`);
    const source = readFileSync(path, 'utf8');
    // A map is a file beside the script, which the page does not have.
    return source.replace(/^\/\/# sourceMappingURL=.*$/m, '').trim();
  });
}
