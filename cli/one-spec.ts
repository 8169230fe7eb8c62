/** Commands about one spec: which one it is, where a file has several. The option is called as the kind, its value is the name: `--model NAME`. */
import type { SpecToCheck } from '../checkers/check.js';
import { listed } from '../checkers/exploration/claims.js';
import { didYouMean } from '../engine/language/nearest.js';
import type { Spec } from '../engine/language/typed.js';
import { UsageError } from './exit.js';
import { quoted } from './output.js';
import type { Reading } from './reading.js';

type Kind = 'model' | 'system' | 'theory';

/** Which one of a file with several; its name, by its kind. */
export type SpecChoice = { readonly [K in Kind]?: string };

export interface OneSpec<K extends Kind> {
  readonly target: SpecToCheck;
  readonly spec: Extract<Spec, { kind: K }>;
}

/**
 * The one spec of these kinds. `otherwise`: what is said where there is none.
 *
 * @throws UsageError where there is none (of the name), or where there are several and none is chosen
 */
export function oneSpec<K extends Kind>(
  file: string,
  { targets }: Pick<Reading, 'targets'>,
  kinds: readonly K[],
  choice: SpecChoice,
  otherwise: string,
): OneSpec<K> {
  const all = targets.filter(({ spec }) => isOf(kinds, spec));
  const any = kinds.join(' or ');
  if (all.length === 0)
    throw new UsageError(`${file}: one ${any} is wanted; here is none.`, otherwise);
  const asked = kinds.filter((kind) => choice[kind] !== undefined);
  const chosen = all.filter(({ spec }) => asked.every((kind) => isCalled(spec, kind, choice)));
  if (chosen.length === 1) return { target: chosen[0], spec: chosen[0].spec as OneSpec<K>['spec'] };
  const names = all.map(({ spec }) => spec.name);
  const here = `here ${names.length === 1 ? 'is' : 'are'} ${listed(names)}`;
  if (asked.length === 0) {
    const { kind, name } = all[0].spec;
    throw new UsageError(
      `${file}: one ${any} is wanted; ${here}.`,
      `Choose by name: --${kind} ${quoted(name)}.`,
    );
  }
  const [kind] = asked;
  const name = String(choice[kind]);
  throw new UsageError(`${file}: no ${kind} is called ${name}; ${here}.`, didYouMean(name, names));
}

const isOf = (kinds: readonly Kind[], { kind }: Spec): boolean =>
  kinds.some((wanted) => wanted === kind);

const isCalled = ({ kind: is, name }: Spec, kind: Kind, choice: SpecChoice): boolean =>
  is === kind && name === choice[kind];

/** The options, as they are written. */
export const choiceText = (choice: SpecChoice): string[] =>
  (['model', 'system', 'theory'] as const).flatMap((kind) => {
    const name = choice[kind];
    return name === undefined ? [] : [`--${kind} ${quoted(name)}`];
  });
