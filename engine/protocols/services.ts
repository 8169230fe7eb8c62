/** Services that several protocols offer: what clients may call, and by which object their histories are judged. */
import { bool, optional, service, text } from '../node/kit.js';

/** One value that is written and read. `null`: never written. */
export const register = service('register', {
  put: { args: { value: text }, returns: optional(text) },
  get: { args: {}, returns: optional(text) },
});

const keyed = {
  get: { args: { key: text }, returns: optional(text) },
  put: { args: { key: text, value: text }, returns: optional(text) },
  delete: { args: { key: text }, returns: optional(text) },
  /** Whether `from` was the value, which then is `to`. */
  cas: { args: { key: text, from: optional(text), to: text }, returns: bool },
  /** To no value, to the empty text. */
  append: { args: { key: text, value: text }, returns: optional(text) },
};

/** A map from keys to values. `null`: no such key. */
export const kv = service('kv', keyed);

/** The same, and `clear` takes all keys away at once, so that keys cannot be judged one by one. */
export const table = service('table', { ...keyed, clear: { args: {}, returns: optional(text) } });
