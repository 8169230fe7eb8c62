/** Systems for tests of live runs: written as YAML, with a protocol of the library or one given as text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadFile, sourceFile, specsOf } from '../../engine/language/index.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { protocolFor } from '../../engine/live/protocol.js';
import { declared } from '../../engine/node/declared.js';
import { checkLive, type LiveCheck, type LiveCheckOptions } from './check.js';

/** Starting a process through the loader of TypeScript takes its time on a busy machine. */
export const SLOW = 240_000;

export async function systemOf(yaml: string, path = 'system.yaml'): Promise<SystemSpec> {
  const [, name = ''] = /^protocol: (.*)$/m.exec(yaml) ?? [];
  const file = name.startsWith('./') ? path.replace(/[^/]*$/, name.slice(2)) : null;
  const protocol = await protocolFor({ name, file });
  const loaded = loadFile(sourceFile(path, yaml), {
    declarations: () => ({ is: 'declared', declared: declared(protocol) }),
  });
  const { specs, diagnostics } = specsOf(loaded);
  const spec = specs[0]?.spec;
  if (spec?.kind !== 'system') throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return spec;
}

export async function runYaml(yaml: string, options: LiveCheckOptions = {}): Promise<LiveCheck> {
  return run(await systemOf(yaml), options);
}

async function run(spec: SystemSpec, options: LiveCheckOptions): Promise<LiveCheck> {
  return checkLive('system.yaml', spec, await protocolFor(spec.protocol), options);
}

/** Runs `protocol`, the text of a user's file, with one client that calls. */
export async function runOwn(protocol: string, options: LiveCheckOptions = {}): Promise<LiveCheck> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'mine.ts'), protocol);
  const yaml = `kind: system
name: own
about: A protocol of one's own.
protocol: ./mine.ts
nodes: 2
properties:
  linearizable: { always: linearizable(register) }
runs: { live: { for: 2 s } }
`;
  return run(await systemOf(yaml, join(folder, 'own.yaml')), options);
}

export const statusOf = ({ result }: LiveCheck, property: string): string | undefined =>
  result.verdicts.find((verdict) => verdict.property === property)?.status;

export const claimOf = ({ result }: LiveCheck, property: string): string =>
  result.verdicts.find((verdict) => verdict.property === property)?.claim ?? '';
