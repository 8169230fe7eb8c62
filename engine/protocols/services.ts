/** Services that several protocols offer: what clients may call, and by which object their histories are judged. */
import { optional, service, text } from '../node/kit.js';

/** One value that is written and read. `null`: never written. */
export const register = service('register', {
  put: { args: { value: text }, returns: optional(text) },
  get: { args: {}, returns: optional(text) },
});
