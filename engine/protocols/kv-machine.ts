/** The key-value store that Raft, Multi-Paxos and primary–backup replicate: its commands, what they do, and what was answered to each client last. */
import { bool, type Call, call, type Of, optional, text, value } from '../node/kit.js';

/** Fields of the commands, for the variant of a protocol that has more of them. */
export const commands = {
  get: { key: text },
  put: { key: text, value: text },
  delete: { key: text },
  cas: { key: text, from: optional(text), to: text },
  append: { key: text, value: text },
};

/** The last command of a client, and what it was answered: `done` by cas, `found` by all others. */
export const Session = value({ call, found: optional(text), done: bool });
export type Session = Of<typeof Session>;

type Command =
  | { readonly type: 'get' | 'delete'; readonly key: string }
  | { readonly type: 'put' | 'append'; readonly key: string; readonly value: string }
  | {
      readonly type: 'cas';
      readonly key: string;
      readonly from: string | null;
      readonly to: string;
    }
  | { readonly type: 'clear' };

/** Changes the store as the command says; a command that is the protocol's own changes nothing. */
export function perform(
  store: Map<string, string>,
  command: Command | { readonly type: 'noop' | 'configuration' },
  call: Call,
): Session {
  let found: string | null = null;
  let done = false;
  switch (command.type) {
    case 'get':
      found = store.get(command.key) ?? null;
      break;
    case 'put':
      store.set(command.key, command.value);
      break;
    case 'delete':
      store.delete(command.key);
      break;
    case 'clear':
      store.clear();
      break;
    case 'append':
      store.set(command.key, (store.get(command.key) ?? '') + command.value);
      break;
    case 'cas':
      done = (store.get(command.key) ?? null) === command.from;
      if (done) store.set(command.key, command.to);
  }
  return { call, found, done };
}
