/** What authors of protocols import: shapes, options, declare and implement. */
export { type Bench, type BenchOptions, bench } from './bench.js';
export { type Declaration, from, type Service, service } from './declaration.js';
export { declare, implement } from './declare.js';
export {
  choice,
  count,
  duration,
  durations,
  flag,
  type Option,
  rate,
  share,
  size,
} from './options.js';
export { mount } from './part.js';
export type {
  Adversary,
  Answer,
  MessageOf,
  MessageTo,
  Node,
  Protocol,
  RoleName,
} from './protocol.js';
export * from './shapes/index.js';
