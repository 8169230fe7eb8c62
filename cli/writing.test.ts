/** Where nothing can be written, it is said, and soon: some systems let Node try for ever. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../engine/make-folder.js';
import { runCli } from './test-run.js';
import { writeText } from './writing.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-writing-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SPEC = 'specs/classics/die-hard.yaml';

describe('a folder', () => {
  it('is made with those above it, and may be there already', () => {
    makeFolder(join(folder, 'a/b/c'));
    makeFolder(join(folder, 'a/b/c'));
    expect(existsSync(join(folder, 'a/b/c'))).toBe(true);
  });

  it('is not made in a file, nor where a file is', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow('EEXIST');
    expect(() => makeFolder(join(file, 'a/b'))).toThrow('ENOTDIR');
  });
});

it('a text is written with the folders that it needs', () => {
  writeText(join(folder, 'x/y.txt'), 'text');
  expect(readFileSync(join(folder, 'x/y.txt'), 'utf8')).toBe('text');
});

describe.runIf(existsSync('/proc/self'))('in /proc, where no folder can be made', () => {
  it.each([
    ['check', SPEC, '--checkpoint', '/proc/x/y'],
    ['check', SPEC, '--disk', '/proc/x/y'],
    ['check', SPEC, '--quiet', '--report', 'json=/proc/x/y.json'],
    ['init', '/proc/x/y.yaml'],
    ['graph', SPEC, '-o', '/proc/x.svg'],
    ['export', SPEC, '--to', 'promela', '-o', '/proc/x.pml'],
  ])('assay %s %s %s %s', async (...args) => {
    const { code, stderr } = await runCli(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^assay: .*\/proc\/x.*ENOENT/);
  });
});
