/** The room of threads, for who builds a life on it. Authors of threads import kit.ts. */
export { type Access, isAtomicUpdate } from './access.js';
export { type Past, pastText, plainText } from './past.js';
export { type Program, programOf, type ThreadsSetup } from './program.js';
export { accessText, type Next, type Operation, type Reached, ThreadRunner } from './run.js';
export type { AnyThreads } from './thread.js';
export type { CellInfo } from './words.js';
