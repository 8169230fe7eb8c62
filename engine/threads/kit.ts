/** What authors of threads import, beside the shapes and options of the node kit. */
export type { Access, Steps } from './access.js';
export { array, type ThreadsDeclaration } from './declaration.js';
export { declareThreads, implementThreads } from './declare.js';
export type { Thread, ThreadName, ThreadsProtocol } from './thread.js';
