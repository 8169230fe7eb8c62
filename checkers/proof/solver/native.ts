/** A native `z3`: one process for each question, so that answers do not depend on earlier ones. */
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Solver, SolverStopped } from './interface.js';

/** The path of a `z3`, or null. */
export function findNative(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of process.platform === 'win32' ? ['z3.exe'] : ['z3']) {
      const path = join(folder, name);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return null;
}

export function nativeSolver(path: string, signal?: AbortSignal): Solver {
  const running = new Set<() => void>();
  return {
    name: 'z3',
    elsewhere: true,
    ask: (script) => {
      if (signal?.aborted) return Promise.reject(new SolverStopped('interrupted'));
      const { text, stop } = run(path, script);
      running.add(stop);
      signal?.addEventListener('abort', stop);
      return text.finally(() => {
        running.delete(stop);
        signal?.removeEventListener('abort', stop);
      });
    },
    close: async () => {
      for (const stop of running) stop();
    },
  };
}

function run(path: string, script: string): { text: Promise<string>; stop: () => void } {
  const child = spawn(path, ['-in', '-smt2'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const text = new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', ({ message }) => reject(new SolverStopped(message)));
    // z3 exits with 1 after an error in the script, which it tells on its standard output.
    child.on('close', (_code, killedBy) =>
      killedBy === null
        ? resolve(Buffer.concat(chunks).toString('utf8'))
        : reject(new SolverStopped(killedBy === 'SIGTERM' ? 'interrupted' : `z3: ${killedBy}`)),
    );
    // A z3 that died does not read its input: `close` says so.
    child.stdin.on('error', () => undefined);
    child.stdin.end(script);
  });
  return { text, stop: () => child.kill() };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
