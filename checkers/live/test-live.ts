/** Systems for tests of live runs. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { protocolFor } from '../../engine/protocols/reference.js';
import { ownSystem, systemOf } from '../test-systems.js';
import { checkLive, type LiveCheck, type LiveCheckOptions } from './check.js';

/** Starting a process through the loader of TypeScript takes its time on a busy machine. */
export const SLOW = 240_000;

export async function runYaml(yaml: string, options: LiveCheckOptions = {}): Promise<LiveCheck> {
  return run(await systemOf(yaml), options);
}

async function run(spec: SystemSpec, options: LiveCheckOptions): Promise<LiveCheck> {
  return checkLive('system.yaml', spec, await protocolFor(spec.protocol), options);
}

/** Runs `protocol`, the text of a user's file, with one client that calls. */
export async function runOwn(
  protocol: string,
  options: LiveCheckOptions = {},
  more = '',
): Promise<LiveCheck> {
  return run(await ownSystem(protocol, 'live: { for: 2 s }', more), options);
}

export const statusOf = ({ result }: LiveCheck, property: string): string | undefined =>
  result.verdicts.find((verdict) => verdict.property === property)?.status;

export const claimOf = ({ result }: LiveCheck, property: string): string =>
  result.verdicts.find((verdict) => verdict.property === property)?.claim ?? '';
