/** Protocols of the library are loaded for a spec; a user's own file only where somebody asked to run it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadFile, specsOf } from '../language/index.js';
import { Protocols } from './declarations.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-declarations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const OWN = `
import { declare, implement, int } from 'assay';
const declaration = declare({
  name: 'own', about: 'Mine.', roles: { server: { volatile: { x: int } } },
  mutants: { 'is wrong': 'On purpose.' },
});
export default implement(declaration, { server: {} });
`;

const spec = (protocol: string) => `kind: system
name: test
about: A test.
protocol: ${protocol}
properties:
  small:
    always: forall(n in nodes, n.x < 3)
mutants:
  is wrong: { breaks: [small] }
`;

async function read(protocol: string, own: 'run' | 'leave') {
  const path = join(folder, 'test.yaml');
  writeFileSync(path, spec(protocol));
  const protocols = new Protocols();
  const ran: string[] = [];
  const loaded = loadFile(path, { declarations: protocols.declarations });
  await protocols.load(loaded, { own, onRun: (file) => ran.push(file) });
  const { specs, diagnostics } = specsOf(loaded);
  const [{ spec: typed }] = specs;
  return {
    ran,
    protocols,
    system: typed?.kind === 'system' ? typed : null,
    codes: diagnostics.map(({ code }) => code),
  };
}

test('a file of one’s own is left alone, which is said', async () => {
  writeFileSync(join(folder, 'own.ts'), 'globalThis.ranOwn = true;');
  const { ran, system, codes } = await read('./own.ts', 'leave');
  expect(ran).toEqual([]);
  expect(globalThis).not.toHaveProperty('ranOwn');
  expect(codes).toEqual(['ASY5505']);
  expect(system?.protocol.resolved).toBe(false);
  expect(system?.properties).toMatchObject([{ name: 'small', claim: { form: 'unresolved' } }]);
});

test('or run, which is told before; then its fields and mutants are known', async () => {
  writeFileSync(join(folder, 'own.ts'), OWN);
  const { ran, system, codes, protocols } = await read('./own.ts', 'run');
  expect(codes).toEqual([]);
  expect(ran).toEqual([join(folder, 'own.ts')]);
  expect(system?.properties).toMatchObject([{ claim: { form: 'always' } }]);
  expect(system?.mutants).toMatchObject([{ declared: true, about: 'On purpose.' }]);
  if (system === null) throw new Error('no system');
  expect(protocols.protocol(system.protocol).declaration.name).toBe('own');
});

test('what is missing or broken is an error at `protocol`', async () => {
  expect((await read('./none.ts', 'run')).codes).toEqual(['ASY5503']);
  writeFileSync(join(folder, 'own.ts'), 'throw new Error("no");');
  expect((await read('./own.ts', 'run')).codes).toEqual(['ASY5504']);
  expect((await read('abd-registers', 'run')).codes).toEqual(['ASY5501']);
});

test('a file that is not there is not said to run', async () => {
  const { ran, codes } = await read('./nowhere.ts', 'run');
  expect(ran).toEqual([]);
  expect(codes).toEqual(['ASY5503']);
});
