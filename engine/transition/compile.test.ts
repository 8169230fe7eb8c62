/** What the compiler makes of specs as people write them: published counts, labels, messages, coverage. */
import { expect, test } from 'vitest';
import { elaborateModel } from '../language/elaborate/model.js';
import * as ill from '../language/ill-defined.js';
import { loadFile } from '../language/load.js';
import { sourceFile } from '../language/source.js';
import type { ModelSpec } from '../language/typed.js';
import { compileModel, Successors, type TransitionSystem } from './index.js';

function model(text: string, set: readonly string[] = []): ModelSpec {
  const [loaded] = loadFile(sourceFile('test.yaml', text), { set }).documents;
  const spec = elaborateModel(loaded.raw, loaded.file, loaded.diagnostics);
  if (spec === null) throw new Error(loaded.diagnostics.list.map((d) => d.message).join('\n'));
  return spec;
}

/** Breadth-first over everything, with a JavaScript map: fit for small systems only. */
function explore(system: TransitionSystem) {
  const out = new Successors(system.words, system.labelWords, 1);
  const states: Int32Array[] = [];
  const known = new Set<string>();
  let generated = 0;
  const take = (): void => {
    generated += out.count;
    for (let i = 0; i < out.count; i++) {
      const state = out.states.slice(i * system.words, (i + 1) * system.words);
      if (known.size < known.add(state.join()).size) states.push(state);
    }
    out.clear();
  };
  const visit = (state: Int32Array): void => system.successors(state, 0, out);
  system.initial(out);
  const initial = out.count;
  take();
  for (let i = 0; i < states.length; i++) {
    visit(states[i]);
    take();
  }
  return { states, generated, initial };
}

const TWO_PHASE_COMMIT = `
kind: model
name: two-phase-commit
about: Resource managers agree to commit or to abort.
constants:
  N: 3
types:
  RM: symmetric(N)
  Message:
    one of:
      prepared: { rm: RM }
      commit: {}
      abort: {}
state:
  rm: RM to [working, prepared, committed, aborted]
  tm: [waiting, done]
  votes: set(RM)
  messages: set(Message)
actions:
  RM prepares:
    for: r in RM
    when: rm[r] == working
    then:
      rm[r]: prepared
      messages: add(messages, prepared(rm = r))
  RM chooses to abort:
    for: r in RM
    when: rm[r] == working
    then:
      rm[r]: aborted
  TM receives prepared:
    for: r in RM
    when:
      - tm == waiting
      - prepared(rm = r) in messages
    then:
      votes: add(votes, r)
  TM commits:
    when:
      - tm == waiting
      - votes == RM
    then:
      tm: done
      messages: add(messages, commit)
  TM aborts:
    when: tm == waiting
    then:
      tm: done
      messages: add(messages, abort)
  RM receives commit:
    for: r in RM
    when: commit in messages
    then:
      rm[r]: committed
  RM receives abort:
    for: r in RM
    when: abort in messages
    then:
      rm[r]: aborted
fairness: weak
properties:
  consistent:
    never: exists(a, b in RM, rm[a] == committed and rm[b] == aborted)
`;

test('two-phase commit has the published 288 states, and 1,568 with four managers, in one word', () => {
  for (const [n, states] of [
    [3, 288],
    [4, 1568],
  ]) {
    const system = compileModel(model(TWO_PHASE_COMMIT, [`N=${n}`]));
    expect(system.words).toBe(1);
    expect(explore(system).states).toHaveLength(states);
  }
  expect(explore(compileModel(model(TWO_PHASE_COMMIT))).generated).toBe(1146);
});

test('a step is described in words, and its actor is its first binding', () => {
  const system = compileModel(model(TWO_PHASE_COMMIT));
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  const state = out.states.slice(0, 1);
  expect(system.decode(state, 0)).toEqual({
    rm: { 1: 'working', 2: 'working', 3: 'working' },
    tm: 'waiting',
    votes: [],
    messages: [],
  });
  out.clear();
  system.successors(state, 0, out);
  const steps = Array.from({ length: out.count }, (_, i) =>
    system.describe(out.labels, i * system.labelWords),
  );
  expect(steps.map((s) => `${s.actor ?? ''}: ${s.action}`)).toEqual([
    'RM 1: RM prepares',
    'RM 2: RM prepares',
    'RM 3: RM prepares',
    'RM 1: RM chooses to abort',
    'RM 2: RM chooses to abort',
    'RM 3: RM chooses to abort',
    ': TM aborts',
  ]);
  expect(steps[1].bindings).toEqual({ r: 2 });
});

test('fairness tells bindings apart, and says nothing of other actions', () => {
  const system = compileModel(model(TWO_PHASE_COMMIT));
  const [prepares] = system.fairness;
  const groups = [1, 2].map((r) => prepares.group(Int32Array.of(0, r - 1), 0));
  expect(new Set(groups).size).toBe(2);
  expect(prepares.group(Int32Array.of(1, 0), 0)).toBeUndefined();
});

test('coverage: a quantifier is reached, an implication only when its premise is true', () => {
  const system = compileModel(
    model(`
kind: model
name: coverage
about: x counts to 2.
state:
  x: 0..2
actions:
  up:
    when: x < 2
    then:
      x: x + 1
properties:
  small:
    always: forall(n in 0..2, x == 2 implies n < 3)
`),
  );
  const [atom] = system.atoms;
  if (atom.kind !== 'state') throw new Error('not an atom of states');
  const kinds = system.coverage.sites.map((s) => s.kind);
  const seen = (): string[] => kinds.filter((_, i) => system.coverage.seen[i] === 1);
  expect(seen()).toEqual([]);
  const { states } = explore(system);
  expect(atom.holds(states[0], 0)).toBe(1);
  expect(seen()).toEqual(['quantifier']);
  for (const state of states) expect(atom.holds(state, 0)).toBe(1);
  expect(seen().sort()).toEqual(['implication', 'quantifier']);
});

test.each(['sequence', 'bag'])('a %s that doubles without end has no value in the end', (kind) => {
  const system = compileModel(
    model(`
kind: model
name: doubling
about: What is there is there twice.
state:
  all: ${kind}(0..1)
init:
  all: [1]
actions:
  double:
    then:
      all: ${kind === 'bag' ? 'union' : 'concat'}(all, all)
properties:
  some:
    always: size(all) >= 1
`),
  );
  const { states } = explore(system);
  // 2 ^ 19 items, and twice as many are more than a million.
  expect(states).toHaveLength(20);
  const out = new Successors(system.words, system.labelWords);
  system.successors(states[19], 0, out);
  expect([out.count, out.failureCount]).toEqual([0, 1]);
  expect(system.failure(out.failureSites[0]).message).toBe(ill.tooManyTogether(kind as 'bag'));
});

const MAIL = `
kind: model
name: mail
about: Two nodes write to each other.
types:
  Node: 1..2
  Letter:
    one of:
      hello: { from: Node, to: Node }
      note: { from: Node }
state:
  post: bag(Letter, 2)
  inbox: Node to sequence(Letter, 1)
actions:
  send:
    for: n in Node
    when: size(post) < 2
    then:
      post: add(post, hello(from = n, to = 3 - n))
  deliver:
    for: m in post
    when: m is hello and inbox[m.to] == []
    then:
      post: remove(post, m)
      inbox[m.to]: append(inbox[m.to], m)
  read:
    for: n in Node
    when: inbox[n] != []
    then:
      inbox[n]: []
  leave a note:
    for: n in Node
    when: inbox[n] == []
    then:
      inbox[n]: [note(from = 3 - n)]
properties:
  fine:
    always: true
`;

test('messages: sent and received by content and number; moving one is neither', () => {
  const system = compileModel(model(MAIL));
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  let state = out.states.slice(0, system.words);
  const step = (action: string, pick = 0) => {
    out.clear();
    system.successors(state, 0, out);
    const found = Array.from({ length: out.count }, (_, i) => i).filter(
      (i) => system.describe(out.labels, i * system.labelWords).action === action,
    );
    const before = state;
    state = out.states.slice(found[pick] * system.words, (found[pick] + 1) * system.words);
    return system.messages(before, 0, state, 0);
  };
  const hello = { title: 'hello', from: 'Node 1', to: 'Node 2' };
  expect(step('send')).toEqual([{ event: 'sent', id: 'hello(from = 1, to = 2)', ...hello }]);
  expect(step('send')).toEqual([{ event: 'sent', id: 'hello(from = 1, to = 2) #2', ...hello }]);
  expect(step('deliver')).toEqual([]);
  expect(step('read')).toEqual([{ event: 'received', id: 'hello(from = 1, to = 2) #2', ...hello }]);
  const note = { title: 'note', from: 'Node 2', to: 'Node 1' };
  expect(step('leave a note')).toEqual([
    { event: 'sent', id: 'note(from = 2) to Node 1', ...note },
  ]);
});

test('initial states: distinct identities are built as permutations, not filtered from N^N', () => {
  const system = compileModel(
    model(`
kind: model
name: ring
about: Each node has two identities of its own. Unpruned, there are 2 thousand million candidates.
constants:
  N: 6
types:
  Node: 0..N-1
  Id: 1..N
state:
  id: Node to Id
  other: Node to Id
init:
  id: any
  other: any
given:
  - forall(a, b in Node, id[a] == id[b] implies a == b)
  - forall(a, b in Node, other[a] == other[b] implies a == b)
actions:
  rest:
    then: {}
properties:
  fine:
    always: true
`),
  );
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  expect(out.count).toBe(720 * 720);
  expect(system.decode(out.states, 0)['id']).toEqual({ 0: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6 });
  const last = (out.count - 1) * system.words;
  expect(system.decode(out.states, last)['other']).toEqual({ 0: 6, 1: 5, 2: 4, 3: 3, 4: 2, 5: 1 });
});

test('a failing step is recorded with its label, and the others go on', () => {
  const system = compileModel(
    model(`
kind: model
name: outside
about: One binding goes too far.
types:
  Small: 0..2
state:
  x: Small
init:
  x: 1
actions:
  jump:
    for: by in Small
    then:
      x: x + by
properties:
  fine:
    always: true
`),
  );
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  const state = out.states.slice(0, system.words);
  out.clear();
  system.successors(state, 0, out);
  expect(out.count).toBe(2);
  expect(out.failureCount).toBe(1);
  expect(system.describe(out.failureLabels, 0).bindings).toEqual({ by: 2 });
  expect(system.failure(out.failureSites[0]).message).toBe('a value is outside 0..2');
});

test('a branch that one binding took is not taken for the next', () => {
  const system = compileModel(
    model(`
kind: model
name: branches
about: Binding 1 takes the inner branch, binding 2 the outer.
types:
  Small: 1..2
state:
  a: [p, q, r]
actions:
  go:
    for: n in Small
    then:
      if n == 2:
        a: q
      else if n == 1:
        a: r
properties:
  fine:
    always: true
`),
  );
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  const state = out.states.slice(0, system.words);
  out.clear();
  system.successors(state, 0, out);
  expect([out.count, out.failureCount]).toEqual([2, 0]);
  expect(system.decode(out.states, 0)).toEqual({ a: 'r' });
  expect(system.decode(out.states, system.words)).toEqual({ a: 'q' });
});

test('formulas and the bound keep the words of the spec, on one line', () => {
  const system = compileModel(
    model(`
kind: model
name: words
about: A counter.
state:
  x: 0..5
actions:
  up:
    when: x < 5
    then:
      x: x + 1
runs:
  explore:
    while: x   <   4
properties:
  comes back:
    whenever: x == 1
    eventually: >
      x == 0
      or x == 5
`),
  );
  expect(system.withinText).toBe('x < 4');
  expect(system.properties[0].claim).toMatchObject({
    formula: {
      of: { left: { words: 'x == 1' }, right: { of: { words: 'x == 0 or x == 5' } } },
    },
  });
});
