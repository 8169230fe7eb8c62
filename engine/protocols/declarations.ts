/**
 * The protocols that specs name, loaded before the specs are read: from the library always, from a user's file only where that was asked
 * for, since it runs what stands in it.
 *
 *     const protocols = new Protocols();
 *     const loaded = loadFile(path, { declarations: protocols.declarations });
 *     await protocols.load(loaded, { own: 'run' });
 *     const specs = loaded.documents.map(readSpec);
 */
import { existsSync } from 'node:fs';
import type { LoadedFile } from '../language/load.js';
import type { Declarations, Known, ProtocolReference } from '../language/system/declared.js';
import { referencesIn } from '../language/system/protocol.js';
import { declared } from '../node/declared.js';
import { ProtocolError } from '../node/errors.js';
import { loadAny } from '../node/load.js';
import type { AnyProtocol } from '../node/protocol.js';
import { declaredThreads } from '../threads/declared.js';
import { type AnyThreads, isThreads } from '../threads/thread.js';
import { libraryProtocol, libraryThreads, protocolNames, threadNames } from './index.js';

export class Protocols {
  private readonly known = new Map<string, Known>();
  private readonly loaded = new Map<string, AnyProtocol>();

  /** What is known so far. */
  readonly declarations: Declarations = (reference) =>
    this.known.get(keyOf(reference)) ?? { is: 'not loaded' };

  /**
   * Loads what the systems of a file name, and their mutants. A user's own files are left alone, or run, of which `onRun` is told
   * before. Never throws: a protocol that cannot be loaded is known as that.
   */
  async load(
    { documents }: LoadedFile,
    { own, onRun }: { readonly own: 'run' | 'leave'; readonly onRun?: (file: string) => void },
  ): Promise<void> {
    for (const reference of documents.flatMap(referencesIn)) {
      const key = keyOf(reference);
      const { file } = reference;
      if (this.known.has(key) || (file !== null && own === 'leave')) continue;
      if (file !== null && existsSync(file)) onRun?.(file);
      this.known.set(key, await this.find(reference));
    }
  }

  /** The protocol of a spec that was read with these declarations. */
  protocol(reference: ProtocolReference): AnyProtocol {
    const protocol = this.loaded.get(keyOf(reference));
    if (protocol === undefined) throw new Error(`${reference.name} was not loaded`);
    return protocol;
  }

  private found({ name, file }: ProtocolReference): Promise<AnyProtocol | AnyThreads> {
    if (file !== null) return loadAny(file);
    return threadNames.includes(name) ? libraryThreads(name) : libraryProtocol(name);
  }

  private async find(reference: ProtocolReference): Promise<Known> {
    const { name, file } = reference;
    const names = [...protocolNames, ...threadNames];
    if (file === null && !names.includes(name)) return { is: 'missing', names };
    if (file !== null && !existsSync(file)) return { is: 'missing', names: [] };
    try {
      const protocol = await this.found(reference);
      if (isThreads(protocol)) return { is: 'declared', declared: declaredThreads(protocol) };
      this.loaded.set(keyOf(reference), protocol);
      return { is: 'declared', declared: declared(protocol) };
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return { is: 'broken', why: error.message };
    }
  }
}

const keyOf = ({ name, file }: ProtocolReference): string => file ?? name;
