/** The code of a protocol that a spec names; a user's own file is compiled and run. */
import type { ProtocolReference } from '../language/system/declared.js';
import { ProtocolError } from '../node/errors.js';
import { loadAny, loadProtocol } from '../node/load.js';
import type { AnyProtocol } from '../node/protocol.js';
import { type AnyThreads, isThreads } from '../threads/thread.js';
import { libraryProtocol, libraryThreads } from './index.js';

export const protocolFor = ({ name, file }: ProtocolReference): Promise<AnyProtocol> =>
  file === null ? libraryProtocol(name) : loadProtocol(file);

/** The same for threads. */
export async function threadsFor({ name, file }: ProtocolReference): Promise<AnyThreads> {
  if (file === null) return libraryThreads(name);
  const threads = await loadAny(file);
  if (isThreads(threads)) return threads;
  throw new ProtocolError(`${name}: threads are wanted here, and these are nodes`);
}
