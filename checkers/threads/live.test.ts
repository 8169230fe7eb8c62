/** Threads on threads of this machine: what holds, what mutants break, what gets stuck, what is wrong. Every run is short. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadFile, readSpec } from '../../engine/language/index.js';
import { Protocols } from '../../engine/protocols/declarations.js';
import { threadsFor } from '../../engine/protocols/reference.js';
import type { SpecResult } from '../verdict.js';
import { checkLiveThreads, type LiveThreadsOptions } from './live.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-threads-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function live(yaml: string, options: LiveThreadsOptions = {}): Promise<SpecResult> {
  const path = join(folder, 'test.yaml');
  writeFileSync(path, `kind: system\nname: test\nabout: A test.\n${yaml}`);
  const protocols = new Protocols();
  const loaded = loadFile(path, { declarations: protocols.declarations });
  await protocols.load(loaded, { own: 'run' });
  const { spec, diagnostics } = readSpec(loaded.documents[0]);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  if (spec?.kind !== 'system') throw new Error('no system');
  const protocol = await threadsFor(spec.protocol);
  return checkLiveThreads(path, spec, protocol, { for: 200_000, ...options });
}

const statuses = ({ verdicts }: SpecResult) =>
  Object.fromEntries(verdicts.map(({ property, status }) => [property, status]));

const mcs = `protocol: mcs-lock
threads:
  thread: { count: 2, calls: [increment, increment] }
properties:
  counted:
    always: finished implies count == 4
  linearizable:
    always: linearizable(counter)
  nobody is stuck:
    never: stuck
  everyone gets in:
    eventually: finished
`;

it('a lock that is right, and one that nobody waits for', async () => {
  const right = await live(mcs);
  expect(statuses(right)).toEqual({
    ...{ counted: 'holds', linearizable: 'holds', 'nobody is stuck': 'holds' },
    ...{ 'everyone gets in': 'holds', assertions: 'holds' },
  });
  expect(right.verdicts[0].claim).toMatch(/rounds of 2 threads with Atomics/);
  // On a busy machine threads meet seldom: then for longer.
  let wrong: SpecResult;
  let time = 1_000_000;
  do {
    wrong = await live(mcs, { mutants: ['does not wait'], for: time });
    time *= 4;
  } while (statuses(wrong)['linearizable'] !== 'violated' && time < 60_000_000);
  expect(statuses(wrong)).toMatchObject({ counted: 'violated', linearizable: 'violated' });
  expect(wrong.verdicts[1].operations).toBeDefined();
}, 180_000);

it('a wait that nothing can end is refuted, and no slow machine', async () => {
  const claims: string[] = [];
  // On a machine that lets nobody look again it stays unknown: then once more.
  for (let attempt = 0; attempt < 3 && !claims.at(-1)?.includes(STUCK); attempt++) {
    const found = await live(mcs, {
      mutants: ['leaves too early'],
      patience: 1_500_000,
      for: 20_000_000,
    });
    const { 'nobody is stuck': stuck, 'everyone gets in': gets, counted } = statuses(found);
    claims.push(found.verdicts[2].claim);
    const status = claims.at(-1)?.includes(STUCK) ? 'violated' : 'unknown';
    expect([stuck, gets], claims.at(-1)).toEqual([status, status]);
    expect(counted).not.toBe('violated');
  }
  expect(claims.at(-1)).toContain(STUCK);
}, 120_000);

const STUCK = 'waited for words that nobody could change any more';

const own = (body: string) => {
  writeFileSync(
    join(folder, 'own.ts'),
    `import { array, declareThreads, implementThreads, int, service, value } from 'assay';
const works = service('counter', { increment: { args: {}, returns: int } });
const declaration = declareThreads({
  name: 'own', about: 'Mine.', memory: { pair: value({ a: int, b: int }), flag: int },
  serves: works, threads: { worker: { does: ['increment'] } }, events: { got: { value: int } },
});
export default implementThreads(declaration, { worker: { *increment(t) {
${body}
} } });
`,
  );
  return `protocol: ./own.ts
threads:
  worker: { count: 2, calls: [increment, increment] }
properties:
  counted:
    always: finished implies pair.a == 4 and pair.b == 8
`;
};

it('one’s own file, with words of 64 bits', async () => {
  const found = await live(
    own(`return yield* t.loop(0, function* () {
      const pair = yield* t.load('pair');
      const next = { a: pair.a + 1, b: pair.b + 2 };
      return (yield* t.cas('pair', pair, next)) ? { done: next.a } : { again: 0 };
    });`),
  );
  expect(statuses(found)).toMatchObject({ counted: 'holds', assertions: 'holds' });
}, 60_000);

it('what throws, what fails and what does not come back', async () => {
  const wrong = await live(own(`yield* t.load('flagg'); return 0;`));
  expect(wrong.verdicts[0].claim).toMatch(
    /^worker, increment \(.*own\.ts:8:\d+\): load: no word 'flagg'/,
  );
  expect(wrong.verdicts[0].status).toBe('error');
  const failed = await live(own(`t.must((yield* t.add('flag', 1)) < 2, 'twice'); return 0;`));
  expect(statuses(failed)).toMatchObject({ assertions: 'violated' });
  expect(failed.verdicts[1].claim).toMatch(/^twice \(.*own\.ts:8:\d+\), in round 1 of/);
  const endless = await live(own("yield* t.load('flag'); for (;;);"), { patience: 400_000 });
  expect(statuses(endless)).toEqual({ counted: 'unknown', assertions: 'unknown' });
  expect(endless.verdicts[0].claim).toContain('worker1 and worker2 did not come back');
}, 60_000);

it('promises are judged at the end of every round, and what was emitted is seen', async () => {
  const spec = own(`const value = 1 + (yield* t.add('flag', 1));
    t.emit('got', { value });
    yield* t.store('pair', { a: t.id, b: value });
    return value;`);
  const [head] = spec.split('properties:');
  const found = await live(`${head}properties:
  all small:
    always: finished implies forall(g in got, g.value <= 4) and size(got) == 4
  none is large:
    always: finished implies forall(g in got, g.value <= 3)
  by both:
    always: finished implies forall(w in worker, count(g in got, g.by == w) == 2)
  one is last:
    eventually: finished and pair.a == 1
  one comes by:
    eventually: pair.a == 1
  ends:
    eventually: finished and flag == 4
`);
  expect(statuses(found)).toEqual({
    ...{ 'all small': 'holds', 'none is large': 'violated', 'by both': 'holds' },
    ...{ 'one is last': 'violated', 'one comes by': 'unknown' },
    ...{ ends: 'holds', assertions: 'holds' },
  });
}, 60_000);

it('a `must` that fails while others wait is told, and they are not stuck', async () => {
  const spec = own(`yield* t.loop(0, function* () {
      yield* t.until('flag', (flag) => flag === 0);
      return (yield* t.cas('flag', 0, 1)) ? { done: 0 } : { again: 0 };
    });
    t.must(false, 'nobody gets in');
    yield* t.store('flag', 0);
    return 0;`);
  const [head] = spec.split('properties:');
  const found = await live(
    `${head}properties:\n  nobody is stuck:\n    never: stuck\n  ends:\n    eventually: finished\n`,
    { patience: 1_000_000 },
  );
  expect(statuses(found)).toEqual({
    ...{ 'nobody is stuck': 'unknown', ends: 'unknown', assertions: 'violated' },
  });
  expect(found.verdicts[2].claim).toMatch(/: nobody gets in \(.*own\.ts:12:\d+\)$/);
}, 60_000);
