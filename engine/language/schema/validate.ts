import type { Diagnostics } from '../diagnostics.js';
import type { Kind } from '../kinds.js';
import type { Mapping } from '../yaml/tree.js';

/** Reports what is wrong with the structure of a spec. */
export function validateSpec(_raw: Mapping, _kind: Kind, _diagnostics: Diagnostics): void {}
