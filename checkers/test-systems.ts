/** Systems for tests of all lives: written as YAML, with a protocol of the library or one given as text, right or wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadFile, sourceFile, specsOf } from '../engine/language/index.js';
import type { SystemSpec } from '../engine/language/system/spec.js';
import { declared } from '../engine/node/declared.js';
import { protocolFor } from '../engine/protocols/reference.js';

export async function systemOf(yaml: string, path = 'system.yaml'): Promise<SystemSpec> {
  const [, name = ''] = /^protocol: (.*)$/m.exec(yaml) ?? [];
  const file = name.startsWith('./') ? path.replace(/[^/]*$/, name.slice(2)) : null;
  const protocol = await protocolFor({ name, file });
  const loaded = loadFile(sourceFile(path, yaml), {
    declarations: () => ({ is: 'declared', declared: declared(protocol) }),
  });
  const { specs, diagnostics } = specsOf(loaded);
  const spec = specs[0]?.spec;
  if (spec?.kind !== 'system') throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return spec;
}

/** A system of `protocol`, the text of a user's file, with one client that calls. */
export async function ownSystem(
  protocol: string,
  runs: string,
  more = '',
  properties = 'linearizable: { always: linearizable(register) }',
): Promise<SystemSpec> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'mine.ts'), protocol);
  const yaml = `kind: system
name: own
about: A protocol of one's own.
protocol: ./mine.ts
nodes: 2
${more}
properties:
  ${properties}
runs: { ${runs} }
`;
  return systemOf(yaml, join(folder, 'own.yaml'));
}

/** The text of a register on one node; `put` does what a test wants, on line 19. */
export const register = (put: string, more = ''): string => `
import { call as aCall, declare, implement, optional, service, text } from 'assay';
const register = service('register', {
  put: { args: { value: text }, returns: optional(text) },
  get: { args: {}, returns: optional(text) },
});
${more}
const declaration = declare({
  name: 'mine',
  about: 'A register.',
  roles: { server: { serves: register, durable: { value: optional(text) }, receives: { hello: {} },
    volatile: { last: optional(aCall) }, timers: { again: {} } } },
});
export default implement(declaration, {
  server: {
    on: { hello() {} }, timers: { again(n) { if (n.mem.last) n.reply(n.mem.last, null); } },
    calls: {
      put(n, { value }, call) {
        ${put}
        n.disk.value = value;
        n.sync();
        n.reply(call, null);
      },
      get(n, _, call) { n.reply(call, n.disk.value); },
    },
  },
});
`;

/** Mistakes that a protocol can make in a handler, and what is said of each, after the name of the node or role. */
export const MISTAKES: readonly {
  readonly what: string;
  readonly put: string;
  readonly says: RegExp;
}[] = [
  {
    what: 'throws',
    put: "if (value !== '') throw new Error('not today');",
    says: /calls\.put \(.*mine\.ts:19:\d+\): not today/,
  },
  {
    what: 'reads the clock',
    put: 'if (Date.now() < 0) return;',
    says: /calls\.put \(.*mine\.ts:19:\d+\): Date\.now is not for handlers; use n\.now/,
  },
  {
    what: 'draws its own luck',
    put: 'if (Math.random() < 0) return;',
    says: /calls\.put \(.*mine\.ts:19:\d+\): Math\.random is not for handlers; use n\.pick/,
  },
  {
    what: 'sends what is not declared',
    put: "n.send(n.peers[0], { type: 'helo' } as never);",
    says: /calls\.put \(.*mine\.ts:19:\d+\): .*helo/,
  },
  {
    what: 'answers twice',
    put: 'n.reply(call, null);',
    says: /calls\.put \(.*mine\.ts:22:\d+\): answers the call put twice: this handler has answered it already/,
  },
  {
    what: 'answers again in another handler',
    put: "n.mem.last = call; n.arm('again', 1);",
    says: /timers\.again \(.*mine\.ts:16:\d+\): answers the call put twice: an earlier handler has answered it/,
  },
];

/** What never comes back. */
export const LOOPS = 'for (;;) {}';
