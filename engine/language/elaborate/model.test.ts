import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Diagnostics } from '../diagnostics.js';
import { loadFile } from '../load.js';
import type { Effect, Formula, ModelSpec } from '../typed.js';
import { formatType } from '../types-format.js';
import { elaborateModel } from './model.js';
import { elaborated, modelOf, shown } from './test-models.js';

const head = 'kind: model\nname: test\nabout: A test.\n';

function shownEffect(effect: Effect): string {
  if (effect.effect === 'if') {
    const [yes, no] = [effect.then, effect.else].map((list) => list.map(shownEffect).join('; '));
    return `if ${shown(effect.test)} { ${yes} } else { ${no} }`;
  }
  const path = effect.place.path.map((p) =>
    p.step === 'index' ? `[${shown(p.key)}]` : `.${p.field}`,
  );
  const value =
    effect.effect === 'assign' ? shown(effect.value) : `any of ${effect.values.map(shown)}`;
  return `${effect.place.variable}${path.join('')} := ${value}`;
}

function shownFormula(spec: ModelSpec, formula: Formula): string {
  const of = (f: Formula) => shownFormula(spec, f);
  switch (formula.op) {
    case 'atom':
      return shown(spec.atoms[formula.atom].expr);
    case 'constant':
      return String(formula.value);
    case 'and':
    case 'or':
    case 'implies':
    case 'until':
    case 'unless':
      return `(${of(formula.left)} ${formula.op} ${of(formula.right)})`;
    default:
      return `${formula.op}(${of(formula.of)})`;
  }
}

function claims(spec: ModelSpec): string[] {
  return spec.properties.map(({ name, claim }) =>
    'atom' in claim
      ? `${name}: ${claim.form} ${shown(spec.atoms[claim.atom].expr)}`
      : `${name}: ${claim.form} ${shownFormula(spec, claim.formula)}`,
  );
}

describe('processes', () => {
  const spec = modelOf(`${head}
types:
  Reader: symmetric(2)
  Writer: 1..2
state:
  x: 0..3
processes:
  reader:
    for: r in Reader
    steps:
      idle: {}
      work:
        - when: x == 0
          then:
            goto: [idle, done]
        - for: y in 1..2
          then:
            if x == y:
              x: 0
              goto: idle
            else if x == 3:
              goto: work
      last:
        then:
          if x == 1:
            goto: idle
          if x == 2:
            if at[r] == last:
              goto: work
            else:
              x: 1
  writer:
    for: w in Writer
    steps:
      work:
        when: at[w] == work and exists(r in Reader, at[r] == idle)
fairness:
  weak: [idle, reader.work]
  strong: writer.work
properties:
  done at last:
    always: forall(w in Writer, at[w] in [work, done])
  moved:
    never: x == 0
  seen:
    reachable: x == 3
`);

  test('every family has a variable, and all labels one type', () => {
    expect(spec.variables.map((v) => `${v.name}: ${formatType(v.type)}`)).toEqual([
      'x: 0..3',
      'at.reader: Reader to label',
      'at.writer: 1..2 to label',
    ]);
    const at = spec.variables[1].type;
    expect(at.kind === 'map' && at.value).toMatchObject({
      members: ['idle', 'work', 'last', 'done'],
    });
    expect(spec.processes.map((p) => [p.family, ...p.labels])).toEqual([
      ['reader', 'idle', 'work', 'last', 'done'],
      ['writer', 'work', 'done'],
    ]);
    expect(spec.initial.map((i) => i.choose === 'value' && shown(i.value))).toEqual([
      '0',
      '["idle","idle"]',
      '["work","work"]',
    ]);
  });

  test('steps are actions, alternatives apart', () => {
    expect(spec.actions.map((a) => [a.name, a.title])).toEqual([
      ['reader.idle', 'idle'],
      ['reader.work', 'reader.work'],
      ['reader.work [2]', 'reader.work [2]'],
      ['reader.last', 'last'],
      ['writer.work', 'writer.work'],
    ]);
    expect(spec.actions.map((a) => a.binders.map((b) => b.local.name).join(' '))).toEqual([
      'r',
      'r',
      'r y',
      'r',
      'w',
    ]);
    expect(spec.actions[4].guard.map(shown)).toEqual([
      '(at.writer[w] == work)',
      '(at.writer[w] == work)',
      'exists(r in [1,2], (at.reader[r] == idle))',
    ]);
  });

  test('a step without goto moves on; branches are completed', () => {
    expect(spec.actions.map((a) => a.effects.map(shownEffect))).toEqual([
      ['at.reader[r] := work'],
      ['at.reader[r] := any of idle,done'],
      [
        'if (x == y→0..3) { x := 0; at.reader[r] := idle } else { if (x == 3) { at.reader[r] := work } else { at.reader[r] := last } }',
      ],
      [
        'if (x == 1) { at.reader[r] := idle } else {  }',
        'if (x == 2) { if (at.reader[r] == last) { at.reader[r] := work } else { x := 1 } } else {  }',
        'if not((if((x == 1), true, false) or if((x == 2), if((at.reader[r] == last), true, false), false))) { at.reader[r] := done } else {  }',
      ],
      ['at.writer[w] := done'],
    ]);
  });

  test('fairness takes the alternatives of a label together', () => {
    expect(spec.fairness.map((f) => [f.strength, ...f.actions])).toEqual([
      ['weak', 0],
      ['weak', 1, 2],
      ['strong', 4],
    ]);
  });
});

test('properties: claims, instances and shared atoms', () => {
  const spec = modelOf(
    `${head}
types:
  Node: 0..2
state:
  level: Node to Node
define:
  low(n): level[n] == 0
  settles(n): eventually(always(low(n)))
actions:
  up:
    for: n in Node
    then:
      level[n]: n
properties:
  invariant:
    always:
      - low(0)
      - level[1] < 2
  never more:
    never: level[2] == 1
  in runs:
    never: always(low(1))
  each:
    for: a in 1..2, b in 0..a-1
    whenever: low(a)
    eventually: low(b)
  until it is:
    whenever: low(1)
    always: low(2)
    until: low(0)
  next one:
    whenever: low(1)
    next: level[1] <= 1
  all settle:
    assuming: eventually(low(0))
    holds: forall(n in Node, settles(n) or n == 1) and not low(0)
  may:
    always: possible(until(low(1), low(2)))
  steps:
    every step: old(low(1)) implies level[1] >= old(level[1])
`,
  );
  expect(claims(spec)).toEqual([
    'invariant: always ((level[0] == 0) and (level[1] < 2))',
    'never more: never not((level[2] == 1))',
    'in runs: holds always(not(always((level[1] == 0))))',
    'each (a = 1, b = 0): whenever always(((level[1] == 0) implies eventually((level[0] == 0))))',
    'each (a = 2, b = 0): whenever always(((level[2] == 0) implies eventually((level[0] == 0))))',
    'each (a = 2, b = 1): whenever always(((level[2] == 0) implies eventually((level[1] == 0))))',
    'until it is: whenever always(((level[1] == 0) implies ((level[2] == 0) unless (level[0] == 0))))',
    'next one: whenever always(((level[1] == 0) implies next((level[1] <= 1))))',
    'all settle: holds ((((eventually(always((level[0] == 0))) or (0 == 1)) and (eventually(always((level[1] == 0))) or (1 == 1))) and (eventually(always((level[2] == 0))) or (2 == 1))) and not((level[0] == 0)))',
    'may: holds always(possible(((level[1] == 0) until (level[2] == 0))))',
    'steps: every step (old((level[1] == 0)) implies (level[1] >= old(level[1])))',
  ]);
  const texts = spec.atoms.map((a) => `${a.kind} ${shown(a.expr)}`);
  expect(new Set(texts).size).toBe(texts.length);
  expect(spec.properties[3]).toMatchObject({
    base: 'each',
    bindings: [
      { name: 'a', value: 1 },
      { name: 'b', value: 0 },
    ],
    text: 'whenever: low(a), eventually: low(b)',
  });
});

test('initial states: values spread over maps, choices, constants in any order', () => {
  const spec = modelOf(`${head}
constants:
  B: A - 1
  A: 2 * C
  C: 2
  First: red
types:
  Color: [red, green]
  Node: 0..B
state:
  paint: Node to Color to Color
  seen: Node to set(Color)
  link: Node to optional(Node)
  limit: Node to Node
  pick: Node to Node
  root: Node
  whole: Color to Node
init:
  paint: First
  seen: [green]
  link: map(n in Node, if(n == 0, none, n - 1))
  limit: root2
  pick: any in 1..2
  root: any
  whole: any in [map(c in Color, 0), map(c in Color, B)]
given:
  - A > C
  - root > 0
define:
  root2: 2
`);
  expect(spec.constants.map((c) => c.value)).toEqual([3, 4, 2, 'red']);
  expect(
    spec.initial.map((i) =>
      i.choose === 'value' ? shown(i.value) : i.choose === 'any' ? `any ${shown(i.from)}` : 'every',
    ),
  ).toEqual([
    'map(each in [0,1,2,3], map(each in ["red","green"], red))',
    'map(each in [0,1,2,3], set[green])',
    'map(n in [0,1,2,3], if((n == 0), none, (n→integer - 1)→optional(integer)))→0..3 to optional(0..3)',
    'map(each in [0,1,2,3], 2)',
    'any set(one in 1..2, map(each in [0,1,2,3], one→0..3))',
    'every',
    'any set[map(c in ["red","green"], 0)→Color to 0..3, map(c in ["red","green"], 3)→Color to 0..3]',
  ]);
  expect(spec.given.map(shown)).toEqual(['(root > 0)']);
});

test('fairness in all its forms', () => {
  const body = `
state:
  x: 0..3
actions:
  a:
    for: n, m in 0..3
    then:
      x: n
  b: {}
`;
  const of = (fairness: string) =>
    modelOf(`${head}${body}fairness: ${fairness}\n`).fairness.map((f) =>
      [f.strength, f.actions.join('+'), ...f.some, ...(f.where ?? []).map(shown)].join(' '),
    );
  expect(of('progress')).toEqual([]);
  expect(of('weak')).toEqual(['weak 0', 'weak 1']);
  expect(of('\n  strong: all\n  weak: [b]')).toEqual(['strong 0', 'strong 1', 'weak 1']);
  expect(of('\n  weak:\n    - { action: a, some: [m] }')).toEqual(['weak 0 m']);
  expect(of('\n  weak:\n    - action: a\n      where: n != 2 and m == 1')).toEqual([
    'weak 0 ((n != 2) and (m == 1))',
  ]);
});

test('else belongs to the nearest if above it, whatever stands between', () => {
  const spec = modelOf(`${head}
state:
  x: 0..3
  y: 0..3
actions:
  a:
    then:
      if x == 0:
        x: 1
      y: 2
      else if x == 1:
        x: 2
      else:
        x: 3
`);
  expect(spec.actions[0].effects.map(shownEffect)).toEqual([
    'if (x == 0) { x := 1 } else { if (x == 1) { x := 2 } else { x := 3 } }',
    'y := 2',
  ]);
});

test('YAML lists and mappings are values', () => {
  const spec = modelOf(`${head}
types:
  Entry: { term: 0..9, names: set(Name) }
  Name: [a, b]
state:
  entry: Entry
  log: sequence(Entry, 3)
init:
  entry: { term: 1, names: [a] }
actions:
  act:
    then:
      log:
        - { term: 2, names: [] }
        - entry
      entry:
        names: [b]
        term: 3
`);
  expect(spec.actions[0].effects.map(shownEffect)).toEqual([
    'log := sequence[{2, set[]}, entry]',
    'entry := {3, set[b]}',
  ]);
});

test('what a mutant takes away need not be fair', () => {
  const text = (fair: string) => `${head}
state:
  x: 0..3
actions:
  up: {}
fairness: { weak: [${fair}] }
properties:
  p:
    always: x == 0
mutants:
  never turns:
    change: { actions.turn: null, processes.lift.steps.go: null }
    breaks: [p, well defined]
`;
  expect(modelOf(text('up, turn, go, lift.go')).fairness).toHaveLength(1);
  expect(elaborated(text('turns')).complaints).toEqual([
    '9 ASY5028 no action or step is called `turns`',
  ]);
});

test('runs: the bound and the counts', () => {
  const { explore } = modelOf(`${head}
state:
  x: integer
actions:
  up:
    then:
      x: x + 1
runs:
  explore:
    while: x < 5
    expect: { states: 6, depth: 6 }
`);
  expect(explore.while && shown(explore.while)).toBe('(x < 5)');
  expect(explore.expect).toEqual({ states: 6, depth: 6 });
});

describe('the library', () => {
  const folder = fileURLToPath(new URL('../../../specs', import.meta.url));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.yaml'),
  );

  test.each(files)('%s and its mutants mean something', (name) => {
    for (const document of loadFile(`${folder}/${name}`).documents) {
      for (const spec of [document, ...document.mutants.map(document.mutant)]) {
        if (spec.kind !== 'model') continue;
        const diagnostics = new Diagnostics();
        elaborateModel(spec.raw, spec.file, diagnostics, spec.other);
        expect(diagnostics.list.map((d) => d.message)).toEqual([]);
      }
    }
  });
});
