/**
 * The TLA+ of the library: structure always; where ASSAY_TLA2TOOLS names a `tla2tools.jar`, SANY parses
 * every module and TLC finds the states that we find.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../../engine/language/source.js';
import type { ModelSpec } from '../../../../engine/language/typed.js';
import { compileModel } from '../../../../engine/transition/compile.js';
import { checkModel } from '../../../exploration/check.js';
import { libraryModels } from '../test-library.js';
import { configuration, moduleName, tla } from './index.js';

const JAVA = 'java';
const JAR = process.env['ASSAY_TLA2TOOLS'];
const ORIGIN = { file: 'test.yaml' };

describe('as a person would have written it', () => {
  for (const name of ['two-phase-commit', 'alternating-bit']) {
    test(name, () => {
      const spec = libraryModels().find((m) => m.name === name)?.spec;
      const golden = join(import.meta.dirname, '../golden', `${name}.tla`);
      expect(tla(spec as ModelSpec, ORIGIN)).toBe(readFileSync(golden, 'utf8'));
    });
  }
});

test('every module has its parts, and its brackets are balanced', () => {
  for (const { spec } of libraryModels()) {
    const text = tla(spec, ORIGIN);
    const code = text
      .replace(/\\\*.*$/gm, '')
      .replace(/"\w*"/g, '')
      .replace(/<<|>>/g, (b) => (b === '<<' ? '[' : ']'));
    const open: string[] = [];
    for (const c of code) {
      if ('([{'.includes(c)) open.push(c);
      if (')]}'.includes(c)) expect(`${open.pop()}${c}`).toMatch(/^(\(\)|\[\]|\{\})$/);
    }
    expect(open).toEqual([]);
    for (const part of ['TypeOK ==', 'Init ==', 'Next ==', 'Spec ==', '===='])
      expect(text).toContain(`\n${part}`);
  }
});

test('SANY parses, and TLC finds the same states', { timeout: 1_800_000 }, async (context) => {
  if (JAR === undefined) return context.skip('needs ASSAY_TLA2TOOLS, the path of a tla2tools.jar');
  for (const { name, spec } of libraryModels()) {
    const expected = await ours(spec);
    expect([name, tlc(JAR, spec)]).toEqual([name, expected]);
  }
});

/** Distinct states and, in the words of TLC's configuration, the invariants that fail. */
async function ours(spec: ModelSpec) {
  const { verdicts, exploration } = await checkModel(compileModel(spec), {
    place: placeOf(spec.span),
  });
  const broken = spec.properties.filter(
    ({ name, claim }) =>
      (claim.form === 'always' || claim.form === 'never') &&
      verdicts.find((v) => v.property === name)?.status === 'violated',
  );
  return { states: exploration?.effort.states, failed: broken.length };
}

function tlc(jar: string, spec: ModelSpec) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-tlc-'));
  try {
    const name = moduleName(spec);
    const text = tla(spec, ORIGIN);
    writeFileSync(join(folder, `${name}.tla`), text);
    const parsed = execFileSync(JAVA, ['-cp', jar, 'tla2sany.SANY', `${name}.tla`], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(parsed).not.toMatch(/error/i);
    // Liveness is left to exploration: here it is the states and the invariants that must agree.
    const lines = configuration(text)
      .split('\n')
      .filter((line) => !line.startsWith('PROPERTY'));
    writeFileSync(join(folder, `${name}.cfg`), lines.join('\n'));
    const { stdout } = spawnSync(
      JAVA,
      ['-XX:+UseParallelGC', '-cp', jar, 'tlc2.TLC', '-continue', '-workers', '1', name],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    const violated = new Set([...stdout.matchAll(/Invariant (\w+) is violated/g)].map((m) => m[1]));
    const distinct = [...stdout.matchAll(/([\d,]+) distinct states found/g)].pop();
    return { states: Number(distinct?.[1].replaceAll(',', '')), failed: violated.size };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
