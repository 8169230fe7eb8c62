/** Files of users: what loads, and what is said where one does not. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bench } from './bench.js';
import { cluster } from './cluster.js';
import { loadProtocol } from './load.js';
import { placeOfFunction } from './places.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-protocol-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROTOCOL = `import { declare, implement, int, type Node } from 'assay';
import { twice } from './arithmetic.ts';

const declaration = declare({
  name: 'echo',
  about: 'Sends back twice what it gets.',
  roles: { server: { volatile: { last: int }, receives: { say: { what: int } } } },
});
type Server = Node<typeof declaration, 'server'>;

function remember(n: Server, what: number): undefined {
  if (what > 100) throw new RangeError('too much');
  n.mem.last = twice(what);
}

export default implement(declaration, {
  server: {
    on: {
      say(n, { what }, from) {
        remember(n, what);
        n.must(what !== 13, 'never thirteen');
        if (what < 100) n.send(from, { type: 'say', what: n.mem.last });
      },
    },
  },
});
`;
const ARITHMETIC = 'export const twice = (x: number): number => 2 * x;\n';

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function refusal(text: string): Promise<string> {
  const path = write('refused.ts', text);
  const error: Error = await loadProtocol(path).then(
    () => new Error('was loaded'),
    (e) => e,
  );
  return error.message.replaceAll(folder, 'FOLDER').replace(/^.*FOLDER/, 'FOLDER');
}

it('gives up on a file that does not return', async () => {
  const path = write('endless.ts', 'for (;;);\nexport default 1;\n');
  await expect(loadProtocol(path, 200)).rejects.toThrow(
    /endless\.ts: the file did not return within 0\.2 s/,
  );
});

const nobody = () => {
  throw new Error('asked');
};
const oracle = { now: nobody, wall: nobody, wallBounds: nobody, pick: nobody, chance: nobody };

it('runs a TypeScript file from a folder that knows nothing of us', async () => {
  write('arithmetic.ts', ARITHMETIC);
  const protocol = await loadProtocol(write('echo.ts', PROTOCOL));
  const { hosts } = cluster({ protocol, counts: { server: 2 } });
  hosts[0].load(hosts[0].role.initial());
  const say = (what: number) =>
    hosts[0].run({ kind: 'message', from: 1, message: { type: 'say', what } }, oracle);
  expect(say(4)).toEqual([{ kind: 'send', to: 1, message: { type: 'say', what: 8 } }]);
  expect(say(13)).toEqual([
    {
      kind: 'must',
      why: 'never thirteen',
      place: { file: join(folder, 'echo.ts'), line: 21, column: 11 },
    },
  ]);
  const where = join(folder, 'echo.ts');
  expect(() => say(101)).toThrow(`server, on.say (${where}:12:25): too much`);
});

it.each([
  ['export const x = 1;', 'no protocol; write `export default implement(declaration, { … })`'],
  ['export default 3;', 'FOLDER/refused.ts: declaration: it should be what declare(…) returns'],
  ['const x = ;', 'FOLDER/refused.ts:1:11: Unexpected ";"'],
  [
    "import { readFileSync } from 'node:fs';\nreadFileSync('x');",
    "FOLDER/refused.ts:1:30: a protocol imports 'assay' and files of its own folder, not 'node:fs'",
  ],
  [
    "import x from '../x.ts';\nx;",
    "FOLDER/refused.ts:1:15: '../x.ts' lies outside the protocol's folder",
  ],
  [
    "import { declair } from 'assay';\ndeclair();",
    "FOLDER/refused.ts:1:10: 'assay' has no 'declair'; did you mean `declare`?",
  ],
  ['\n\nexport default undefinedName();', 'FOLDER/refused.ts:3:16: undefinedName is not defined'],
  // A module is strict: nothing becomes a global by mistake, and what is frozen (all that is received, in exploration) stays.
  ['counted = 1;\nexport default counted;', 'FOLDER/refused.ts:1:1: counted is not defined'],
  [
    'const sent: { n: number } = Object.freeze({ n: 1 });\nsent.n += 1;\nexport default sent;',
    "FOLDER/refused.ts:2:6: Cannot assign to read only property 'n'",
  ],
  [
    'const t = Date.now();\nexport default t;',
    'FOLDER/refused.ts:1:16: Date.now is not for handlers; use n.now()',
  ],
  [
    PROTOCOL.replace("from './arithmetic.ts'", "from './none.ts'"),
    'FOLDER/refused.ts:2:23: Could not resolve "./none.ts"',
  ],
  [
    PROTOCOL.replace('say(n, {', 'says(n, {'),
    "echo, code of server: on: there is no handler for the message 'say'",
  ],
])('%#', async (text, message) => {
  expect(await refusal(text)).toContain(message);
});

it('says that there is no such file', async () => {
  mkdirSync(join(folder, 'sub'), { recursive: true });
  await expect(loadProtocol(join(folder, 'sub/none.ts'))).rejects.toThrow(
    /none\.ts.*resolve|Could not/s,
  );
});

it('runs the examples of docs/protocols.md', async () => {
  const page = readFileSync(new URL('../../docs/protocols.md', import.meta.url), 'utf8');
  const [example] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const tickets = await loadProtocol(write('ticket.ts', example));
  const n = bench(tickets as never, 'counter' as never, { disk: { reserved: 30 } as never });
  n.start().call('take', {});
  expect(n.effects.map(({ kind }) => kind)).toEqual(['sync', 'emit', 'reply']);
  expect(n.disk).toEqual({ reserved: 40 });
  n.restart().call('take', {});
  expect(n.effects.at(-1)).toMatchObject({ kind: 'reply', reply: { value: 40 } });
});

it('knows where a function of a file begins, unless another is written alike', async () => {
  const unlike = PROTOCOL.replaceAll('what', 'unlikeOthers');
  const { code } = await loadProtocol(write('places.ts', unlike));
  const [[role, { on = {} }]] = Object.entries(code);
  const [[name, run]] = Object.entries(on);
  const line = 1 + unlike.split('\n').findIndex((text) => text.trim().startsWith(`${name}(`));
  expect(role).toBe('server');
  expect(placeOfFunction(run as never)).toMatchObject({ line });
  await loadProtocol(write('places-again.ts', unlike));
  expect(placeOfFunction(run as never)).toBeNull();
  expect(placeOfFunction(() => 7)).toBeNull();
});
