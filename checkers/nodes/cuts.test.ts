/** What is told of an exploration that is smaller than its spec: of servers that ring twice each and tell each other. */
import { describe, expect, it } from 'vitest';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import { declared } from '../../engine/node/declared.js';
import { declare, implement, int, service } from '../../engine/node/kit.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import type { TransitionSystem } from '../../engine/transition/system.js';
import { type SpecToCheck, specToCheck } from '../check.js';
import { judgedInLives } from '../systems/lives.js';
import type { Verdict } from '../verdict.js';
import { exploreSystem } from './check.js';
import { livesOfNodes } from './mutants.js';

const bells = service('bells', { touch: { args: {}, returns: int } });

const protocol = implement(
  declare({
    name: 'two-bells',
    about: 'Every server rings twice, and tells the others.',
    roles: {
      server: {
        serves: bells,
        durable: { rung: int, heard: int, starts: int, touched: int },
        receives: { ding: {} },
        timers: { bell: {} },
      },
    },
    mutants: { 'rings once': 'It thinks that once is enough.' },
  }),
  {
    server: {
      start(n) {
        n.disk.starts = Math.min(4, n.disk.starts + 1);
        n.sync();
        if (n.disk.rung < 2) n.arm('bell', 1000);
      },
      on: {
        ding(n) {
          n.disk.heard++;
          n.sync();
        },
      },
      timers: {
        bell(n) {
          n.disk.rung++;
          n.sync();
          for (const p of n.peers) n.send(p, { type: 'ding' });
          if (n.disk.rung < 2 && !n.mutated('rings once')) n.arm('bell', 1000);
        },
      },
      calls: {
        touch(n, _, call) {
          n.disk.touched++;
          n.sync();
          n.reply(call, n.disk.touched);
        },
      },
    },
  },
) as unknown as AnyProtocol;

function read(property: string, explore: string, more: string): SpecToCheck {
  const text = `kind: system
name: test
about: A test.
protocol: two-bells
${more.includes('nodes:') ? '' : 'nodes: 2'}
${more.includes('clients:') ? '' : 'clients: { count: 0 }'}
properties:
  wanted:
    ${property}
${more}
runs: { explore: { ${explore} } }
`;
  const declarations = () => ({ is: 'declared', declared: declared(protocol) }) as const;
  const [spec] = loadFile(sourceFile('test.yaml', text), { declarations }).documents.map(readSpec);
  expect(spec.diagnostics.map(({ message }) => message)).toEqual([]);
  return specToCheck(spec) as SpecToCheck;
}

const place = { file: '', line: 1, column: 1, text: '' } as never;

async function explored(property: string, explore: string, more = ''): Promise<Verdict> {
  const { spec } = read(property, explore, more);
  if (spec.kind !== 'system') throw new Error('no system');
  const { verdicts } = await exploreSystem(spec, protocol, { place });
  return verdicts[0];
}

const rung = (n: number): string => `exists(s in nodes, s.rung == ${n})`;
const heard = (n: number): string => `exists(s in nodes, s.heard == ${n})`;
const CRASHES = 'faults: { crash: { node: any, every: 1 s, for: 1 s } }';
const calls = (more: string): string => `clients: { count: 1, object: bells, ${more} }`;

describe('a state that was not come to', () => {
  it.each<[string, string, string]>([
    ['each timer may fire once', `reachable: ${rung(2)}`, 'timers: once each'],
    ['no timer may fire', `reachable: ${rung(1)}`, 'timers: 0 in all'],
    [
      'timers may fire 3 times in all',
      'reachable: forall(s in nodes, s.rung == 2)',
      'timers: 3 in all',
    ],
    [
      'nodes may crash once',
      'reachable: exists(s in nodes, s.starts == 3)',
      'timers: any time, faults: { crash: 1 }',
    ],
    [
      'nodes may crash for ever once',
      'reachable: forall(s in nodes, not s.up)',
      'timers: any time, faults: { stop: 1 }',
    ],
    [
      'messages may be duplicated once',
      `reachable: ${heard(4)}`,
      'timers: any time, faults: { duplicate: 1 }',
    ],
    [
      'timers may fire once in all and nodes may crash once',
      'reachable: exists(s in nodes, s.starts == 3 and s.rung == 2)',
      'timers: 1 in all, faults: { crash: 1 }',
    ],
    ['each timer may fire once', `always: possible(eventually(${rung(2)}))`, 'timers: once each'],
  ])('is not known to be nowhere where %s', async (clause, property, explore) => {
    const { status, claim, asExpected, evidence } = await explored(property, explore);
    expect(claim).toMatch(new RegExp(`; what lies beyond was not explored: ${clause}$`));
    expect({ status, asExpected, evidence }).toEqual({
      ...{ status: 'unknown', asExpected: false, evidence: null },
    });
  });

  it.each<[string, string, string, string]>([
    ['there are 2 servers instead of 3', `reachable: ${heard(3)}`, 'nodes: 2', 'nodes: 3'],
    [
      'there is 1 client instead of 2',
      'reachable: exists(s in nodes, s.touched == 2)',
      'clients: 1',
      'clients: { count: 2, object: bells, script: [touch] }',
    ],
    [
      'each client makes 1 call',
      'reachable: exists(s in nodes, s.touched == 2)',
      '',
      calls('operations: { touch: 1 }'),
    ],
    [
      'clients wait for every answer',
      'reachable: exists(s in nodes, s.touched == 2)',
      '',
      calls('script: [touch], retry: 1 s'),
    ],
    ['nobody crashes', 'reachable: exists(s in nodes, s.starts == 2)', '', CRASHES],
    ['no message is duplicated', `reachable: ${heard(3)}`, '', 'network: { duplicate: 1 % }'],
    [
      'no message is lost',
      'reachable: stuck and exists(s in nodes, s.heard == 1)',
      '',
      'network: { loss: 1 % }',
    ],
    [
      'messages arrive within a tick',
      'reachable: exists(s in nodes, s.rung == 2 and s.heard == 0)',
      'timers: discrete clock, tick: 1 ms, delivery: within a tick',
      'network: { delay: exponential(1 ms) }',
    ],
    [
      'there is no amnesia and no bit rot',
      'reachable: exists(s in nodes, s.starts == 2)',
      '',
      'faults: { bit rot: { every: 1 s }, amnesia: { every: 1 s, for: 1 s } }',
    ],
  ])('is not known to be nowhere in the spec where %s', async (clause, property, explore, more) => {
    const { status, claim } = await explored(property, explore, more);
    expect(claim).toMatch(new RegExp(`; what lies beyond was not explored: ${clause}$`));
    expect(status).toBe('unknown');
  });

  it.each<[string, string, string, string]>([
    ['no timer waits for more', `reachable: ${rung(3)}`, 'timers: 2 each', ''],
    ['nor all together', `reachable: ${rung(3)}`, 'timers: 4 in all', ''],
    ['timers may fire at any time', `reachable: ${rung(3)}`, '', ''],
    ['nothing is duplicated in the spec', `reachable: ${heard(3)}`, '', ''],
    ['a loss is no more than a delay', `reachable: ${heard(3)}`, 'faults: { drop: 1 }', ''],
    ['nobody crashes in the spec', 'reachable: exists(s in nodes, s.starts == 2)', '', ''],
    [
      'clients have no more to say',
      'reachable: exists(s in nodes, s.touched == 2)',
      '',
      calls('script: [touch]'),
    ],
    [
      'messages arrive within a tick in the spec',
      'reachable: exists(s in nodes, s.rung == 2 and s.heard == 0)',
      'timers: discrete clock, tick: 1 ms, delivery: within a tick',
      '',
    ],
  ])('is nowhere where %s', async (_, property, explore, more) => {
    const { status, claim } = await explored(property, explore, more);
    expect(claim).not.toContain('beyond');
    expect(status).toBe('violated');
  });

  it('is told with what could not be found out', async () => {
    const { spec } = read(`reachable: ${rung(3)}`, 'timers: 3 each', '');
    if (spec.kind !== 'system') throw new Error('no system');
    const limits = { maxStates: 5 };
    const [verdict] = (await exploreSystem(spec, protocol, { place, limits })).verdicts;
    // The first search is stopped as well, and says so.
    expect(verdict).toMatchObject({ status: 'unknown' });
    expect(verdict.claim).toContain('--max-states 5');
  });
});

describe('a promise', () => {
  const all = (n: number): string => `eventually: forall(s in nodes, s.rung == ${n})`;

  it.each<[string, string, string, string]>([
    ['each timer may fire once', all(2), 'timers: once each', ''],
    ['timers may fire 3 times in all', all(2), 'timers: 3 in all', ''],
    ['no timer may fire', all(1), 'timers: 0 in all', ''],
    ['timers may fire twice in all', 'never: stuck', 'timers: 2 in all', ''],
  ])('is not broken because %s', async (clause, property, explore, more) => {
    const { status, claim, asExpected, evidence } = await explored(property, explore, more);
    expect(claim).toContain(clause);
    expect({ status, asExpected, evidence }).toEqual({
      ...{ status: 'unknown', asExpected: false, evidence: null },
    });
  });

  it.each<[string, string]>([
    [all(3), 'timers: any time'],
    [all(3), 'timers: 2 each'],
    [all(3), 'timers: 4 in all'],
    ['never: stuck', 'timers: 2 each'],
    [`eventually: ${heard(1)}`, 'timers: 4 in all, faults: { drop: 4 }'],
    // Both may go down before they ring a second time.
    [`eventually: ${rung(2)}`, 'timers: 4 in all, faults: { stop: 2 }'],
  ])('is broken where the run lacks no timer: %s, with %s', async (property, explore) => {
    const { status, evidence } = await explored(property, explore);
    expect(status).toBe('violated');
    expect(evidence?.steps.length).toBeGreaterThan(0);
  });

  it.each([
    [all(2), 'timers: 2 each'],
    [all(2), 'timers: any time'],
    [all(1), 'timers: once each'],
  ])('is kept: %s, with %s', async (property, explore) => {
    expect((await explored(property, explore)).status).toBe('holds');
  });
});

describe('a mutant', () => {
  const judged = async (
    property: string,
    explore: string,
    also = '',
    lives = livesOfNodes(protocol),
  ) => {
    const more = `${also}mutants: { rings once: { breaks: [wanted] } }`;
    const target = read(property, explore, more);
    if (target.spec.kind !== 'system') throw new Error('no system');
    const search = { place };
    const options = { search, simulation: {} };
    const { mutants } = await judgedInLives(target, target.spec, lives, options);
    return mutants[0];
  };

  it('is searched again for what it is to break alone: its space may be large', async () => {
    const own = livesOfNodes(protocol);
    let again = 0;
    const counted = (open: () => TransitionSystem) => () => {
      again++;
      return open();
    };
    const lives: typeof own = {
      ...own,
      compile: (spec, mutants) => {
        const { system, cuts } = own.compile(spec, mutants);
        if (!cuts?.promises) throw new Error('timers have a budget here');
        const promises = { ...cuts.promises, open: counted(cuts.promises.open) };
        return { system, cuts: { ...cuts, open: counted(cuts.open), promises } };
      },
    };
    const also = `  kept:
    eventually: forall(s in nodes, s.rung == 3)
  seen:
    reachable: ${rung(3)}
`;
    const never = `never: forall(s in nodes, s.rung == 1)`;
    const { caught, by } = await judged(never, 'timers: once each', also, lives);
    expect({ caught, by: by.map(({ property }) => property) }).toEqual({
      ...{ caught: true, by: ['wanted'] },
    });
    expect(again).toBe(0);
    // What it is to break is looked into.
    await judged(`eventually: forall(s in nodes, s.rung == 3)`, 'timers: once each', '', lives);
    expect(again).toBe(1);
  });

  it('is caught by what it keeps from everywhere, and not by what its bounds do', async () => {
    expect(await judged(`reachable: ${rung(2)}`, 'timers: 2 each')).toMatchObject({ caught: true });
    const { caught, because } = await judged(
      `reachable: exists(s in nodes, s.rung == 2 and s.starts == 2)`,
      'timers: any time, faults: { crash: 1 }',
    );
    expect(caught).toBe(false);
    expect(because).toContain('wanted');
  });

  it('is caught by a promise that it breaks, and not by one that a budget does', async () => {
    const twice = 'eventually: forall(s in nodes, s.rung == 2)';
    expect(await judged(twice, 'timers: 2 each')).toMatchObject({ caught: true });
    const fewer = await judged(`eventually: forall(s in nodes, s.rung == 1)`, 'timers: 1 in all');
    expect(fewer.caught).toBe(false);
    expect(fewer.because).toContain('timers may fire once in all');
  });
});
