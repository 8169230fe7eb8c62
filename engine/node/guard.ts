/**
 * While a handler runs, ambient time, chance and input/output throw, and say what to use instead. The traps are put up once
 * and ask a flag, so that they cost a run nothing; between handlers everything works as ever.
 */
import { Misuse } from './errors.js';
import type { Event } from './step.js';

/** Is a handler running on this thread, and which? Set by the host around every handler. `inside` is false meanwhile where an oracle is asked. */
export const guard: {
  inside: boolean;
  role: string;
  event: Event | null;
  /** The function that runs. */
  run: ((...args: never) => unknown) | null;
  /** Of a thread: the operation that it is in. */
  operation: string | null;
} = { inside: false, role: '', event: null, run: null, operation: null };

type Anything = (this: unknown, ...args: unknown[]) => unknown;

const REPLACEMENTS: readonly (readonly [object: string, names: readonly string[], use: string])[] =
  [
    ['Math', ['random'], 'n.pick(list) or n.chance(p)'],
    ['Date', ['now'], 'n.now(), or n.wall() for the time of day'],
    ['performance', ['now', 'mark', 'measure'], 'n.now()'],
    [
      'process',
      ['hrtime', 'cwd', 'exit', 'uptime', 'memoryUsage', 'cpuUsage'],
      'n.now() and options',
    ],
    ['process', ['nextTick'], 'n.arm(timer, after)'],
    ['crypto', ['randomUUID', 'getRandomValues'], 'n.pick(list)'],
    ['', ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'], 'n.arm(timer, after)'],
    ['', ['fetch'], 'n.ask(port, …)'],
  ];

let trapped = false;

/** Puts the traps up on this thread; a second call does nothing. Hosts call it. */
export function trapGlobals(): void {
  if (trapped) return;
  trapped = true;
  for (const [object, names, use] of REPLACEMENTS) {
    const holder = (object === '' ? globalThis : Reflect.get(globalThis, object)) as object;
    for (const name of names) trap(holder, name, object === '' ? name : `${object}.${name}`, use);
  }
  trap(globalThis, 'Date', 'Date', 'n.now(), or n.wall() for the time of day');
  trapEnvironment();
}

function trap(holder: object, name: string, called: string, use: string): void {
  const original: unknown = Reflect.get(holder, name);
  const place = owner(holder, name);
  if (typeof original !== 'function' || place === null) return;
  const refuse = () => {
    throw new Misuse(
      guard.operation === null
        ? `${called} is not for handlers; use ${use}`
        : `${called} is not for threads, which see shared words and nothing else; for luck use t.pick(list)`,
    );
  };
  const handler: ProxyHandler<Anything> = {
    apply: (target, self, args) => (guard.inside ? refuse() : Reflect.apply(target, self, args)),
    construct: (target, args, newTarget) =>
      guard.inside && args.length === 0
        ? refuse()
        : Reflect.construct(target, args, newTarget as Anything),
  };
  const descriptor = Object.getOwnPropertyDescriptor(place, name);
  if (descriptor?.configurable !== true && descriptor?.writable !== true) return;
  Object.defineProperty(place, name, {
    configurable: true,
    enumerable: descriptor.enumerable ?? true,
    writable: true,
    value: new Proxy(original as Anything, handler),
  });
}

/** The object in the prototype chain that has the property. */
function owner(object: object, name: string): object | null {
  let at: object | null = object;
  while (at !== null && !Object.hasOwn(at, name)) at = Object.getPrototypeOf(at);
  return at;
}

/** Reading a variable of the environment is as hidden an input as reading the clock. */
function trapEnvironment(): void {
  const { process } = globalThis as { process?: NodeJS.Process };
  const descriptor = process && Object.getOwnPropertyDescriptor(process, 'env');
  if (descriptor?.configurable !== true) return;
  const { env } = process as { env: NodeJS.ProcessEnv };
  Object.defineProperty(process, 'env', {
    configurable: true,
    enumerable: true,
    get: () => {
      if (guard.inside) throw new Misuse('the environment is not for handlers; use an option');
      return env;
    },
  });
}
