/**
 * The library `assay`: what a program or a notebook may rely on. This file only passes on; whatever it
 * does not name is not part of the public interface.
 *
 * The parts, as the command line uses them: read, check, report.
 *
 *     import * as assay from 'assay';
 *     const { specs, diagnostics } = assay.loadSpecs('counter.yaml', { set: ['N=4'] });
 *     for (const diagnostic of diagnostics) console.log(assay.formatDiagnostic(diagnostic));
 *     const [target] = specs.flatMap((spec) => assay.specToCheck(spec) ?? []);
 *     const result = await assay.checkSpec(target, { mutants: true, limits: { maxStates: 10_000 } });
 *     for (const { property, status, claim } of result.verdicts) console.log(property, status, claim);
 *     const run = { version: assay.version(), command: 'example', seconds: 0 };
 *     console.log(await assay.render(assay.buildReport({ results: [result], run }), 'text'));
 *
 * What a system claims is known once its protocol is, which is loaded in between:
 *
 *     const protocols = new assay.Protocols();
 *     const file = assay.loadFile('register.yaml', { declarations: protocols.declarations });
 *     await protocols.load(file, { own: 'leave' });
 *     const [register] = assay.specsOf(file).specs;
 *
 * Or the machine itself, to walk as one likes. A state is `words` 32-bit words:
 *
 *     const system = target.spec.kind === 'model' ? assay.compileModel(target.spec) : null;
 *     if (system === null) throw new Error('only a model has states');
 *     const out = new assay.Successors(system.words, system.labelWords);
 *     system.initial(out);
 *     const state = out.states.slice(0, system.words);
 *     out.clear();
 *     system.successors(state, 0, out);
 *     console.log(system.describe(out.labels, 0).title, system.decode(out.states, 0));
 *
 * A protocol of one's own is written with `declare`, `implement` and the shapes and options beside them: docs/protocols.md.
 */
export {
  checkSpec,
  type SpecCheckOptions,
  type SpecToCheck,
  specToCheck,
} from './checkers/check.js';
export type * from './checkers/verdict.js';
export type { Diagnostic } from './engine/language/diagnostics.js';
export {
  formatDiagnostic,
  type LoadedSpecs,
  type LoadOptions,
  lintFile,
  loadFile,
  loadSpecs,
  type ModelSpec,
  type ReadSpec,
  type Spec as TypedSpec,
  specsOf,
} from './engine/language/index.js';
export type { Place, SourceFile, Span } from './engine/language/source.js';
export { placeOf, sourceFile } from './engine/language/source.js';
export * as nodes from './engine/node/index.js';
export * from './engine/node/kit.js';
export { libraryFolder, version } from './engine/package-root.js';
export type { Plain } from './engine/plain.js';
export { Protocols } from './engine/protocols/declarations.js';
export {
  findProtocol,
  isOwnCode,
  libraryProtocol,
  libraryThreads,
  protocolNames,
  threadNames,
} from './engine/protocols/index.js';
export * from './engine/threads/kit.js';
export type { Trace } from './engine/trace.js';
export { compileModel, Successors, type TransitionSystem } from './engine/transition/index.js';
export { buildReport, type Format, type Report, render } from './reports/index.js';
export { type Chart, chart } from './reports/notebook/chart.js';
export { type Bundle, display, displayWith } from './reports/notebook/display.js';
export type { Result, Run } from './reports/notebook/result.js';
export {
  type CheckSettings,
  library,
  load,
  type Spec,
  SpecError,
} from './reports/notebook/session.js';
