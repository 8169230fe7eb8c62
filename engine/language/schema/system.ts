/** Schema of kind `system`: a real implementation among nodes, network, faults and clients. */
import { specSchema } from './shared.js';
import {
  key,
  listOf,
  mapOf,
  NONE,
  named,
  oneOf,
  prose,
  quantity,
  REQUIRED,
  record,
  ref,
  type Schema,
  wholeNumber,
} from './vocabulary.js';

const nodes: Schema = {
  type: ['integer', 'string', 'object'],
  minimum: 1,
  additionalProperties: wholeNumber(0),
  'x-reads': 'value',
  'x-unit': 'number',
  'x-sign': 'positive',
  'x-expected': 'a number of nodes, or role → number',
};

const often = (subject: string): Schema => ({
  ...quantity('share', 'not negative', 'never', 'always possible', 'N times'),
  examples: ['never', 'always possible', '1 %'],
  'x-expected': `how often ${subject}: a share such as \`1 %\`, \`never\`, \`always possible\` or \`2 times\``,
});

const clients = record({
  count: key(wholeNumber(0), 'Clients. Unit: clients.', '1'),
  object: key(prose, 'What the clients use: `register`, `kv`, `queue`, …', 'the protocol’s own'),
  operations: key(
    named({
      type: ['number', 'string'],
      minimum: 0,
      'x-reads': 'value',
      'x-expected': 'a weight from 0',
    }),
    'Operation → weight in the mix.',
    'every operation of the object, equally often',
  ),
  script: key(
    listOf(prose, { minItems: 1 }),
    'Operations of each client, in this order, instead of `operations` and `rate`.',
    NONE,
  ),
  invoke: key(oneOf('eager', 'any time'), 'When clients call, in exploration.', '`any time`'),
  keys: key(
    {
      type: ['integer', 'string', 'object'],
      minimum: 1,
      'x-reads': 'value',
      'x-expected': 'a number of keys, or `{ count, pick }`',
      properties: {
        count: key(wholeNumber(1), 'Keys. Unit: keys.', '1'),
        pick: key(
          {
            type: 'string',
            'x-reads': 'value',
            'x-words': ['uniform'],
            'x-expected': 'a distribution such as `zipf(1.1)`',
          },
          'Which key an operation takes: `uniform` or a distribution such as `zipf(1.1)`.',
          '`uniform`',
        ),
      },
      additionalProperties: false,
    },
    'Keys of the object, a number or `{ count, pick }`.',
    '1',
  ),
  rate: key(
    quantity('rate', 'positive'),
    'Calls of all clients together. Unit: per time.',
    'one after another',
  ),
  timeout: key(
    quantity('time', 'positive', 'never'),
    'How long a client waits for an answer. Unit: time.',
    '`never`',
  ),
  retry: key(
    quantity('time', 'positive', 'never'),
    'After so long without an answer, or where the connection breaks, the same call goes to the next node. Unit: time.',
    '`never`',
  ),
});

const threads = named({
  type: ['array', 'object'],
  items: prose,
  minItems: 1,
  'x-expected': 'a list of operations, or `{ count, calls, repeat }`',
  properties: {
    count: key(wholeNumber(0), 'Threads of this kind. Unit: threads.', '1'),
    calls: key(
      listOf(prose, { minItems: 1 }),
      'Operations of each of these threads, in this order.',
      'every operation of this kind, once',
    ),
    repeat: key(
      {
        type: ['integer', 'string'],
        minimum: 1,
        'x-reads': 'value',
        'x-words': ['forever'],
        'x-unit': 'number',
        'x-sign': 'positive',
        'x-expected': 'a number of rounds, or `forever`',
      },
      'How often they do all of it: a number, or `forever`.',
      '1',
    ),
  },
  additionalProperties: false,
});

const memory: Schema = {
  type: ['string', 'object'],
  pattern: '^(sc|tso)$',
  examples: ['sc', 'tso'],
  'x-expected': '`sc`, `tso` or `{ model: tso, buffer: 4 }`',
  properties: {
    model: key(oneOf('sc', 'tso'), 'Which memory: see `memory`.', '`sc`'),
    buffer: key(
      wholeNumber(1),
      'Under `tso`: stores of one thread that may wait. Unit: stores.',
      '16',
    ),
  },
  additionalProperties: false,
};

const network = record({
  delay: key(
    quantity('time', 'not negative'),
    'How long a message travels: a time, a range or a distribution. Unit: time.',
    '`1 ms`',
  ),
  loss: key(often('messages get lost'), 'How often messages get lost.', '`0 %`'),
  duplicate: key(often('messages arrive twice'), 'How often messages arrive twice.', '`0 %`'),
  corrupt: key(
    often('messages arrive changed, and are thrown away'),
    'How often messages arrive changed, and are thrown away.',
    '`0 %`',
  ),
  order: key(
    oneOf('any', 'per link'),
    'Whether messages of one link may overtake one another.',
    '`any`',
  ),
  bandwidth: key(
    quantity('size', 'positive'),
    'What each link carries in a second. Unit: size.',
    'no limit',
  ),
});

const storage = record({
  sync: key(
    quantity('time', 'not negative'),
    'How long writing to disk takes. Unit: time.',
    '`0 s`',
  ),
  lose: key(oneOf('unsynced', 'either', 'nothing'), 'What a crash takes away.', '`unsynced`'),
});

const clocks = record({
  skew: key(
    quantity('time', 'not negative'),
    'Greatest difference between two clocks at the start. Unit: time.',
    '`0 s`',
  ),
  drift: key(
    quantity('drift', 'not negative'),
    'Greatest deviation of a clock’s speed. Unit: ppm or %.',
    '`0 ppm`',
  ),
});

const faultSettings: Readonly<Record<string, Schema>> = {
  node: key(
    prose,
    'Which node is hit: `any`, a role, a node such as `server1`, or a value of a field of nodes such as `leader`.',
    '`any`',
  ),
  shape: key(
    {
      type: ['string', 'array'],
      items: { ...oneOf('halves', 'isolate one', 'isolate leader', 'one way', 'bridge', 'ring') },
      minItems: 1,
      'x-expected': 'a shape such as `halves`, or a list of them',
    },
    'Of a partition: `halves`, `isolate one`, `isolate leader`, `one way`, `bridge`, `ring`.',
    '`halves`',
  ),
  at: key(
    {
      type: ['string', 'number', 'array'],
      items: quantity('time', 'not negative'),
      minItems: 1,
      'x-reads': 'value',
      'x-unit': 'time',
      'x-sign': 'not negative',
      'x-expected': 'a time such as `5 s`, or a list of them',
    },
    'When it happens, counted from the start, instead of by chance. Unit: time.',
    NONE,
  ),
  every: key(quantity('time', 'positive'), 'Mean time between two faults. Unit: time.', 'once'),
  for: key(quantity('time', 'positive'), 'How long the fault lasts. Unit: time.', 'to the end'),
  by: key(
    { type: ['number', 'string'], 'x-reads': 'value', 'x-expected': 'a factor or a quantity' },
    'How much: a factor, a share or a time, as the fault needs.',
    'the fault’s own',
  ),
  aim: key(
    oneOf('sync'),
    'Of crashes: `sync` waits for the next sync and hits in the middle of it.',
    'at any moment',
  ),
  as: key(prose, 'Of a liar: the name of the adversary that the protocol declares.', 'the first'),
};

const fault: Schema = {
  type: ['object', 'array'],
  properties: faultSettings,
  additionalProperties: false,
  items: record(faultSettings),
  minItems: 1,
  'x-expected': 'settings, or a list of settings',
};

const explore = record({
  nodes: key(nodes, 'Nodes while exploring, or role → how many. Unit: nodes.', 'as above'),
  clients: key(wholeNumber(0), 'Clients while exploring. Unit: clients.', 'as above'),
  faults: key(
    mapOf(wholeNumber(0)),
    'Fault → how many of it may happen in one run. Unit: faults.',
    NONE,
  ),
  timers: key(
    {
      type: 'string',
      pattern: '^(any time|once each|discrete clock|[0-9]+ (each|in all))$',
      examples: ['any time', 'once each', '2 each', '5 in all', 'discrete clock'],
      'x-expected': '`any time`, `once each`, `2 each`, `5 in all` or `discrete clock`',
    },
    'When timers may fire: whenever they are armed, so many times each or in all, or by a clock.',
    '`any time`',
  ),
  tick: key(
    quantity('time', 'positive'),
    'With `discrete clock`: the step of the clock. Unit: time.',
    'the greatest that divides all times',
  ),
  delivery: key(
    oneOf('any time', 'within a tick'),
    'With `discrete clock`: whether messages may take for ever, or reach a node that is up before time passes.',
    '`any time`',
  ),
  while: key(ref('condition'), 'States outside are checked, but not expanded.', 'true'),
  expect: key(
    ref('counts'),
    'Counts to compare with, at the spec’s own constants.',
    'not compared',
  ),
});

const simulate = record({
  seeds: key(wholeNumber(1), 'Runs, each from its own seed. Unit: runs.', '100'),
  for: key(
    quantity('time', 'positive'),
    'Length of a run, in simulated time. Unit: time.',
    '`60 s`',
  ),
  swarm: key(
    { type: 'boolean', 'x-expected': '`true` or `false`' },
    'Whether each seed draws which of the faults exist at all.',
    '`false`',
  ),
  heal: key(
    quantity('time', 'not negative'),
    'At the end of each run: a time without faults, in which what was promised must come. Unit: time.',
    '`0 s`',
  ),
});

export function systemSchema(inline: boolean): Schema {
  return specSchema(
    'system',
    inline,
    {
      protocol: key(
        prose,
        'The implementation: a protocol of the library, or a file of yours in the folder of the spec: `./my-protocol.ts`.',
        REQUIRED,
      ),
      nodes: key(nodes, 'How many nodes, or role → how many. Unit: nodes.', '3'),
      options: key(
        mapOf({ description: 'As the protocol declares it.' }),
        'Options that the protocol declares.',
        'each option’s own',
      ),
      clients: key(clients, 'Who uses the system, and how.', 'one client'),
      threads: key(
        threads,
        'For threads over shared memory: kind of thread → its operations, or how many there are and what they do.',
        'one of each kind, which does each of its operations once',
      ),
      memory: key(
        memory,
        'For threads: `sc`, where a store is seen by all at once, or `tso`, where each thread has a queue of its own stores (x86).',
        '`sc`',
      ),
      network: key(network, 'What the network does to messages.', 'delay 1 ms, nothing lost'),
      storage: key(storage, 'What disks do.', 'instant; a crash loses what is not synced'),
      clocks: key(clocks, 'How far clocks differ.', 'perfect clocks'),
      faults: key(mapOf(fault), 'Fault → settings, or a list of settings.', NONE),
    },
    {
      declaredMutants: true,
      runs: {
        simulate: key(simulate, 'Deterministic simulation under faults.', '100 seeds'),
        explore: key(explore, 'Exhaustive exploration of the implementation.', 'everything'),
        live: key(ref('live'), 'Real processes on real sockets.', '`10 s`'),
      },
    },
    ['protocol'],
  );
}
