/**
 * Published systems whose liveness hangs on fairness, made by hand: a lift (CTL*), Dijkstra's EWD840
 * (leads-to under weak fairness), the alternating bit protocol (strong fairness), a token bucket (a
 * premise about the rest of the run). Each claim is also seen to fail.
 */
import { describe, expect, it } from 'vitest';
import type { Formula } from '../../../engine/language/typed.js';
import { type HandMade, handMade } from '../test-systems.js';
import { checkTemporal } from './index.js';
import { explored } from './test-explored.js';

const atom = (index: number): Formula => ({ op: 'atom', atom: index });
const not = (of: Formula): Formula => ({ op: 'not', of });
const and = (left: Formula, right: Formula): Formula => ({ op: 'and', left, right });
const implies = (left: Formula, right: Formula): Formula => ({ op: 'implies', left, right });
const always = (of: Formula): Formula => ({ op: 'always', of });
const eventually = (of: Formula): Formula => ({ op: 'eventually', of });
const next = (of: Formula): Formula => ({ op: 'next', of });
const possible = (of: Formula): Formula => ({ op: 'possible', of });
const leadsTo = (p: Formula, q: Formula): Formula => always(implies(p, eventually(q)));

type State = readonly number[];
type Action = HandMade['actions'][number];

/** An action that may be taken where `when` holds. */
const action = (name: string, when: (s: State) => boolean, then: (s: State) => State): Action => ({
  name,
  steps: (s) => (when(s) ? [{ to: then(s) }] : []),
});

function verdict(made: HandMade, formula: Formula) {
  const graph = explored(handMade(made));
  const property = { claim: { form: 'holds' as const, formula } };
  return { graph, ...checkTemporal(graph, graph.system, property) };
}

const status = (made: HandMade, formula: Formula) => verdict(made, formula).status;

const weak = (...actions: string[]) => ({ strength: 'weak' as const, actions, perBinding: true });
const strong = (...actions: string[]) => ({
  strength: 'strong' as const,
  actions,
  perBinding: true,
});

describe('a lift with four floors', () => {
  const FLOORS = [1, 2, 3, 4];
  const bit = (floor: number) => 1 << (floor - 1);
  const [SHUT, OPEN] = [0, 1];
  // floor, door, heading (1 up, 0 down), calls as bits
  const called = ([floor, , , calls]: State) => (calls & bit(floor)) !== 0;
  const above = ([floor, , , calls]: State) => calls >> floor !== 0;
  const below = ([floor, , , calls]: State) => (calls & (bit(floor) - 1)) !== 0;
  const ahead = (s: State) => (s[2] === 1 ? above(s) : below(s));
  const actions = {
    call: {
      name: 'call',
      steps: ([floor, door, heading, calls]: State) =>
        FLOORS.filter((f) => (calls & bit(f)) === 0 && !(f === floor && door === OPEN)).map(
          (f) => ({
            to: [floor, door, heading, calls | bit(f)],
            binding: f,
          }),
        ),
    },
    open: action(
      'open',
      (s) => s[1] === SHUT && called(s),
      ([floor, , heading, calls]) => [floor, OPEN, heading, calls & ~bit(floor)],
    ),
    shut: action(
      'shut',
      ([, door]) => door === OPEN,
      ([floor, , heading, calls]) => [floor, SHUT, heading, calls],
    ),
    move: action(
      'move',
      (s) => s[1] === SHUT && !called(s) && ahead(s),
      ([floor, door, heading, calls]) => [heading ? floor + 1 : floor - 1, door, heading, calls],
    ),
    turn: action(
      'turn',
      (s) => s[1] === SHUT && !called(s) && !ahead(s) && s[3] !== 0,
      ([floor, door, heading, calls]) => [floor, door, 1 - heading, calls],
    ),
  };
  const lift = (more: Partial<typeof actions> = {}): HandMade => ({
    variables: ['floor', 'door', 'heading', 'calls'],
    initial: [[1, SHUT, 1, 0]],
    actions: Object.values({ ...actions, ...more }).filter((a) => a.name !== 'none'),
    atoms: [
      { state: ([floor, door]) => floor === 1 && door === OPEN },
      { state: ([, door]) => door === OPEN },
      ...FLOORS.flatMap((f) => [
        { state: ([, , , calls]: State) => (calls & bit(f)) !== 0 },
        { state: ([floor, door]: State) => floor === f && door === OPEN },
        { state: ([floor]: State) => floor === f },
      ]),
    ],
    fairness: [weak('open', 'shut'), strong('move', 'turn')],
  });
  const answered = (f: number) => leadsTo(atom(3 * f - 1), atom(3 * f));
  const staysWhileOpen = (f: number) => always(implies(atom(3 * f), next(atom(3 * f + 1))));
  const comesHome = always(possible(eventually(atom(0))));
  const standsOpen = possible(eventually(possible(always(atom(1)))));
  const neverTurns = lift({ turn: { name: 'none', steps: () => [] } });
  const movesOpen = lift({
    move: action(
      'move',
      (s) => !called(s) && ahead(s),
      ([floor, door, heading, calls]) => [heading ? floor + 1 : floor - 1, door, heading, calls],
    ),
  });

  it('answers every call, and only because moving and turning are strongly fair', () => {
    expect(explored(handMade(lift())).count).toBe(189);
    for (const f of FLOORS) expect(status(lift(), answered(f))).toBe('holds');
    const tired = { ...lift(), fairness: [weak('open', 'shut', 'move', 'turn')] };
    const starving = verdict(tired, answered(4));
    expect(starving.status).toBe('violated');
    expect(starving.claim).toContain('weakly fair: open, shut, move, turn');
    expect(FLOORS.map((f) => status(neverTurns, answered(f)))).toContain('violated');
  });

  it('can always come home', () => {
    expect(status(lift(), comesHome)).toBe('holds');
    const { status: broken, evidence } = verdict(neverTurns, comesHome);
    expect(broken).toBe('violated');
    expect(evidence?.kind === 'tree' && evidence.says).toContain('no run from there satisfies');
  });

  it('may stand open for ever if shutting is not fair', () => {
    expect(status(lift(), standsOpen)).toBe('violated');
    const idle = verdict(
      { ...lift(), fairness: [weak('open'), strong('move', 'turn')] },
      standsOpen,
    );
    // Calls come in until all are made: then only shutting could change anything.
    expect(idle.status).toBe('violated');
  });

  it('does not move with the door open', () => {
    for (const f of FLOORS) expect(status(lift(), staysWhileOpen(f))).toBe('holds');
    const moved = verdict(movesOpen, staysWhileOpen(1));
    expect(moved.status).toBe('violated');
    expect(moved.evidence?.run.loop).toBeUndefined();
    // call 1, open, call another, move.
    expect(moved.evidence?.run.states.length).toBe(5);
  });
});

describe('EWD840 with four nodes', () => {
  const N = 4;
  const [WHITE, BLACK] = [0, 1];
  const nodes = [0, 1, 2, 3];
  // active bits, black bits, token, token colour
  const has = (bits: number, n: number) => (bits & (1 << n)) !== 0;
  const quiet = ([active]: State) => active === 0;
  const detected = ([active, color, token, tokenColor]: State) =>
    token === 0 && tokenColor === WHITE && !has(color, 0) && !has(active, 0);
  const ring = (probeColor: number): HandMade => ({
    variables: ['active', 'color', 'token', 'tokenColor'],
    initial: nodes.flatMap((token) =>
      Array.from({ length: 256 }, (_, i) => [i & 15, i >> 4, token, BLACK]),
    ),
    actions: [
      action(
        'start a probe',
        ([, color, token, tokenColor]) => token === 0 && (tokenColor === BLACK || has(color, 0)),
        ([active, color]) => [active, color & ~1, N - 1, probeColor],
      ),
      {
        name: 'pass the token',
        steps: ([active, color, token, tokenColor]) =>
          token !== 0 && (!has(active, token) || has(color, token) || tokenColor === BLACK)
            ? [
                {
                  to: [
                    active,
                    color & ~(1 << token),
                    token - 1,
                    has(color, token) ? BLACK : tokenColor,
                  ],
                  binding: token,
                },
              ]
            : [],
      },
      {
        name: 'send',
        steps: ([active, color, token, tokenColor]) =>
          nodes.flatMap((n) =>
            nodes
              .filter((to) => has(active, n) && n !== to)
              .map((to) => ({
                to: [active | (1 << to), to > n ? color | (1 << n) : color, token, tokenColor],
                binding: 1 + N * n + to,
              })),
          ),
      },
      {
        name: 'stop',
        steps: ([active, color, token, tokenColor]) =>
          nodes
            .filter((n) => has(active, n))
            .map((n) => ({ to: [active & ~(1 << n), color, token, tokenColor], binding: n + 1 })),
      },
    ],
    atoms: [{ state: quiet }, { state: detected }],
    fairness: [weak('start a probe', 'pass the token')],
  });

  it('detects termination under weak fairness', () => {
    const made = verdict(ring(WHITE), leadsTo(atom(0), atom(1)));
    expect(made.graph.count).toBe(1566);
    expect(made.status).toBe('holds');
    expect(made.claim).toBe(
      'holds on every fair run over all 1,566 reachable states (weakly fair: start a probe, pass the token)',
    );
    expect(status(ring(WHITE), always(implies(atom(0), always(atom(0)))))).toBe('holds');
  });

  it('does not when the token keeps its colour', () => {
    const { status: broken, evidence } = verdict(ring(BLACK), leadsTo(atom(0), atom(1)));
    expect(broken).toBe('violated');
    expect(evidence?.run.loop).toBeDefined();
    // Once round the ring.
    expect((evidence?.run.states.length ?? 0) - (evidence?.run.loop ?? 0)).toBe(N);
  });
});

describe('the alternating bit protocol', () => {
  const ITEMS = 3;
  // sending, send bit, want bit, delivered, packets: up to two of item*2+bit+1, acks: up to two of bit+1
  const actions = (acknowledges: boolean): Action[] => [
    action(
      'send',
      (s) => s[0] <= ITEMS && s[5] === 0,
      (s) => put(s, 4, 2 * s[0] + s[1] + 1),
    ),
    action(
      'receive',
      (s) => s[4] !== 0 && (s[7] === 0 || !acknowledges),
      (s) => {
        const packet = s[4] - 1;
        const bit = packet & 1;
        const after = acknowledges ? put(take(s, 4), 6, bit + 1) : take(s, 4);
        return bit === s[2] ? after.with(2, 1 - bit).with(3, s[3] + 1) : after;
      },
    ),
    action(
      'hear',
      (s) => s[6] !== 0,
      (s) => {
        const after = take(s, 6);
        return s[6] - 1 === s[1] && s[0] <= ITEMS
          ? after.with(0, s[0] + 1).with(1, 1 - s[1])
          : after;
      },
    ),
    action(
      'lose a packet',
      (s) => s[4] !== 0,
      (s) => take(s, 4),
    ),
    action(
      'lose an ack',
      (s) => s[6] !== 0,
      (s) => take(s, 6),
    ),
    action(
      'repeat a packet',
      (s) => s[4] !== 0 && s[5] === 0,
      (s) => s.with(5, s[4]),
    ),
  ];
  const put = (s: State, at: number, value: number) => s.with(s[at] === 0 ? at : at + 1, value);
  const take = (s: State, at: number) => s.with(at, s[at + 1]).with(at + 1, 0);
  const protocol = (
    fairness: NonNullable<HandMade['fairness']>,
    acknowledges = true,
  ): HandMade => ({
    variables: ['sending', 'sendBit', 'wantBit', 'delivered', 'p1', 'p2', 'a1', 'a2'],
    initial: [[1, 0, 0, 0, 0, 0, 0, 0]],
    actions: actions(acknowledges),
    atoms: [{ state: (s) => s[3] === ITEMS }],
    fairness,
  });
  const allArrive = eventually(atom(0));

  it('delivers everything under strong fairness, not under weak', () => {
    const good = verdict(protocol([strong('send', 'receive', 'hear')]), allArrive);
    expect(good.graph.count).toBe(81);
    expect(good.status).toBe('holds');
    expect(status(protocol([weak('send', 'receive', 'hear')]), allArrive)).toBe('violated');
  });

  it('never gets on without acknowledgements', () => {
    const fair = [strong('send', 'receive', 'hear')];
    expect(status(protocol(fair, false), allArrive)).toBe('violated');
  });
});

describe('a token bucket', () => {
  const [BURST, REFILL] = [3, 2];
  // tokens, drip, now
  const bucket = (refills: boolean, fair: boolean): HandMade => ({
    variables: ['tokens', 'drip', 'now'],
    initial: [[BURST, 0, 0]],
    actions: [
      action(
        'pass',
        ([tokens]) => tokens > 0,
        ([tokens, drip, now]) => [tokens - 1, drip, now + 1],
      ),
      action(
        'tick',
        () => true,
        ([tokens, drip]) => [
          refills && drip === REFILL - 1 ? Math.min(tokens + 1, BURST) : tokens,
          (drip + 1) % REFILL,
          0,
        ],
      ),
    ],
    atoms: [{ state: ([, , now]) => now === 0 }, { state: ([tokens]) => tokens === BURST }],
    fairness: fair ? [weak('tick')] : [],
  });
  /** An idle bucket fills: idle from now on, for ever. */
  const fills = leadsTo(always(atom(0)), atom(1));

  it('fills when idle', () => {
    expect(status(bucket(true, true), fills)).toBe('holds');
    expect(status(bucket(false, true), fills)).toBe('violated');
  });

  it('is not promised to be idle', () => {
    expect(status(bucket(true, true), eventually(always(atom(0))))).toBe('violated');
    expect(status(bucket(true, true), always(eventually(and(atom(0), atom(1)))))).toBe('violated');
    expect(status(bucket(true, true), always(possible(eventually(not(atom(0))))))).toBe('holds');
  });
});
