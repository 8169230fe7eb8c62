/** Where processes are: the state variable of a family, which elaboration names (`elaborate/processes.ts`). */
import type { ModelSpec } from '../../../engine/language/typed.js';

export const positionVariable = ({ processes }: ModelSpec, family: string): string =>
  processes.length === 1 ? 'at' : `at.${family}`;
