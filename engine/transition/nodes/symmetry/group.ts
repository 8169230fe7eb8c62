/**
 * Which nodes and clients of an exploration can change places: all permutations under which the cluster, its liars and what clients
 * do are as before. Whether handlers do the same then is asked as they run (`equivariance.ts`).
 */
import type { Cluster } from '../../../node/index.js';
import { isDiscrete, type NodesSettings } from '../settings.js';

/** Of each place (nodes, then clients) where it goes. */
export type Exchange = Int32Array;

export interface Group {
  /** All of them; the first moves nothing. */
  readonly elements: readonly Exchange[];
  /** What has places that change: roles, and `client`. */
  readonly moved: readonly { readonly name: string; readonly size: number }[];
}

/** More than these, and a state takes longer than those that it stands for. */
const MOST = 5040;

export function groupOf(
  cluster: Cluster,
  settings: NodesSettings,
): Group | { readonly refused: string } {
  if ((settings.cluster.byzantine?.size ?? 0) > 0)
    return { refused: 'a liar cannot change places with another node' };
  // Handlers send to their peers one after the other, in the order of the nodes.
  if (settings.crashes > 0 || (settings.stops ?? 0) > 0)
    return { refused: 'a crash between two sends shows in which order nodes are sent to' };
  const named = namesKept(cluster, settings);
  if (named !== undefined) return { refused: named };
  const roles = cluster.roles.filter(
    ({ name, declaration }) =>
      declaration.symmetric !== false &&
      Object.keys(declaration.links ?? {}).length === 0 &&
      cluster.nodes[name].length > 1,
  );
  const ways = roles.reduce((n, { name }) => n * factorial(cluster.nodes[name].length), 1);
  const clients = settings.clients.scripts.length;
  if (ways * factorial(clients) > MOST * MOST || ways > MOST)
    return { refused: `nodes can change places in ${ways} ways, and at most ${MOST} are tried` };
  const nodes = cluster.of.length;
  const elements: Exchange[] = [];
  for (const moved of permutations(
    nodes,
    roles.map(({ name }) => cluster.nodes[name]),
  )) {
    for (const called of calling(cluster, settings, moved)) {
      elements.push(Int32Array.from([...moved, ...called.map((c) => nodes + c)]));
      if (elements.length > MOST)
        return { refused: `nodes and clients can change places in more than ${MOST} ways` };
    }
  }
  if (elements.length === 1) return { refused: 'no nodes or clients can change places' };
  const moves = (place: number): boolean => elements.some((to) => to[place] !== place);
  const count = (places: readonly number[]): number => places.filter(moves).length;
  const all = [
    ...roles.map(({ name }) => ({ name, size: count(cluster.nodes[name]) })),
    { name: 'client', size: count(Array.from({ length: clients }, (_, c) => nodes + c)) },
  ];
  return { elements, moved: all.filter(({ size }) => size > 1) };
}

/** Some of the group that all others are made of. */
export function generatorsOf(elements: readonly Exchange[]): Exchange[] {
  const generators: Exchange[] = [];
  const made = new Map([[elements[0].join(), elements[0]]]);
  for (const element of elements) {
    if (made.has(element.join())) continue;
    generators.push(element);
    const open = [...made.values()];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const generator of generators) {
        const next = one.map((place) => generator[place]);
        if (made.has(next.join())) continue;
        made.set(next.join(), next);
        open.push(next);
      }
    }
  }
  return generators;
}

/** What is kept under names that no exchange reaches. */
function namesKept(
  cluster: Cluster,
  { timers, clients, observers }: NodesSettings,
): string | undefined {
  const used = cluster.roles.filter(({ name }) => cluster.nodes[name].length > 0);
  if (!isDiscrete(timers) && timers.each !== null && used.some((r) => r.timers.contents.ids))
    return 'how often each timer has fired is kept by names of nodes';
  const history = observers.some((observer) => observer.history);
  const said = clients.scripts.flat().flatMap(({ op, to }) => {
    const { args, returns } = cluster.of[to];
    return [args.get(op)?.contents.ids, returns.get(op)?.contents.ids];
  });
  return history && said.includes(true) ? 'the history of calls has names of nodes' : undefined;
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));

/** All permutations of so many places within these classes, that which moves nothing first. */
function permutations(size: number, classes: readonly (readonly number[])[]): number[][] {
  const same = Array.from({ length: size }, (_, i) => i);
  return classes.reduce(
    (all, places) =>
      all.flatMap((one) =>
        orders(places).map((order) => {
          const next = [...one];
          places.forEach((place, i) => {
            next[place] = order[i];
          });
          return next;
        }),
      ),
    [same],
  );
}

function orders(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first, i) => orders(items.toSpliced(i, 1)).map((rest) => [first, ...rest]));
}

/** Where clients can go when nodes go there: each to one that calls the same of the same nodes. */
function calling(
  cluster: Cluster,
  { clients: { scripts } }: NodesSettings,
  moved: readonly number[],
): number[][] {
  const text = (client: number, node: (id: number) => number): string =>
    JSON.stringify(
      scripts[client].map(({ op, args, to }) => {
        const shape = cluster.of[to].args.get(op);
        return [op, node(to), shape?.text(shape.rewrite(args as never, { id: node }))];
      }),
    );
  const own = scripts.map((_, c) => text(c, (id) => id));
  const wanted = scripts.map((_, c) => text(c, (id) => moved[id]));
  const go = (client: number, taken: readonly number[]): number[][] =>
    client === scripts.length
      ? [[...taken]]
      : own.flatMap((mine, other) =>
          mine === wanted[client] && !taken.includes(other)
            ? go(client + 1, [...taken, other])
            : [],
        );
  return go(0, []);
}
