/** Random models of threads, each with steps of its own, over variables that some of them share. */
import { loadSpecs } from '../../../engine/language/index.js';
import { sourceFile } from '../../../engine/language/source.js';
import type { Action, Effect, ModelSpec } from '../../../engine/language/typed.js';
import { Chance } from '../../../engine/transition/random/chance.js';

/** Two to four threads of two to four steps; some wait, some choose, some may overflow. */
export function randomThreads(seed: number): ModelSpec {
  const c = new Chance(seed);
  const threads = c.list(2, 4, (thread) => ({ thread, steps: c.between(2, 4) }));
  const shared = c.list(1, 3, (i) => `x${i}`);
  const own = threads.map(({ thread }) => `y${thread}`);
  const seen = (thread: number): string[] => (c.oneIn(2) ? shared : [own[thread]]);
  const actions = threads.flatMap(({ thread, steps }) =>
    Array.from({ length: steps }, (_, step) => {
      const guard = [`at${thread} == ${step}`];
      if (c.oneIn(2)) guard.push(`${c.one(seen(thread))} ${c.one(['==', '!='])} ${c.below(3)}`);
      const next = c.oneIn(4) ? c.below(steps + 1) : step + 1;
      const lines = [`at${thread}: ${next}`];
      if (!c.oneIn(3)) lines.push(`${written(c, c.one(seen(thread)), seen(thread))}`);
      return [
        `  step ${step} of ${thread}:`,
        `    when:`,
        ...guard.map((condition) => `      - ${condition}`),
        `    then:`,
        ...lines.map((line) => `      ${line}`),
      ].join('\n');
    }),
  );
  const variables = [...shared, ...own].map((name) => `  ${name}: 0..2`);
  const positions = threads.map(({ thread, steps }) => `  at${thread}: 0..${steps}`);
  const ending = (): string => (c.oneIn(6) ? ` and ${c.one(['', 'not '])}stuck` : '');
  const plain = (): string =>
    c.oneIn(3)
      ? `at${c.one(threads).thread} == ${c.below(3)} implies ${c.one(shared)} != ${c.below(3)}`
      : `${c.one([...shared, ...own])} + ${c.one(shared)} != ${c.between(1, 4)}`;
  const condition = (): string => `(${plain()})${ending()}`;
  const spec = modelOf(`
state:
${[...positions, ...variables].join('\n')}
actions:
${actions.join('\n')}
properties:
  one:
    always: ${condition()}
${c.oneIn(2) ? '  goes on:\n    never: stuck' : `  two:\n    reachable: ${condition()}`}
`);
  return { ...spec, actions: spec.actions.map((a) => (c.oneIn(3) ? hesitating(a) : a)) };
}

/** Two successors of one label: each effect, also its place in the thread, may not happen. */
function hesitating(action: Action): Action {
  const effects = action.effects.map((effect): Effect => {
    if (effect.effect !== 'assign') return effect;
    const { place, value } = effect;
    const { variable: name, type, span } = place;
    return { effect: 'choose', place, values: [value, { op: 'variable', name, type, span }] };
  });
  return { ...action, effects };
}

function written(c: Chance, place: string, readable: readonly string[]): string {
  if (c.oneIn(3)) return `${place}: ${c.below(3)}`;
  // May be outside.
  if (c.oneIn(4)) return `${place}: ${c.one(readable)} + 1`;
  return `${place}: if(${c.one(readable)} == 2, 0, ${c.one(readable)})`;
}

/** A model without its head. */
export function modelOf(body: string): ModelSpec {
  const file = sourceFile('small.yaml', `kind: model\nname: small\nabout: Small.\n${body}`);
  const [{ spec, diagnostics }] = loadSpecs(file, {}).specs;
  if (spec?.kind !== 'model')
    throw new Error(`${diagnostics.map((d) => d.message).join('; ')}\n${body}`);
  return spec;
}
