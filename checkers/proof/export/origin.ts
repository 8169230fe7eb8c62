/** Where an export comes from: for the comment at its head. */
import type { TheorySpec } from '../../../engine/language/theory/spec.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { formatValue } from '../../../engine/language/value-format.js';

export interface Origin {
  /** The spec's file as the user wrote it. */
  readonly file: string;
}

/** Plain lines, to be made a comment by the target. */
export function originLines(
  spec: ModelSpec | TheorySpec,
  { file }: Origin,
  target: string,
): string[] {
  const refinements = spec.kind === 'model' ? spec.refinements : [];
  const constants = (spec.kind === 'model' ? spec.constants : []).map(
    (c) => `${c.name} = ${formatValue(c.type, c.value)}`,
  );
  return [
    `${spec.name}: ${spec.about}`,
    ...(spec.source === undefined ? [] : [`Source: ${spec.source}`]),
    `Exported by Assay to ${target} from ${file}${constants.length === 0 ? '' : `, with ${constants.join(', ')}`}.`,
    ...refinements.map(({ name }) => `Not carried over: ${name} (a claim about two models).`),
  ];
}
