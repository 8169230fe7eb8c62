/** The library's specs of Raft name all the mistakes that Raft declares; that they are caught is tested with the library. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../../language/index.js';
import { libraryFolder } from '../../../package-root.js';
import { Protocols } from '../../declarations.js';
import { declaration } from './declaration.js';

const folder = join(libraryFolder(), 'consensus');
const files = readdirSync(folder).filter((name) => name.startsWith('raft-'));

async function mutantsOf(file: string) {
  const protocols = new Protocols();
  const text = readFileSync(join(folder, file), 'utf8');
  const loaded = loadFile(sourceFile(file, text), { declarations: protocols.declarations });
  await protocols.load(loaded, { own: 'leave' });
  const { spec } = readSpec(loaded.documents[0]);
  if (spec?.kind !== 'system') throw new Error(`${file} is no system`);
  return spec.mutants.map(({ name }) => name);
}

/** Needs a message that this Raft never sends: one that ends before entries of the follower that conflict (mistakes.test.ts). */
const unobservable = ['commits beyond the message'];

it('every mistake that can be seen is in some spec', async () => {
  const named = await Promise.all(files.map(mutantsOf));
  const all = new Set([...named.flat(), ...unobservable]);
  expect([...all].sort()).toEqual(Object.keys(declaration.mutants).sort());
});
