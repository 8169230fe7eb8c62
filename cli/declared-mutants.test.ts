/** Every mistake that a protocol of the library declares is in some spec of the library; systems-library.test.ts has them caught. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadFile, specsOf } from '../engine/language/index.js';
import { libraryFolder } from '../engine/package-root.js';
import { Protocols } from '../engine/protocols/declarations.js';
import {
  libraryProtocol,
  libraryThreads,
  protocolNames,
  threadNames,
} from '../engine/protocols/index.js';
import { specFiles } from './targets.js';

/** Of each protocol, the declared mutants that specs list, each with a property that it breaks. */
async function listed(): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const path of specFiles([libraryFolder()])) {
    if (!/^kind: system$/m.test(readFileSync(path, 'utf8'))) continue;
    const protocols = new Protocols();
    const loaded = loadFile(path, { declarations: protocols.declarations });
    await protocols.load(loaded, { own: 'leave' });
    for (const { spec } of specsOf(loaded).specs) {
      if (spec?.kind !== 'system') continue;
      const names = found.get(spec.protocol.name) ?? new Set();
      for (const { name, declared, breaks } of spec.mutants)
        if (declared && breaks.length > 0) names.add(name);
      found.set(spec.protocol.name, names);
    }
  }
  return found;
}
const inSpecs = listed();

it.each([...protocolNames, ...threadNames])('%s', async (name) => {
  const { declaration } = threadNames.includes(name)
    ? await libraryThreads(name)
    : await libraryProtocol(name);
  const mutants = Object.keys(declaration.mutants ?? {});
  expect([...((await inSpecs).get(name) ?? [])].sort()).toEqual(mutants.sort());
});
