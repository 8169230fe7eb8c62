// @ts-check
/**
 * A lock between processes: a folder, since making one either succeeds or finds it there, on every file
 * system. Whoever holds it touches it again and again, from a thread, for the action may block this one.
 * Whoever died with the lock leaves it behind; untouched for two minutes it counts as abandoned.
 */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';

export const STALE_MS = 120_000;
const POLL_MS = 100;
const TOUCH_MS = 15_000;

/** Runs in a thread of its own. */
const KEEPER = `
  const { workerData: { path, every } } = require('node:worker_threads');
  const { utimesSync } = require('node:fs');
  const touch = () => { const now = new Date(); try { utimesSync(path, now, now); } catch {} };
  setInterval(touch, every);`;

/**
 * Runs the action when nobody else holds the lock, and waits for that as long as it takes.
 *
 * @template T
 * @param {string} path the lock: a folder that is nowhere else used
 * @param {() => T} action
 * @param {number} [every] milliseconds between touches
 * @returns {T}
 */
export function withLock(path, action, every = TOUCH_MS) {
  mkdirSync(dirname(path), { recursive: true });
  while (!taken(path)) {
    const age = ageOf(path);
    if (age !== null && age > STALE_MS) rmSync(path, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  }
  const keeper = new Worker(KEEPER, { eval: true, execArgv: [], workerData: { path, every } });
  keeper.unref();
  try {
    return action();
  } finally {
    void keeper.terminate();
    rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function taken(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** In milliseconds; null when it has just been given back. @param {string} path */
function ageOf(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : Date.now() - found.mtimeMs;
}
