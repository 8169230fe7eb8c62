/** The code of a protocol that a spec names; a user's own file is compiled and run. */
import type { ProtocolReference } from '../language/system/declared.js';
import { loadProtocol } from '../node/load.js';
import type { AnyProtocol } from '../node/protocol.js';
import { libraryProtocol } from '../protocols/index.js';

export const protocolFor = ({ name, file }: ProtocolReference): Promise<AnyProtocol> =>
  file === null ? libraryProtocol(name) : loadProtocol(file);
