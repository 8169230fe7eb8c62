import { describe, expect, test } from 'vitest';
import { Diagnostics } from './diagnostics.js';
import { applyChanges } from './patch.js';
import { findPath } from './path.js';
import { toJson } from './schema/json.js';
import { applySetting } from './settings.js';
import { sourceFile, spanText } from './source.js';
import { readYaml } from './yaml/read.js';
import { child, type Mapping, type Tree } from './yaml/tree.js';

function tree(text: string, path = 't.yaml'): Mapping {
  return readYaml(sourceFile(path, text), new Diagnostics())[0].tree as Mapping;
}

const base = tree(`
constants: { N: 3 }
define:
  swap(t, c): c
actions:
  TM commits:
    when: [a, b]
    then:
      log[n]: x
      log[n].term: 1
      if p == 1:
        q: 1
      else:
        q: 2
      if p == 2:
        q: 3
  commit.late: { then: { z: 1 } }
functions:
  f:
    body:
      - set: { low: 1 }
      - while: x
        do:
          - set: { mid: 2 }
`);

function patch(changes: string) {
  const diagnostics = new Diagnostics();
  const patched = applyChanges(base, tree(changes, 'changes.yaml'), diagnostics);
  return { patched, codes: diagnostics.list.map(({ code }) => code) };
}

const at = (root: Tree, ...keys: (string | number)[]): Tree =>
  keys.reduce<Tree>((here, key) => {
    if (here.node === 'list') return here.items[Number(key)];
    return child(here as Mapping, String(key)) as Tree;
  }, root);

describe('paths', () => {
  test('take the longest key that fits', () => {
    const text = 'actions.TM commits.then.log[n].term';
    const result = findPath(base, text);
    expect(result.found).toBe('place');
    const steps = result.found === 'place' ? result.steps : [];
    expect(steps.map(({ from, to }) => text.slice(from, to))).toEqual([
      'actions',
      'TM commits',
      'then',
      'log[n].term',
    ]);
    expect(findPath(base, 'actions.commit.late.then.z').found).toBe('place');
    expect(findPath(base, 'define.swap(t, c)').found).toBe('place');
  });

  test('count the items of lists from 1', () => {
    const { patched, codes } = patch('functions.f.body[2].do[1].set.mid: 7\n');
    expect(codes).toEqual([]);
    expect(toJson(at(patched, 'functions', 'f', 'body', 1, 'do', 0, 'set'))).toEqual({ mid: 7 });
    expect(toJson(at(base, 'functions', 'f', 'body', 1, 'do', 0, 'set'))).toEqual({ mid: 2 });
  });

  test('name blocks by their order', () => {
    const { patched, codes } = patch(`
'actions.TM commits.then.if[2].q': 9
'actions.TM commits.then.else[1].q': 8
`);
    expect(codes).toEqual([]);
    const then = at(patched, 'actions', 'TM commits', 'then');
    expect(toJson(at(then, 'if p == 2'))).toEqual({ q: 9 });
    expect(toJson(at(then, 'else'))).toEqual({ q: 8 });
  });

  test.each([
    ['actionz.x: 1', 'ASY2020'],
    ['actions.TM commit.when: 1', 'ASY2020'],
    ['actions.TM commits.when[3]: 1', 'ASY2021'],
    ['actions.TM commits.when[0]: 1', 'ASY2021'],
    ['actions.TM commits.when.x: 1', 'ASY2022'],
    ['constants.N.x: 1', 'ASY2023'],
    ['actions.nothing: null', 'ASY2025'],
    ['constants.N:', 'ASY2026'],
    ['actions.TM commits.then.if[3]: 1', 'ASY2020'],
  ])('%s is refused', (change, code) => {
    expect(patch(`${change}\n`).codes).toEqual([code]);
  });
});

describe('changes', () => {
  test('replace, remove and add, in the order written', () => {
    const { patched, codes } = patch(`
actions.TM commits.when: true
actions.TM commits.then: null
constants.M: 4
'actions.commit.late.then.log[n].size': 2
`);
    expect(codes).toEqual([]);
    expect(toJson(at(patched, 'actions', 'TM commits'))).toEqual({ when: true });
    expect(toJson(at(patched, 'constants'))).toEqual({ N: 3, M: 4 });
    expect(toJson(at(patched, 'actions', 'commit.late', 'then'))).toEqual({
      z: 1,
      'log[n].size': 2,
    });
  });

  test('keep the places of what they bring, and share the rest', () => {
    const { patched } = patch('constants.M: 4\n');
    const constants = at(patched, 'constants') as Mapping;
    const added = constants.entries[1];
    expect(added.key.span.file.path).toBe('changes.yaml');
    expect(spanText(added.key.span)).toBe('M');
    expect(added.key.offsetOf(0)).toBe(10);
    expect(spanText(added.value.span)).toBe('4');
    expect(at(patched, 'actions')).toBe(at(base, 'actions'));
  });
});

describe('settings', () => {
  function set(...settings: string[]) {
    const diagnostics = new Diagnostics();
    const patched = settings.reduce((root, one) => applySetting(root, one, diagnostics), base);
    return { patched, list: diagnostics.list };
  }

  test('name constants, or paths', () => {
    const { patched, list } = set('N=5', 'constants.M = [1, 2]', 'actions.TM commits.then=null');
    expect(list).toEqual([]);
    expect(toJson(at(patched, 'constants'))).toEqual({ N: 5, M: [1, 2] });
    expect(toJson(at(patched, 'actions', 'TM commits'))).toEqual({ when: ['a', 'b'] });
  });

  test('have a place on the command line', () => {
    const value = at(set('N=5').patched, 'constants', 'N');
    expect(value.span.file.path).toBe('--set N=5');
    expect(spanText(value.span)).toBe('5');
    const { list } = set('constants.K.x=1');
    expect(list.map(({ code, span }) => [code, spanText(span)])).toEqual([['ASY2020', 'K']]);
  });

  test.each([
    ['N', 'ASY6008'],
    ['=5', 'ASY6008'],
    ['N=', 'ASY6008'],
    ['M=5', 'ASY6009'],
    ['__proto__=5', 'ASY6009'],
    ['N={a: &x 1}', 'ASY1021'],
  ])('%s is refused', (setting, code) => {
    expect(set(setting).list.map((d) => d.code)).toEqual([code]);
  });
});
