/** `assay show` of a system: what runs, who uses it, what goes wrong, and what properties can see. */
import type {
  Distribution,
  Fault,
  Often,
  SystemSpec,
  Threads,
  Victim,
} from '../../engine/language/system/spec.js';
import { formatType } from '../../engine/language/types-format.js';

export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

export function systemSections(spec: SystemSpec): Section[] {
  const { protocol } = spec;
  const about = protocol.resolved
    ? protocol.about
    : 'code of your own, which `show` does not run: what only it knows is left out';
  return [
    { title: 'Protocol', lines: [`${protocol.name}: ${about}`] },
    ...(spec.threads === null
      ? [
          {
            title: 'Nodes',
            lines: spec.roles.map((role) => `${role.name}: ${role.nodes.join(', ')}`),
          },
        ]
      : threadSections(spec, spec.threads)),
    {
      title: 'Options',
      lines: protocol.options.map(
        ({ name, kind, about: what }) =>
          `${name} = ${optionText(kind, spec.options[name])}: ${what}`,
      ),
    },
    ...(spec.threads === null ? surroundings(spec) : []),
    { title: 'What goes wrong', lines: spec.faults.map(faultText) },
    {
      title: 'What properties read',
      lines: spec.variables.map(({ name, type }) => `${name}: ${formatType(type)}`),
    },
    { title: 'Properties', lines: propertyLines(spec) },
    {
      title: 'Mutants',
      lines: spec.mutants.map(
        ({ name, breaks, by }) =>
          `${name}: must break ${breaks.join(', ')}${by === null ? '' : `, found by ${by.join(' or ')}`}`,
      ),
    },
    { title: 'Runs', lines: runLines(spec) },
  ];
}

/** What is around nodes, and around no threads. */
function surroundings(spec: SystemSpec): Section[] {
  const { clients, network, storage, clocks } = spec;
  return [
    { title: 'Clients', lines: clients.object === null ? [] : clientLines(spec) },
    {
      title: 'Network, disks, clocks',
      lines: [
        `messages travel for ${distribution(network.delay, time)}, ${network.order === 'any' ? 'and may overtake one another' : 'in order on each link'}`,
        ...often('get lost', network.loss),
        ...often('arrive twice', network.duplicate),
        ...often('arrive changed', network.corrupt),
        ...(network.bandwidth === null ? [] : [`a link carries ${network.bandwidth} B a second`]),
        `a sync takes ${distribution(storage.sync, time)}; ${LOST[storage.lose]}`,
        ...(clocks.skew === 0 ? [] : [`clocks differ by up to ${time(clocks.skew)}`]),
        ...(clocks.drift === 0 ? [] : [`clocks drift by up to ${clocks.drift * 1e6} ppm`]),
      ],
    },
  ];
}

function threadSections({ roles }: SystemSpec, { memory, buffer, scripts }: Threads): Section[] {
  const lines = roles.flatMap(({ name, nodes }) => {
    if (nodes.length === 0) return [];
    const script = scripts.find(({ kind }) => kind === name);
    const calls = (script?.calls ?? []).join(', then ');
    const repeat = script?.repeat ?? 1;
    const often =
      repeat === 1 ? '' : repeat === 'forever' ? ', again and again' : `, ${repeat} times`;
    return [`${nodes.join(', ')}: ${calls}${often}`];
  });
  const seen =
    memory === 'sc'
      ? 'sequentially consistent: every store is seen by all at once'
      : `total store order, as on x86: up to ${buffer} stores of a thread wait in its own queue`;
  return [
    { title: 'Threads', lines },
    { title: 'Memory', lines: [seen] },
  ];
}

const LOST = {
  unsynced: 'a crash takes what was not synced',
  either: 'a crash takes what was not synced, or keeps it',
  nothing: 'a crash takes nothing',
};

/** µs in the largest unit that has no fraction. */
function time(microseconds: number): string {
  if (microseconds === 0) return '0 s';
  for (const [unit, size] of [['s', 1_000_000] as const, ['ms', 1000] as const])
    if (microseconds % size === 0) return `${microseconds / size} ${unit}`;
  return `${microseconds} us`;
}

function optionText(kind: string, value: unknown): string {
  switch (kind) {
    case 'duration':
      return time(value as number);
    case 'durations': {
      const { min, max } = value as { readonly min: number; readonly max: number };
      return `${time(min)} to ${time(max)}`;
    }
    case 'size':
      return `${value} B`;
    case 'rate':
      return `${value} / s`;
    case 'share':
      return `${(value as number) * 100} %`;
    default:
      return String(value);
  }
}

function distribution({ name, parameters }: Distribution, unit: (value: number) => string): string {
  if (name === 'constant') return unit(parameters[0]);
  if (name === 'uniform' && parameters.length === 2)
    return `${unit(parameters[0])} to ${unit(parameters[1])}`;
  return `${name}(${parameters.map(unit).join(', ')})`;
}

function often(what: string, how: Often): string[] {
  switch (how.is) {
    case 'never':
      return [];
    case 'always possible':
      return [`messages may ${what} at any time`];
    case 'times':
      return [`messages ${what} ${how.times} times at most`];
    case 'share':
      return [`${how.share * 100} % of messages ${what}`];
  }
}

function clientLines({ clients, roles }: SystemSpec): string[] {
  const { count, object, operations, script, keys, rate, timeout } = clients;
  const mix = operations.map(({ name, weight }) => `${name} (${weight})`).join(', ');
  const many = roles.find(({ name }) => name === clients.role)?.nodes.length ?? 0;
  return [
    `${count} of a ${object}, served by ${many} ${many === 1 ? 'node' : 'nodes'}`,
    script === null ? `call ${mix}` : `call ${script.join(', then ')}`,
    ...(keys.count === 1 ? [] : [`on ${keys.count} keys`]),
    ...(rate === null ? [] : [`${rate} calls a second in all`]),
    ...(timeout === null ? [] : [`wait ${time(timeout)} for an answer`]),
  ];
}

function victim(node: Victim): string {
  switch (node.is) {
    case 'any':
      return 'any node';
    case 'role':
      return `a ${node.role}`;
    case 'node':
      return node.node;
    case 'state':
      return `a node whose ${node.variable} is ${node.value}`;
  }
}

function faultText({ kind, node, every, at, for: long, shapes, aim }: Fault): string {
  return [
    kind === 'partition' ? `partition (${shapes.join(', ')})` : `${kind} of ${victim(node)}`,
    ...(every === null ? [] : [`every ${distribution(every, time)} or so`]),
    ...(at.length === 0 ? [] : [`at ${at.map(time).join(', ')}`]),
    ...(long === null ? [] : [`for ${distribution(long, time)}`]),
    ...(aim === null ? [] : ['in the middle of a sync']),
  ].join(', ');
}

/** One line a property: its instances share it. */
function propertyLines({ properties }: SystemSpec): string[] {
  const bases = [...new Set(properties.map(({ base }) => base))];
  return bases.map((base) => {
    const instances = properties.filter((p) => p.base === base);
    const [{ text, expect }] = instances;
    return [
      `${base}: ${text}`,
      ...(instances.length > 1 ? [`(${instances.length} instances)`] : []),
      ...(expect === 'violated' ? ['which must fail'] : []),
    ].join(', ');
  });
}

function runLines({ runs, threads }: SystemSpec): string[] {
  const { simulate, explore, live } = runs;
  if (threads !== null) {
    const seeds = `simulate: ${simulate.seeds} random schedules`;
    const ways = {
      simulate: seeds,
      explore: 'explore: all schedules',
      live: `live: ${time(live.for)}`,
    };
    return runs.named.map((life) => ways[life]);
  }
  const lines = {
    simulate: `simulate: ${simulate.seeds} seeds of ${time(simulate.for)}${simulate.swarm ? ', each with some of the faults' : ''}${simulate.heal === 0 ? '' : `, then ${time(simulate.heal)} without faults`}`,
    explore: `explore: ${exploredText(explore.setting.roles, explore.setting.clients.count)}${budgetText(explore.budget)}, ${timerText(explore)}`,
    live: `live: ${time(live.for)}`,
  };
  return runs.named.map((life) => lines[life]);
}

function exploredText(roles: SystemSpec['roles'], clients: number): string {
  const counts = [
    ...roles.map(({ name, nodes }) => `${name} ${nodes.length}`),
    ...(clients === 0 ? [] : [`clients ${clients}`]),
  ];
  return counts.length === 0 ? '' : `${counts.join(', ')}; `;
}

function budgetText(budget: SystemSpec['runs']['explore']['budget']): string {
  const some = Object.entries(budget).filter(([, most]) => most > 0);
  return some.length === 0 ? 'no faults' : some.map(([what, most]) => `${what} ${most}`).join(', ');
}

function timerText({ timers, delivery }: SystemSpec['runs']['explore']): string {
  if (timers.clock === 'discrete') {
    const prompt = delivery === 'within a tick' ? ', messages within a tick' : '';
    return `timers by a discrete clock${prompt}`;
  }
  if (timers.each !== null)
    return `each timer ${timers.each === 1 ? 'once' : `${timers.each} times`}`;
  return timers.all === null ? 'timers at any time' : `timers ${timers.all} times in all`;
}
