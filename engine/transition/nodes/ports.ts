/** Answers of an environment that nobody has described: every value of the declared result, a refusal, or nothing. */

import type { Shape } from '../../node/kit.js';
import type { Answer } from '../../node/protocol.js';

/** More values than these are not worth exploring one by one. */
const VALUES_MAX = 64;

/** All values of a shape, or null where they cannot be listed. */
export function valuesOf(shape: Shape<unknown>): readonly unknown[] | null {
  const { detail } = shape;
  switch (detail.kind) {
    case 'bool':
      return [false, true];
    case 'oneOf':
      return detail.members;
    case 'optional': {
      const values = valuesOf(detail.of);
      return values && few([null, ...values]);
    }
    case 'record':
    case 'value': {
      let all: readonly object[] = [{}];
      for (const [name, field] of Object.entries(detail.fields)) {
        const values = valuesOf(field);
        if (values === null) return null;
        const wider = all.flatMap((v) => values.map((x) => ({ ...v, [name]: x })));
        if (few(wider) === null) return null;
        all = wider;
      }
      return all;
    }
    default:
      return null;
  }
}

const few = <T>(values: readonly T[]): readonly T[] | null =>
  values.length > VALUES_MAX ? null : values;

/** @throws Error where the results cannot be listed; it says what to do */
export function declaredAnswers(
  port: string,
  op: string,
  returns: Shape<unknown>,
): readonly Answer<unknown>[] {
  const values = valuesOf(returns);
  if (values === null)
    throw new Error(
      `nothing answers the port \`${port}\`, and the results of ${op} cannot be listed: bind the port, or say which answers are to be explored`,
    );
  return [
    ...values.map((value) => ({ status: 'ok' as const, value })),
    { status: 'refused' as const, why: 'the environment refuses' },
    { status: 'unknown' as const },
  ];
}
