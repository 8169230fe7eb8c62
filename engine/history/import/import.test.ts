/** Histories in every form, and what is said of those that are none. */
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../language/index.js';
import { sourceFile } from '../../language/source.js';
import { objectNamed } from '../../objects/index.js';
import { BadHistory, type ImportOptions, readHistory } from './index.js';

const read = (object: string, text: string, options: ImportOptions = {}) =>
  readHistory(sourceFile('h', text), objectNamed(object), options).operations;

function problem(object: string, text: string, path = 'h'): string {
  try {
    readHistory(sourceFile(path, text), objectNamed(object));
  } catch (error) {
    if (error instanceof BadHistory) return formatDiagnostic(error.diagnostic);
    throw error;
  }
  throw new Error('no problem');
}

describe('JSON lines', () => {
  it('reads operations with their endings', () => {
    const text = [
      '{"client": 1, "operation": "put", "args": {"key": "x", "value": [1]}, "invoked": 0, "completed": 4}',
      '',
      '{"client": "b", "operation": "get", "args": {"key": "x"}, "result": null, "invoked": 2, "completed": 3, "x-note": 1}',
      '{"client": "b", "operation": "get", "args": {"key": "x"}, "ending": "unknown", "invoked": 5}',
    ].join('\r\n');
    expect(read('kv', text)).toEqual([
      {
        client: '1',
        name: 'put',
        args: { key: 'x', value: [1] },
        ending: 'ok',
        invoked: 0,
        completed: 4,
        line: 1,
      },
      {
        client: 'b',
        name: 'get',
        args: { key: 'x' },
        ending: 'ok',
        result: null,
        invoked: 2,
        completed: 3,
        line: 3,
      },
      {
        client: 'b',
        name: 'get',
        args: { key: 'x' },
        ending: 'unknown',
        invoked: 5,
        completed: null,
        line: 4,
      },
    ]);
  });

  it.each([
    [
      '{"client": "a", "operation": "get", "invoked": 0, "completed": 1, }',
      'h:1:67: error ASY6201',
    ],
    ['{"x-a": 1}\n[]', 'h:1:1: error ASY6205: an operation needs `operation`'],
    [
      '{"client": "a", "operatoin": "get"}',
      'h:1:17: error ASY6204: `operatoin` is no key of an operation',
    ],
    ['{"client": "a", "operatoin": "get"}', 'did you mean `operation`?'],
    [
      '{"client": "a", "operation": "gte", "invoked": 0}',
      'h:1:30: error ASY6207: register has no operation `gte`',
    ],
    ['{"client": "a", "operation": "gte", "invoked": 0}', 'did you mean `get`?'],
    ['{"client": "a", "operation": "put", "invoked": 0}', '`put` of register needs `value`'],
    [
      '{"client": "a", "operation": "get", "args": {"key": 1}, "invoked": 0}',
      '`get` of register has no `key`; it has no arguments',
    ],
    [
      '{"client": "a", "operation": "get", "invoked": 0.5}',
      'h:1:48: error ASY6206: `invoked` is a whole number of ticks',
    ],
    [
      '{"client": "a", "operation": "get", "result": [9007199254740993], "invoked": 0, "completed": 1}',
      'h:1:47: error ASY6206: `result` is what can be told exactly: write whole numbers beyond ±(2^53 − 1) as text',
    ],
    [
      '{"client": "a", "operation": "get", "ending": "lost", "invoked": 0}',
      '`ending` is one of ok, refused, unknown',
    ],
    [
      '{"client": "a", "operation": "get", "invoked": 5, "completed": 4}',
      'it was completed at 4, before it was invoked at 5',
    ],
    [
      '{"client": "a", "operation": "get", "invoked": 5}',
      'it ended (ok), but has no time of completion; where the client was told nothing, say `"ending": "unknown"`',
    ],
    [
      '{"client": "a", "operation": "get", "invoked": 5, "completed": 9}\n{"client": "a", "operation": "get", "invoked": 7, "completed": 8}',
      'h:2:1: error ASY6209',
    ],
    [
      '{"client": "a", "operation": "get", "invoked": 5, "completed": 9}\n3',
      'h:2:1: error ASY6203',
    ],
    ['\n', 'ASY6213'],
  ])('%s', (text, said) => {
    expect(problem('register', text)).toContain(said);
  });
});

describe('Jepsen', () => {
  it('reads EDN, a line an event or one vector, with or without tags', () => {
    const lines = [
      '{:process 0, :type :invoke, :f :write, :value 3, :time 10, :index 0}',
      '{:process :nemesis, :type :info, :f :start, :value nil}',
      '#jepsen.history.Op{:process 1, :type :invoke, :f :read, :value nil} ; a remark',
      '{:process 1, :type :ok, :f :read, :value 3}',
      '{:process 2, :type :invoke, :f :cas, :value [3 4]} #_{:process 9}',
      '{:process 2, :type :fail, :f :cas, :value [3 4]}',
      '{:process 0, :type :info, :f :write, :value 3, :error :timeout}',
    ];
    const [write, get, cas] = read('cas-register', lines.join('\n'));
    expect(write).toMatchObject({
      client: '0',
      name: 'put',
      args: { value: 3 },
      ending: 'unknown',
      line: 1,
      endLine: 7,
    });
    expect(get).toMatchObject({
      client: '1',
      name: 'get',
      ending: 'ok',
      result: 3,
      line: 3,
      endLine: 4,
    });
    expect(cas).toMatchObject({ name: 'cas', args: { from: 3, to: 4 }, ending: 'refused' });
    const answered = read('cas-register', `[${lines.join('\n')}]`, { casAnswers: true });
    expect(answered[2]).toMatchObject({ ending: 'ok', result: false });
  });

  it('reads keys, as tuples or apart', () => {
    const [put, cas] = read(
      'kv',
      [
        '{:process 0 :type :invoke :f :append :key "k" :value "x\\n"}',
        '{:process 1 :type :invoke :f :cas :value [7 [nil 2]]}',
        '{:process 1 :type :ok :f :cas :value [7 [nil 2]]}',
        '{:process 0 :type :ok :f :append :key "k" :value "x\\n"}',
      ].join('\n'),
    );
    expect(put).toMatchObject({ name: 'append', args: { key: 'k', value: 'x\n' }, ending: 'ok' });
    expect(put).not.toHaveProperty('result');
    expect(cas).toMatchObject({ args: { key: 7, from: null, to: 2 }, result: true });
  });

  it('reads logs, and passes over lines of other things', () => {
    const [put, get] = read(
      'register',
      [
        'INFO  jepsen.core - Worker 0 starting',
        'INFO  jepsen.util - 0\t:invoke\t:write\t4',
        'INFO  jepsen.util - 1\t:invoke\t:read\tnil',
        'INFO  jepsen.util - :nemesis\t:info\t:start\tnil',
        'INFO  jepsen.util - 1\t:ok\t:read\t4',
        'INFO  jepsen.util - 0\t:info\t:write\t:timed-out',
      ].join('\n'),
    );
    expect(put).toMatchObject({
      client: '0',
      args: { value: 4 },
      ending: 'unknown',
      line: 2,
      endLine: 6,
    });
    expect(get).toMatchObject({ result: 4, line: 3, endLine: 5 });
  });

  it('reads what sets, queues and counters are asked', () => {
    const calls = (object: string, f: string, value: string) =>
      read(object, `{:process 0 :type :invoke :f :${f} :value ${value}}`)[0];
    expect(calls('set', 'add', '1')).toMatchObject({ name: 'add', args: { value: 1 } });
    expect(calls('queue', 'dequeue', 'nil')).toMatchObject({ name: 'dequeue', args: {} });
    expect(calls('counter', 'add', '2')).toMatchObject({ name: 'increment', args: { by: 2 } });
    expect(calls('counter', 'increment', 'nil')).toMatchObject({ args: {} });
  });

  it.each([
    ['h', '{client: a}', 'ASY6201: this line is not JSON'],
    ['h.jsonl', '{client: a}', 'h.jsonl:1:2: error ASY6201: this line is not JSON'],
    ['h.jsonl', '[1]', 'ASY6203: a line is a JSON object'],
    ['h.jsonl', '{:process 0}', 'ASY6205: an operation needs `:type`'],
    ['h.edn', 'nothing', 'ASY6202: this is not EDN'],
    ['h.log', '[1]', 'ASY6213: no operation is recorded here'],
    ['h', '[1]', 'ASY6202: this is not EDN'],
  ])('is what %s with %s is taken for', (path, text, said) => {
    expect(problem('register', text, path)).toContain(said);
  });

  it.each([
    ['{:process 0 :type :invoke :f :read', 'h:1:1: error ASY6202: this is not EDN: expected `}`'],
    ['{:process 0 :type :invoke :f}', 'expected a value for each key'],
    ['{:process 0 :type :invoke :f :read]', 'h:1:35: error ASY6202: this is not EDN: expected `}`'],
    ['{:process "0', 'expected the closing `"`'],
    ['[1]', 'h:1:2: error ASY6202: this is not EDN: expected a map'],
    ['{:process 0 :type :invoke}', 'h:1:1: error ASY6205: an operation needs `:f`'],
    [
      '\n{:process 0 :type :invoke :f :raed}',
      'h:2:30: error ASY6207: register has no operation `raed`',
    ],
    ['{:process 0 :type :ok :f :read}', 'ASY6210: `:ok` of process 0, which has no open operation'],
    [
      '{:process 0 :type :invoke :f :read} {:process 0 :type :invoke :f :read}',
      'h:1:37: error ASY6211: process 0 has an open operation',
    ],
    [
      '{:process 0 :type :invoke :f :read} {:process 0 :type :okay :f :read}',
      'ASY6212: `:type` is `okay`',
    ],
    ['{:process 0 :type :invoke :f :read} {:process 0 :type :okay :f :read}', 'did you mean `ok`?'],
    [
      'x - 0 :invoke :write (',
      'h:1:1: error ASY6202: this is not EDN: expected one value at the end of the line',
    ],
    ['nothing at all', 'ASY6213: no operation is recorded here'],
    [`${'['.repeat(200)}`, 'less nesting'],
  ])('%s', (text, said) => {
    expect(problem('register', text)).toContain(said);
  });
});
