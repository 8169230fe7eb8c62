import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needs } from '../test/needs.js';
import { measurer } from './measure.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-measure-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = (script: string) => [process.execPath, '-e', script];
const measured = (script: string) => measurer(needs('gcc'), folder)(node(script), folder);

it('knows the CPU time that a child says it used, its own start included', () => {
  const busy = 'while (process.cpuUsage().user < 3e5); console.log(process.cpuUsage().user)';
  const { usage, stdout } = measured(busy);
  expect(usage.cpu).toBeGreaterThanOrEqual(Number(stdout) / 1e6);
  expect(usage.wall).toBeGreaterThan(0.3);
});

it('counts no time in which a child waits', () => {
  const { usage } = measured('setTimeout(() => {}, 1500)');
  expect(usage.wall).toBeGreaterThan(1.5);
  expect(usage.cpu).toBeLessThan(usage.wall - 0.5);
});

it('knows the largest memory, though it was given back', () => {
  const small = measured('0').usage.memory;
  const large = measured('require("node:child_process"); Buffer.alloc(2e8, 1)').usage.memory;
  expect(large - small).toBeGreaterThan(1.8e8);
});

it('refuses a child that fails, with what it said', () => {
  expect(() => measured('console.error("no such spec"); process.exit(2)')).toThrow(
    /ended with 2:\s+no such spec/,
  );
  expect(() => measured('process.kill(process.pid, "SIGKILL")')).toThrow('ended with 137');
});
