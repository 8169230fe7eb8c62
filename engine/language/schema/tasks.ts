/** Schema of kind `tasks`: a real-time task set on processors under a scheduler. */
import { specSchema } from './shared.js';
import {
  identifiers,
  key,
  listOf,
  mapOf,
  NONE,
  named,
  namesOf,
  oneOf,
  quantity,
  record,
  ref,
  type Schema,
  wholeNumber,
} from './vocabulary.js';

const time = (sign: 'positive' | 'not negative') => quantity('time', sign);

const processors: Schema = {
  type: ['integer', 'string', 'object'],
  minimum: 1,
  'x-reads': 'value',
  'x-expected': 'a number of processors, or name → settings',
  propertyNames: identifiers,
  additionalProperties: record({
    speed: key(
      { ...quantity('number', 'positive'), 'x-expected': 'a factor such as 2' },
      'How much faster than the processor for which the `wcet`s are given.',
      '1',
    ),
  }),
};

const scheduler = record({
  policy: key(
    oneOf(
      'fixed priority',
      'earliest deadline first',
      'least laxity first',
      'first come first served',
      'round robin',
      'table driven',
    ),
    'Which ready task runs.',
    '`fixed priority`',
  ),
  priorities: key(
    oneOf('rate monotonic', 'deadline monotonic', 'as listed', 'optimal'),
    'How fixed priorities are given to tasks.',
    '`deadline monotonic`',
  ),
  preemption: key(
    oneOf('full', 'none', 'deferred'),
    'Whether a running task can be interrupted.',
    '`full`',
  ),
  placement: key(
    oneOf('partitioned', 'global', 'clustered', 'semi-partitioned'),
    'Where tasks may run, on several processors.',
    '`partitioned` where tasks say `on`, else `global`',
  ),
  'on overrun': key(
    oneOf('drop low', 'continue', 'abort'),
    'What happens when a job runs longer than its `wcet` at the present level.',
    '`continue`',
  ),
});

const resource = record({
  protocol: key(
    oneOf(
      'none',
      'no preemption',
      'inheritance',
      'priority ceiling',
      'immediate ceiling',
      'stack resource',
      'multiprocessor ceiling',
      'multiprocessor stack resource',
      'spin lock',
    ),
    'How waiting for the resource is bounded.',
    '`immediate ceiling`',
  ),
  on: key(namesOf('processors'), 'The processor on which it is used.', 'any'),
});

const server = record(
  {
    policy: key(
      oneOf('polling', 'deferrable', 'sporadic', 'constant bandwidth', 'total bandwidth'),
      'How the server keeps and renews its budget.',
      '`sporadic`',
    ),
    budget: key(
      time('positive'),
      'Time that its tasks may use in each period. Unit: time.',
      'required',
    ),
    period: key(
      time('positive'),
      'Time after which the budget is renewed. Unit: time.',
      'required',
    ),
    on: key(namesOf('processors'), 'The processor on which it runs.', 'any'),
  },
  ['budget', 'period'],
);

const wcet: Schema = {
  type: ['string', 'number', 'object'],
  'x-reads': 'value',
  'x-unit': 'time',
  'x-sign': 'positive',
  'x-expected': 'a time such as `5 ms`, or criticality level → time',
  additionalProperties: time('positive'),
  'x-keys-refer': 'criticality',
};

const nodeOfGraph = record(
  {
    wcet: key(time('positive'), 'Longest execution of this part. Unit: time.', 'required'),
    after: key(
      {
        type: ['string', 'array'],
        items: { type: 'string', 'x-expected': 'a part of this graph' },
        'x-expected': 'a part of this graph, or a list',
      },
      'Parts that come before.',
      NONE,
    ),
  },
  ['wcet'],
);

const task = record({
  period: key(
    time('positive'),
    'Time between two releases; of a sporadic task, at least. Unit: time.',
    'required, unless `arrival` says otherwise',
  ),
  arrival: key(oneOf('periodic', 'sporadic', 'aperiodic'), 'How jobs arrive.', '`periodic`'),
  wcet: key(
    wcet,
    'Longest execution, or criticality level → longest execution. Unit: time.',
    'the sum of `graph`',
  ),
  deadline: key(
    time('positive'),
    'Time after release by which a job must end. Unit: time.',
    'the period',
  ),
  jitter: key(
    time('not negative'),
    'How much later than due a release may come. Unit: time.',
    '`0 s`',
  ),
  offset: key(time('not negative'), 'When the first job is released. Unit: time.', '`0 s`'),
  on: key(namesOf('processors'), 'The processor on which it runs.', 'the only one, or any'),
  server: key(namesOf('servers'), 'The server whose budget it uses.', NONE),
  criticality: key(namesOf('criticality'), 'Its level.', 'the first level'),
  uses: key(
    mapOf(time('positive'), { 'x-keys-refer': 'resources' }),
    'Resource → how long it is held. Unit: time.',
    NONE,
  ),
  suspends: key(
    time('not negative'),
    'How long a job waits of its own accord. Unit: time.',
    '`0 s`',
  ),
  after: key(
    {
      type: ['string', 'array'],
      items: namesOf('tasks'),
      'x-refers': 'tasks',
      'x-expected': 'a task, or a list of tasks',
    },
    'Tasks whose jobs come before.',
    NONE,
  ),
  graph: key(
    named(nodeOfGraph, { minProperties: 1 }),
    'Parts of a job that may run in parallel: name → part.',
    NONE,
  ),
});

const generate = record({
  count: key(wholeNumber(1), 'Tasks of a set. Unit: tasks.', '10'),
  utilisation: key(
    {
      type: ['number', 'string'],
      minimum: 0,
      'x-reads': 'value',
      'x-expected': 'a share of all processors',
    },
    'Total utilisation of a set. Unit: processors.',
    '0.7',
  ),
  method: key(
    oneOf('uunifast', 'uunifast discard', 'randfixedsum', 'dirichlet rescale'),
    'How the utilisation is spread over tasks.',
    '`uunifast discard`',
  ),
  periods: key(
    time('positive'),
    'Distribution of periods. Unit: time.',
    '`loguniform(10 ms, 1 s)`',
  ),
  deadlines: key(
    oneOf('implicit', 'constrained', 'arbitrary'),
    'Deadlines equal to, at most, or beside periods.',
    '`implicit`',
  ),
});

export function tasksSchema(inline: boolean): Schema {
  return specSchema(
    'tasks',
    inline,
    {
      'time unit': key(
        time('positive'),
        'One tick: all times are whole numbers of it. Unit: time.',
        '`1 ns`',
      ),
      processors: key(
        processors,
        'How many processors, or name → settings. Unit: processors.',
        '1',
      ),
      scheduler: key(scheduler, 'Which task runs when.', 'fixed priority, preemptive'),
      criticality: key(
        listOf(
          { type: 'string', ...identifiers },
          { minItems: 1, 'x-expected': 'a list of levels' },
        ),
        'Levels of criticality, least first.',
        'one level',
      ),
      resources: key(named(resource), 'Name → shared resource.', NONE),
      servers: key(named(server), 'Name → reservation server.', NONE),
      tasks: key(named(task), 'Name → task.', NONE),
      chains: key(
        named(listOf(namesOf('tasks'), { minItems: 1, 'x-expected': 'a list of tasks' })),
        'Name → tasks that hand data on, in order.',
        NONE,
      ),
      generate: key(generate, 'Random task sets instead of `tasks`, for a study.', NONE),
    },
    {
      runs: {
        analyse: key(record({}), 'Every analysis that applies.', 'all'),
        simulate: key(ref('simulate'), 'Simulation of the scheduler.', '100 seeds'),
      },
    },
  );
}
