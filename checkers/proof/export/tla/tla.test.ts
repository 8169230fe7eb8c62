/**
 * The TLA+ of the library. Structure always; where ASSAY_TLA2TOOLS names a `tla2tools.jar`, TLC reads
 * some of the modules (all, in the long run), finds the states that we find, and the same properties broken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../../engine/language/source.js';
import type { ModelSpec } from '../../../../engine/language/typed.js';
import { compileModel } from '../../../../engine/transition/compile.js';
import { drawn } from '../../../../test/campaign.js';
import { lacks, needs } from '../../../../test/needs.js';
import { checkModel } from '../../../exploration/check.js';
import { families, libraryModels } from '../test-library.js';
import { configuration, moduleName, tla } from './index.js';
import { runInvariants, runProperties, type Tlc } from './test-tlc.js';

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

/** The temporal properties of a module: their names there, and whether exploration found that they hold. */
async function compare(tlc: Tlc, spec: ModelSpec) {
  const { verdicts, exploration } = await checkModel(compileModel(spec), {
    // TLC's count is that of the full space.
    reduce: [],
    place: placeOf(spec.span),
  });
  const text = tla(spec, ORIGIN);
  const holds = (property: string): boolean | undefined => {
    const verdict = verdicts.find((v) => exportedName(v.property) === property);
    return verdict === undefined ? undefined : verdict.status === 'holds';
  };
  const listed = (keyword: string): string[] =>
    configuration(text)
      .split('\n')
      .flatMap((line) => (line.startsWith(keyword) ? [line.slice(keyword.length)] : []));
  const { states, failed } = runInvariants(tlc, moduleName(spec), text);
  expect(states).toBe(exploration?.effort.states);
  const broken = listed('INVARIANT ').filter((name) => holds(name) === false);
  expect([...failed].sort()).toEqual(broken.sort());
  const temporal = listed('PROPERTY ');
  expect(temporal.filter((name) => holds(name) === undefined)).toEqual([]);
  const good = temporal.filter((name) => holds(name));
  if (good.length > 0)
    expect([good, runProperties(tlc, moduleName(spec), text, good)]).toEqual([good, true]);
  for (const name of temporal.filter((name) => !holds(name)))
    expect([name, runProperties(tlc, moduleName(spec), text, [name])]).toEqual([name, false]);
}

const exportedName = (property: string): string =>
  property.replace(/[^A-Za-z0-9]+/g, '_').replace(/_$/, '');

describe('TLC finds the same states, and the same properties broken', () => {
  for (const { name, spec } of drawn('TLC', [...libraryModels(), families()], 6)) {
    test(name, { timeout: 300_000 }, async () => {
      await compare(tools(), spec);
    });
  }
});

const tools = (): Tlc => ({
  java: needs('java'),
  jar:
    process.env['ASSAY_TLA2TOOLS'] ?? lacks('needs ASSAY_TLA2TOOLS, the path of a tla2tools.jar'),
});
