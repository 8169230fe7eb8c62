// @ts-check
/**
 * A lock between processes: a folder, since making one either succeeds or finds it there, on every file
 * system. Whoever holds it writes its process there, and touches it again and again, from a thread, for the action may block
 * this one. Whoever died with the lock leaves it behind: a process of this machine that is no more is found out at once; else it counts as
 * abandoned when it is untouched for two minutes.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

export const STALE_MS = 120_000;
const POLL_MS = 100;
/** So long one waits without a word. */
const PATIENCE_MS = 2000;
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
 * @param {(text: string) => void} [say] told of locks that were left behind, and why it takes long
 * @returns {T}
 */
export function withLock(path, action, every = TOUCH_MS, say = onStderr) {
  mkdirSync(dirname(path), { recursive: true });
  let waited = 0;
  while (!taken(path)) {
    const why = leftBehind(path);
    if (why !== null) {
      if (removed(path, why.holder)) say(`${why.text} left ${path} behind: going on without it`);
      continue;
    }
    if (waited === PATIENCE_MS) say(`waiting for ${holderText(holderOf(path))}, which has ${path}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
    waited += POLL_MS;
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
    writeFileSync(join(path, HOLDER), `${process.pid} ${hostname()}`);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds it, a file in the folder: `process machine`. */
const HOLDER = 'holder';

/** As written there; empty where nobody has written anything yet, or it was given back. @param {string} path */
function holderOf(path) {
  try {
    return readFileSync(join(path, HOLDER), 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} holder */
function holderText(holder) {
  const [pid, machine] = holder.split(' ');
  if (machine === undefined) return 'another process';
  return `process ${pid}${machine === hostname() ? '' : ` on ${machine}`}`;
}

/**
 * Who has left it behind; null where somebody still holds it.
 *
 * @param {string} path
 * @returns {{ holder: string, text: string } | null}
 */
function leftBehind(path) {
  const holder = holderOf(path);
  const text = holderText(holder);
  const [pid, machine] = holder.split(' ');
  if (machine === hostname() && !isRunning(Number(pid)))
    return { holder, text: `${text}, which is no more,` };
  const age = ageOf(path);
  return age !== null && age > STALE_MS
    ? { holder, text: `${text}, silent for two minutes,` }
    : null;
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is one that runs.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH';
  }
}

/**
 * Takes a lock away that `holder` has left behind; not one that somebody else has taken meanwhile.
 *
 * @param {string} path
 * @param {string} holder
 */
function removed(path, holder) {
  const away = `${path}.${process.pid}`;
  try {
    renameSync(path, away);
    if (holderOf(away) === holder) {
      rmSync(away, { recursive: true, force: true });
      return true;
    }
    renameSync(away, path);
  } catch (error) {
    if (
      !['ENOENT', 'EEXIST', 'ENOTEMPTY'].includes(
        String(/** @type {NodeJS.ErrnoException} */ (error).code),
      )
    )
      throw error;
  }
  return false;
}

/** @param {string} text */
const onStderr = (text) => console.error(`setup: ${text}`);

/** In milliseconds; null when it has just been given back. @param {string} path */
function ageOf(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : Date.now() - found.mtimeMs;
}
