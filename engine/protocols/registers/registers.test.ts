/** The two registers, one handler at a time. */
import { expect, it } from 'vitest';
import { bench } from '../../node/kit.js';
import abd from './abd-register.js';
import singleCopy from './single-copy-register.js';

it('a single copy gives back what was put', () => {
  const s = bench(singleCopy, 'server').call('get', {});
  expect(s.effects).toMatchObject([{ kind: 'reply', reply: { status: 'ok', value: null } }]);
  s.call('put', { value: 'x' }).call('get', {});
  expect(s.effects).toMatchObject([{ kind: 'reply', reply: { status: 'ok', value: 'x' } }]);
});

const counts = { server: 3 };
const call = (op: string) => ({ client: 0, seq: 1, op });
const version = (time: number, node: number, value: string | null) =>
  ({ stamp: { time, node }, value }) as never;

it('ABD writes above the newest of a majority', () => {
  const s = bench(abd, 'server', { counts }).call('put', { value: 'x' });
  expect(s.sent.map(({ to, message }) => [to, message.type])).toEqual([
    [1, 'query'],
    [2, 'query'],
  ]);
  s.receive(1, { type: 'found', call: call('put'), version: version(4, 1, 'old') });
  expect(s.sent).toHaveLength(2);
  expect(s.sent[0].message).toMatchObject({ type: 'update', version: version(5, 0, 'x') });
  s.receive(2, { type: 'found', call: call('put'), version: version(9, 1, 'late') });
  expect(s.effects).toEqual([]);
  s.receive(2, { type: 'updated', call: call('put') });
  expect(s.effects).toMatchObject([{ kind: 'reply', reply: { status: 'ok', value: null } }]);
  expect(s.mem.running).toBe(null);
});

it('ABD writes back what it reads, before it answers', () => {
  const newest = version(4, 2, 'new');
  const s = bench(abd, 'server', { counts }).call('get', {});
  s.receive(2, { type: 'found', call: call('get'), version: newest });
  expect(s.sent.map(({ message }) => message)).toMatchObject([
    { type: 'update', version: newest },
    { type: 'update', version: newest },
  ]);
  expect(s.effects.some(({ kind }) => kind === 'reply')).toBe(false);
  s.receive(1, { type: 'updated', call: call('get') });
  expect(s.effects).toMatchObject([{ kind: 'reply', reply: { status: 'ok', value: 'new' } }]);

  const mutants = ['reads without writing back'];
  const mutant = bench(abd, 'server', { counts, mutants }).call('get', {});
  mutant.receive(2, { type: 'found', call: call('get'), version: newest });
  expect(mutant.effects).toMatchObject([{ kind: 'reply', reply: { value: 'new' } }]);
});

it('ABD keeps the greater of two versions, by time and then by node', () => {
  const s = bench(abd, 'server', { counts });
  const update = (v: never) => s.receive(1, { type: 'update', call: call('put'), version: v });
  update(version(2, 1, 'b'));
  update(version(2, 0, 'a'));
  update(version(1, 2, 'c'));
  expect(s.mem.version.value).toBe('b');
  update(version(2, 2, 'd'));
  expect(s.mem.version.value).toBe('d');
  expect(s.sent).toEqual([{ to: 1, message: { type: 'updated', call: call('put') } }]);
});

it('ABD alone is its own majority', () => {
  const s = bench(abd, 'server', { counts: { server: 1 } }).call('put', { value: 'x' });
  expect(s.effects).toMatchObject([{ kind: 'reply' }]);
});

it('ABD does one operation at a time, and keeps other calls where it is told to', () => {
  const put = call('put');
  const get = { ...call('get'), client: 1 };
  const answers = (busy: 'ignores' | 'queues') => {
    const s = bench(abd, 'server', { counts, options: { busy } }).call('put', { value: 'x' });
    s.call('get', {}, get);
    expect(s.effects).toEqual([]);
    const version = s.mem.version;
    s.receive(1, { type: 'found', call: put, version }).receive(1, { type: 'updated', call: put });
    return s.effects.map(({ kind }) => kind);
  };
  expect(answers('ignores')).toEqual(['reply']);
  expect(answers('queues')).toEqual(['reply', 'send', 'send']);
});
