/** What the events in the queue are. */
export const MESSAGE = 0;
export const TIMER = 1;
export const SYNCED = 2;
export const FLUSHED = 3;
export const REQUEST = 4;
export const REPLY = 5;
export const ANSWER = 6;
export const TIMEOUT = 7;
export const RETRY = 8;
/** Of the world: a client calls; a fault is due, begins, ends; no more of them. */
export const CALL = 9;
export const FAULT_DUE = 10;
export const FAULT_BEGINS = 11;
export const FAULT_ENDS = 12;
export const HEAL = 13;

/** In this order at one moment: faults end before others begin, and begin before anybody calls. */
export const RANKS = { heal: 0, ends: 1, begins: 2, call: 3 } as const;
