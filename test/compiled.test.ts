/** Compiled code that is kept between runs (bin/compiled.mjs): used when it fits, and never when it does not. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-compiled-'));
  path = join(folder, 'some.cjs');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('keeps code, and takes it the next time', () => {
  writeScript('one');
  expect(run()).toEqual({ known: false, answer: 'one' });
  expect(kept()).toHaveLength(1);
  expect(run()).toEqual({ known: true, answer: 'one' });
});

it('takes no code of another text, not even of one as long', () => {
  writeScript('one');
  run();
  writeScript('two');
  expect(run()).toEqual({ known: false, answer: 'two' });
});

it.each([
  ['is cut short', (code: Buffer) => code.subarray(0, code.length / 2)],
  ['is empty', () => Buffer.alloc(0)],
  ['is of another V8', (code: Buffer) => Buffer.from(code).fill(1, 4, 8)],
])('compiles anew, and keeps that, where the code %s', (_, spoilt) => {
  writeScript('one');
  run();
  const [file] = kept();
  writeFileSync(join(folder, file), spoilt(readFileSync(join(folder, file))));
  expect(run()).toEqual({ known: false, answer: 'one' });
  expect(run()).toEqual({ known: true, answer: 'one' });
});

it('does without where nothing can be written', () => {
  writeScript('one');
  const gone = "require('node:fs').rmSync(path);require('node:fs').rmdirSync(folder);";
  expect(run(gone)).toEqual({ known: false, answer: 'one' });
  expect(() => readdirSync(folder)).toThrow(/ENOENT/);
  folder = mkdtempSync(join(tmpdir(), 'assay-compiled-'));
});

it('keeps nothing of a script that does not say of what text it is', () => {
  writeFileSync(path, scriptOf("exports.answer = () => 'plain';"));
  expect(run().answer).toBe('plain');
  expect(kept()).toEqual([]);
});

const kept = (): string[] => readdirSync(folder).filter((name) => name !== 'some.cjs');

const scriptOf = (body: string): string => `(function (exports) {${body}})`;

function writeScript(said: string): void {
  const text = scriptOf(`exports.answer = () => '${said}';`);
  const digest = createHash('sha256').update(text).digest('hex');
  writeFileSync(path, `/*${digest}*/${text}`);
}

/** In a process of its own: within one, V8 knows again what it has compiled. */
function run(before = ''): { known: boolean; answer: string } {
  const compiled = fileURLToPath(new URL('../bin/compiled.mjs', import.meta.url));
  const program = `import(${JSON.stringify(compiled)}).then(({ CompiledScript }) => {
    const [folder, path] = ${JSON.stringify([folder, path])};
    const script = new CompiledScript(path);
    const answer = script.exports(require, (name) => import(name)).answer();
    ${before}
    script.keep();
    console.log(JSON.stringify({ known: script.known, answer }));
  });`;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
}
