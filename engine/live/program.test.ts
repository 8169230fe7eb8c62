/** Programs bundled from the sources are found wherever the process happens to stand. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { packageRoot } from '../package-root.js';

it('is bundled where the folder in which the bundler was loaded is gone', async () => {
  const cache = join(packageRoot(), 'node_modules/.cache/assay');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'program-'));
  try {
    const program = join(folder, 'program.mjs');
    await build({
      absWorkingDir: packageRoot(),
      entryPoints: [fileURLToPath(new URL('./program.ts', import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['esbuild'],
    });
    const gone = join(folder, 'gone');
    mkdirSync(gone);
    const script = `
      import { rmdirSync } from 'node:fs';
      import { transform } from 'esbuild';
      await transform('');
      const { programFile } = await import(${JSON.stringify(pathToFileURL(program).href)});
      rmdirSync(${JSON.stringify(gone)});
      console.log(await programFile('frames', './frames.ts', ${JSON.stringify(import.meta.url)}));
      process.exit();`;
    const found = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: gone,
      encoding: 'utf8',
    }).trim();
    expect(readFileSync(found, 'utf8')).toContain('export');
    rmSync(found);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
