/**
 * A register on one server: linearizable, and gone with it. With several servers each keeps its own copy, which is wrong on purpose:
 * the smallest example of a system that does not look like one register.
 */
import { declare, implement, optional, text } from '../../node/kit.js';
import { register } from '../services.js';

export const declaration = declare({
  name: 'single-copy-register',
  about: 'Every server keeps its own copy of one value.',
  roles: { server: { serves: register, volatile: { value: optional(text) } } },
});

export default implement(declaration, {
  server: {
    calls: {
      put(n, { value }, call) {
        n.mem.value = value;
        n.reply(call, null);
      },
      get(n, _, call) {
        n.reply(call, n.mem.value);
      },
    },
  },
});
