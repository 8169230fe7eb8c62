/**
 * The library `assay`: what a program or a notebook may rely on. This file only passes on; whatever it
 * does not name is not part of the public interface.
 */
export type * from './checkers/verdict.js';
export type { Diagnostic } from './engine/language/diagnostics.js';
export type { Place, SourceFile, Span } from './engine/language/source.js';
export { placeOf, sourceFile } from './engine/language/source.js';
export type { Plain } from './engine/plain.js';
export type { Trace } from './engine/trace.js';
