/** The machine form that every exhaustive checker reads, and the compiler that makes it from a model. */
export { compileModel } from './compile.js';
export * from './system.js';
