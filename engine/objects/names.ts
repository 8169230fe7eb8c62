/** What the command line needs to know of objects before it loads them. */
export const OBJECT_NAMES = [
  'register',
  'cas-register',
  'kv',
  'table',
  'queue',
  'set',
  'counter',
  'lock',
  'lease',
  'log',
  'stack',
  'deque',
  'pool',
] as const;

export type ObjectName = (typeof OBJECT_NAMES)[number];
