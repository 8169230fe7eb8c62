/** Programs of processes and threads that run code of a user's: built, they lie beside the bundles; from our sources, each is bundled once. */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.js';

const made = new Map<string, Promise<string>>();

/**
 * The path of `name.mjs`.
 *
 * @param source its file, beside `from`
 * @param from `import.meta.url` of whoever asks
 */
export function programFile(name: string, source: string, from: string): Promise<string> {
  if (!from.endsWith('.ts')) return Promise.resolve(join(packageRoot(), 'dist', `${name}.mjs`));
  const known = made.get(name);
  if (known !== undefined) return known;
  const making = bundled(name, new URL(source, from));
  made.set(name, making);
  // What failed once may be made the next time.
  making.catch(() => made.delete(name));
  return making;
}

async function bundled(name: string, source: URL): Promise<string> {
  const { build } = await import('esbuild');
  const folder = join(packageRoot(), 'node_modules/.cache/assay');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}.${process.pid}.mjs`);
  const script = join(folder, `${name}.mjs`);
  await build({
    // Else it is the folder of whoever loaded the bundler first, which may be gone: then nothing is found.
    absWorkingDir: packageRoot(),
    entryPoints: [fileURLToPath(source)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['esbuild'],
    logLevel: 'silent',
  });
  // Others may be running it.
  renameSync(outfile, script);
  return script;
}
