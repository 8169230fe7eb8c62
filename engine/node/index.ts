/**
 * The node room, for who builds a life on it: a cluster of hosts, the seam of events and effects, and what is done with whole
 * states. Authors of protocols import kit.ts.
 */
export { type Cluster, cluster, type Setup } from './cluster.js';
export { checkProtocol } from './declare.js';
export { HandlerError, ProtocolError } from './errors.js';
export type { Host } from './host.js';
export { OptionError, optionsSchema, readOptions } from './options.js';
export { owedStill } from './owing.js';
export type { AnyProtocol } from './protocol.js';
export { type Checked, type Complaint, type Rule, runChecked } from './rerun.js';
export { type Role, surface } from './role.js';
export {
  checkState,
  copyState,
  effectText,
  eventText,
  pendingText,
  rewriteEvent,
  rewritePending,
  rewriteState,
  stateText,
} from './state.js';
export {
  type Effect,
  type Event,
  type Flush,
  label,
  type NodeState,
  type Oracle,
  type Reply,
  type Tagged,
} from './step.js';
