/** The room of threads, for who builds a life on it. Authors of threads import kit.ts. */
export { type Access, isAtomicUpdate } from './access.js';
export { checkThreads } from './declare.js';
export type { Emitted } from './handle.js';
export { type Past, pastText, plainText } from './past.js';
export { type Kind, type Program, programOf, sizeOf, type ThreadsSetup } from './program.js';
export { accessText, type Next, type Operation, type Reached, ThreadRunner } from './run.js';
export { type AnyThreads, isThreads } from './thread.js';
export { type CellInfo, type Codec, checkWord, type Layout } from './words.js';
