/** Threads checked as users write them: the library's specs with their mutants, and what is wrong in words. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import { libraryFolder } from '../../engine/package-root.js';
import { Protocols } from '../../engine/protocols/declarations.js';
import { checkSpec, type SpecCheckOptions, specToCheck } from '../check.js';
import type { SpecResult } from '../verdict.js';

async function checkAll(
  of: Parameters<typeof loadFile>[0],
  options: SpecCheckOptions = {},
  own: 'run' | 'leave' = 'leave',
): Promise<SpecResult[]> {
  const protocols = new Protocols();
  const loaded = loadFile(of, { declarations: protocols.declarations });
  await protocols.load(loaded, { own });
  const reads = loaded.documents.map(readSpec);
  const results: SpecResult[] = [];
  for (const read of reads) {
    expect(read.diagnostics.map(({ message }) => message)).toEqual([]);
    const target = specToCheck(read);
    if (target === null) throw new Error('no spec');
    results.push(await checkSpec(target, options));
  }
  return results;
}

const library = [
  ...['chase-lev-deque', 'chase-lev-deque-tso', 'chase-lev-deque-published'],
  ...['peterson-lock', 'peterson-lock-sc', 'ticket-lock', 'mcs-lock'],
  ...['treiber-stack', 'michael-scott-queue'],
];

describe.each(library)('%s', (file) => {
  it('is as expected, and its mutants are caught', async () => {
    const path = join(libraryFolder(), 'concurrency', `${file}.yaml`);
    const results = await checkAll(path, { mutants: true });
    for (const { name, verdicts, mutants } of results) {
      const astray = verdicts.filter(({ asExpected }) => !asExpected);
      expect(astray.map(({ property, claim }) => [name, property, claim])).toEqual([]);
      const escaped = (mutants ?? []).filter(({ caught }) => !caught);
      expect(escaped.map((mutant) => [name, mutant.name])).toEqual([]);
      expect(verdicts.map(({ property }) => property)).toContain('assertions');
    }
  });
});

const head = 'kind: system\nname: test\nabout: A test.\n';

const peterson = (more: string) => `${head}protocol: peterson-lock
${more}
threads:
  thread: { count: 2, calls: [increment] }
properties:
  one at a time:
    never: forall(t in thread, t.inside)
  counted:
    always: finished implies count == 2 and not wants[0] and not wants[1]
`;

const statuses = ({ verdicts }: SpecResult) =>
  Object.fromEntries(verdicts.map(({ property, status }) => [property, status]));

describe('a missing fence', () => {
  it.each([
    ['sc', 'holds'],
    ['tso', 'violated'],
  ])('under %s: mutual exclusion %s', async (memory, status) => {
    const spec = peterson(`memory: ${memory}\noptions: { fence: false }`);
    const [found] = await checkAll(sourceFile('test.yaml', spec));
    expect(statuses(found)).toMatchObject({ 'one at a time': status, counted: status });
  });

  it('is told as thread, access, value and queue', async () => {
    const spec = peterson('memory: tso\noptions: { fence: false }');
    const [{ verdicts }] = await checkAll(sourceFile('test.yaml', spec));
    const { evidence } = verdicts[0];
    const steps = evidence?.kind === 'counterexample' ? evidence.steps : [];
    const titles = steps.map(({ action }) => action);
    expect(titles).toContain('thread1 increment: wants[0] := true, which waits');
    expect(titles).toContain('thread1 increment: wants[1] is false');
    expect(steps.some(({ actor }) => actor === 'thread2')).toBe(true);
    const last = steps.at(-1)?.state ?? {};
    expect(last['waiting stores']).toContain('thread1: wants[0] = true');
    expect(last['thread.inside']).toEqual({ thread1: true, thread2: true });
  });

  it('shows with queues of one store', async () => {
    const spec = peterson('memory: { model: tso, buffer: 1 }\noptions: { fence: false }');
    const [found] = await checkAll(sourceFile('test.yaml', spec));
    expect(statuses(found)['one at a time']).toBe('violated');
  });
});

it('runs random schedules where no exploration is named', async () => {
  const spec = `${peterson('memory: tso\noptions: { fence: false }')}runs:
  simulate: { seeds: 60 }
mutants:
  does not give way: { breaks: [one at a time] }
`;
  const [found] = await checkAll(sourceFile('test.yaml', spec), { mutants: true });
  expect(statuses(found)).toMatchObject({ 'one at a time': 'violated' });
  expect(found.verdicts[0].claim).toContain('60 runs of random schedules');
  expect(found.mutants?.map(({ caught }) => caught)).toEqual([true]);
});

it('runs the example of the manual, a file of one’s own', async () => {
  const manual = readFileSync(join(libraryFolder(), '../docs/threads.md'), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(manual) ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'assay-threads-'));
  try {
    writeFileSync(join(folder, 'spin.ts'), code);
    writeFileSync(
      join(folder, 'spin.yaml'),
      `${head}protocol: ./spin.ts
memory: tso
threads:
  thread: { count: 3, calls: [increment] }
properties:
  one at a time:
    always: count(t in thread, t.inside) <= 1
  no update is lost:
    always: linearizable(counter)
mutants:
  looks before it closes: { breaks: [one at a time, no update is lost] }
`,
    );
    const [found] = await checkAll(join(folder, 'spin.yaml'), { mutants: true }, 'run');
    expect(statuses(found)).toMatchObject({ 'one at a time': 'holds', assertions: 'holds' });
    expect(found.mutants?.map(({ caught }) => caught)).toEqual([true]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** One kind of thread with one operation, in a file of one's own. */
async function checkOwn(body: string, yaml: string): Promise<SpecResult> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-threads-'));
  try {
    writeFileSync(
      join(folder, 'own.ts'),
      `import { declareThreads, implementThreads, int, service } from 'assay';
const works = service('counter', { increment: { args: {}, returns: int } });
const declaration = declareThreads({
  name: 'own', about: 'Mine.', memory: { n: int },
  serves: works, threads: { worker: { does: ['increment'] } },
  mutants: { wrong: 'It stores another number.', dead: 'Nothing reads it.' },
});
export default implementThreads(declaration, { worker: { *increment(t) {
${body}
} } });
`,
    );
    writeFileSync(join(folder, 'own.yaml'), `${head}protocol: ./own.ts\n${yaml}`);
    const [found] = await checkAll(join(folder, 'own.yaml'), { mutants: true }, 'run');
    return found;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it.each(['explore: {}', 'simulate: { seeds: 20 }'])(
  'what throws leaves nothing that holds: %s',
  async (run) => {
    const found = await checkOwn(
      "const n = yield* t.add('n', 1); if (n === 0) throw new Error('oops'); return n;",
      `threads:
  worker: { count: 2, calls: [increment, increment] }
properties:
  nobody is stuck:
    never: stuck
  small:
    always: n <= 4
  started:
    reachable: n == 1
runs: { ${run} }
`,
    );
    expect(statuses(found)).toMatchObject({
      ...{ 'nobody is stuck': 'unknown', small: 'unknown', 'well defined': 'error' },
      ...{ assertions: 'unknown' },
    });
    const claim = found.verdicts.find(({ base }) => base === 'well defined')?.claim;
    expect(claim).toMatch(/^worker, increment \(.*own\.ts:9:\d+\): oops/);
  },
);

it('one call for ever is answered again and again', async () => {
  const spec = `threads:
  worker: { count: 2, calls: [increment], repeat: forever }
properties:
  answered:
    whenever: called(increment)
    eventually: answered(increment)
mutants:
  wrong: { breaks: [answered] }
`;
  const body = `yield* t.store('n', 1);
    yield* t.until('n', (n) => n === (t.mutated('wrong') ? 2 : 1));
    return 1;`;
  const { verdicts, mutants } = await checkOwn(body, spec);
  expect(verdicts[0]).toMatchObject({ status: 'holds' });
  expect(mutants).toMatchObject([{ caught: true }]);
});

it('tries mutants in the lives that they are for', async () => {
  const body = "yield* t.store('n', t.mutated('wrong') ? 2 : 1); return 1;";
  const spec = (by: string, runs: string) => `threads:
  worker: { count: 1, calls: [increment] }
properties:
  small:
    never: n == 2
runs: { ${runs} }
mutants:
  wrong: { breaks: [small], by: [${by}] }
  dead: { breaks: [small], by: [${by}] }
`;
  const tried = async (by: string, runs: string) => {
    const { mutants, unbroken } = await checkOwn(body, spec(by, runs));
    return [
      ...(mutants ?? []).map(({ caught, because }) => (caught ? 'caught' : because)),
      ...(unbroken ?? []),
    ];
  };
  const survived = 'survived 10 random schedules';
  const both = 'explore: {}, simulate: { seeds: 10 }';
  expect(await tried('simulate', 'simulate: { seeds: 10 }')).toEqual(['caught', survived]);
  expect(await tried('simulate', both)).toEqual(['caught', survived]);
  const not = expect.stringMatching(/^not tried: it is for explore/);
  expect(await tried('explore', 'simulate: { seeds: 10 }')).toEqual([not, not, 'small']);
});

async function complaints(spec: string): Promise<string[]> {
  const protocols = new Protocols();
  const file = sourceFile('test.yaml', spec);
  const loaded = loadFile(file, { declarations: protocols.declarations });
  await protocols.load(loaded, { own: 'leave' });
  return loaded.documents
    .map(readSpec)
    .flatMap(({ diagnostics }) =>
      diagnostics.map(({ message, hint }) =>
        hint === undefined ? message : `${message}; ${hint}`,
      ),
    );
}

describe('what is wrong', () => {
  it.each([
    ['nodes: 3', '`nodes` is for nodes, and `peterson-lock` has threads over shared memory'],
    ['network: { loss: 1 % }', '`network` is for nodes'],
    [
      'threads: { thred: [increment] }',
      'there is no kind of thread called `thred`; did you mean `thread`?',
    ],
    [
      'threads: { thread: [incremnt] }',
      '`thread` has no operation `incremnt`; did you mean `increment`?',
    ],
    ['options: { fense: true }', 'the protocol has no option `fense`; did you mean `fence`?'],
    ['memory: pso', 'expected `sc`, `tso` or `{ model: tso, buffer: 4 }`'],
    ['properties: { p: { always: linearizable(queue) } }', 'serves no `queue`'],
    [
      'properties: { p: { always: countt == 0 } }',
      'nothing here is called `countt`; did you mean `count`?',
    ],
    ['mutants: { no fense: { breaks: [p] } }', 'declares no mutant `no fense`'],
  ])('%s', async (line, message) => {
    const found = await complaints(`${head}protocol: peterson-lock\n${line}\n`);
    expect(found.join('\n')).toContain(message);
  });

  it('threads where nodes run', async () => {
    const found = await complaints(`${head}protocol: single-copy-register\nmemory: tso\n`);
    expect(found.join()).toContain('`memory` is for threads over shared memory');
  });

  it('a spin that nothing ends is a deadlock', async () => {
    const spec = `${head}protocol: mcs-lock
memory: tso
threads:
  thread: { count: 2, calls: [increment] }
properties:
  goes on:
    never: stuck
`;
    const options = { mutants: true };
    const mutant = 'mutants:\n  sets its flag too late: { breaks: [goes on] }\n';
    const [found] = await checkAll(sourceFile('test.yaml', spec + mutant), options);
    expect(statuses(found)['goes on']).toBe('holds');
    expect(found.mutants?.map(({ caught }) => caught)).toEqual([true]);
  });
});
