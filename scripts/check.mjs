// @ts-check
/**
 * `npm run check`: everything that reads the code without running it, side by side. Prints what a
 * part that failed had to say, and one closing line.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

/** Each part: a name, and a JavaScript file in node_modules with its arguments. */
const parts = {
  types: ['typescript/bin/tsc', '--noEmit', '-p', '.'],
  'lint and format': ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'],
  layers: [
    'dependency-cruiser/bin/dependency-cruise.mjs',
    ...['--config', '.dependency-cruiser.cjs'],
    ...['engine', 'checkers', 'reports', 'cli', 'index.ts', 'scripts', 'bin', 'bench', 'test'],
  ],
  'dead code': ['knip/bin/knip.js', '--no-progress'],
};

if (!setup()) process.exit(1);
const start = performance.now();
const outcomes = await Promise.all(
  Object.entries(parts).map(([name, command]) => run(name, command)),
);
const failed = outcomes.filter(({ code }) => code !== 0);
for (const { name, output } of failed) console.log(`--- ${name}\n${output.trim()}\n`);
const seconds = ((performance.now() - start) / 1000).toFixed(1);
const names = outcomes.map(({ name, code }) => `${name} ${code === 0 ? 'ok' : 'FAILED'}`);
console.log(`check: ${names.join(', ')} (${seconds} s)`);
process.exitCode = failed.length > 0 ? 1 : 0;

/**
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<{ name: string, code: number, output: string }>}
 */
function run(name, [file = '', ...args]) {
  const child = spawn(process.execPath, [join(root, 'node_modules', file), ...args], { cwd: root });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ name, code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ name, code: code ?? 1, output }));
  });
}
