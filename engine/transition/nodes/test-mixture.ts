/** For tests: settings at random, for every protocol there is, under all networks and budgets in small. */
import fc from 'fast-check';
import { sourceFile } from '../../language/source.js';
import type { AnyProtocol } from '../../node/index.js';
import { libraryProtocol, protocolNames } from '../../protocols/index.js';
import type { SystemProperty } from '../system.js';
import { CallHistory } from './history.js';
import type { NodesSettings, PortAnswers } from './settings.js';
import medley from './test-protocol.js';
import { putsAndGets, settingsOf } from './test-settings.js';

const allowance = fc.constantFrom('never', 'never', 'always possible', 1, 2) as fc.Arbitrary<
  NodesSettings['network']['loss']
>;
const network = fc.record({
  order: fc.constantFrom('any' as const, 'per link' as const),
  duplicate: allowance,
  loss: allowance,
});

const answers: PortAnswers = () => [
  { status: 'ok', value: true },
  { status: 'ok', value: false },
  { status: 'refused', why: 'the environment refuses' },
  { status: 'unknown' },
];

export const mixture = fc.record({
  network,
  timers: fc.constantFrom<NodesSettings['timers']>(
    { each: null, all: 1 },
    { each: null, all: 2 },
    { each: 1, all: null },
    { each: 2, all: 3 },
    { tick: 1000, clamp: 3000, late: false, prompt: false },
  ),
  crashes: fc.constantFrom(0, 0, 1, 2),
  stops: fc.constantFrom(0, 0, 1, 2),
  unsynced: fc.constantFrom('lost' as const, 'either' as const, 'kept' as const),
  invoke: fc.constantFrom('eager' as const, 'any time' as const),
  clients: fc.integer({ min: 0, max: 2 }),
  nodes: fc.integer({ min: 1, max: 3 }),
  history: fc.boolean(),
  reads: fc.boolean(),
  strict: fc.boolean(),
  prompt: fc.boolean(),
  /** Is there something that one day is to be? */
  waits: fc.boolean(),
  hit: fc.constantFrom('all' as const, 'the first' as const, 'the idle' as const),
});
export type Mixture = typeof mixture extends fc.Arbitrary<infer T> ? T : never;

export const protocols: Readonly<Record<string, () => Promise<unknown>>> = {
  medley: () => Promise.resolve(medley),
  ...library(),
};

function library(): Record<string, () => Promise<unknown>> {
  return Object.fromEntries(protocolNames.map((name) => [name, () => libraryProtocol(name)]));
}

const file = sourceFile('test.yaml', '');
const ONE_DAY: SystemProperty = {
  ...{ name: 'one day', base: 'one day', bindings: {}, expect: 'holds', text: 'one day' },
  span: { file, start: 0, end: 0 },
  claim: { form: 'eventually', formula: { op: 'constant', value: true } },
};

const VICTIMS: Readonly<Record<Mixture['hit'], Pick<NodesSettings, 'victims'>>> = {
  all: {},
  'the first': {
    victims: { text: '', ever: (node) => node === 0, now: (node) => node === 0 },
  },
  'the idle': {
    victims: { text: '', ever: () => true, now: (_, { timers }) => timers.size === 0 },
  },
};

export async function made(name: string, m: Mixture): Promise<NodesSettings> {
  const protocol = await (protocols[name] as () => Promise<{ declaration: { roles: object } }>)();
  const roles = Object.entries(protocol.declaration.roles) as [
    string,
    { serves?: { name: string } },
  ][];
  const serving = roles.findIndex(([, { serves }]) => serves?.name === 'register');
  const counts = roles.map((_, i) => (i === roles.length - 1 ? m.nodes : 1));
  const counted = Object.fromEntries(roles.map(([role], i) => [role, counts[i]]));
  const clients = serving < 0 ? 0 : m.clients;
  // Roles before one that serves have a node each.
  const scripts = serving < 0 ? [] : putsAndGets(clients, counts[serving], serving);
  // Of its own timers each protocol has few.
  const tick = name === 'medley' ? 1000 : 100_000;
  const timers =
    'tick' in m.timers ? { ...m.timers, tick, clamp: 3 * tick, prompt: m.prompt } : m.timers;
  const options = name === 'medley' ? { reads: m.reads, strict: m.strict } : {};
  return settingsOf(protocol, counted, {
    ...m,
    timers,
    cluster: { protocol: protocol as unknown as AnyProtocol, counts: counted, options },
    clients: { scripts, invoke: m.invoke },
    ...VICTIMS[m.hit],
    properties: m.waits ? [ONE_DAY] : [],
    observers: m.history ? [new CallHistory('history', clients)] : [],
    answers,
  });
}
