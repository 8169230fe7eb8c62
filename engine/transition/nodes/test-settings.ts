/** Settings for the tests of this folder. Used by tests only. */
import { sourceFile } from '../../language/source.js';
import type { AnyProtocol } from '../../node/index.js';
import type { NodesSettings, Script } from './settings.js';

export const QUIET = { order: 'any', duplicate: 'never', loss: 'never' } as const;

/** One run of everything, and nothing that goes wrong. */
export function settingsOf(
  protocol: unknown,
  counts: Readonly<Record<string, number>>,
  more: Partial<NodesSettings> = {},
): NodesSettings {
  const file = sourceFile('test.yaml', '');
  return {
    name: 'test',
    cluster: { protocol: protocol as AnyProtocol, counts },
    clients: { scripts: [], invoke: 'eager' },
    network: QUIET,
    timers: { each: null, all: null },
    crashes: 0,
    unsynced: 'either',
    fields: [],
    observers: [],
    observed: [],
    atoms: [],
    properties: [],
    span: { file, start: 0, end: 0 },
    sample: 8,
    ...more,
  };
}

/**
 * As Stateright's register clients: each writes its own value, then reads, always at the next server.
 *
 * @param first the node that is the first server
 */
export function putsAndGets(clients: number, servers: number, first = 0): Script[] {
  return Array.from({ length: clients }, (_, c) => [
    { op: 'put', args: { value: String.fromCharCode(65 + c) }, to: first + (c % servers) },
    { op: 'get', args: {}, to: first + ((c + 1) % servers) },
  ]);
}
