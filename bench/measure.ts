/** What a child process used, as the kernel says: see measure.c. Needs a C compiler, which Spin needs too. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Usage {
  /** User and system time of all threads, in seconds. */
  readonly cpu: number;
  /** Seconds from start to end. */
  readonly wall: number;
  /** The largest resident memory, in bytes. */
  readonly memory: number;
}

export interface Ran {
  readonly usage: Usage;
  readonly stdout: string;
}

/** @param codes exit codes that are as they should be; default: 0 alone */
export type Measure = (command: readonly string[], cwd: string, codes?: readonly number[]) => Ran;

/** Builds the program that measures in `folder`; what it gives runs a command. */
export function measurer(gcc: string, folder: string): Measure {
  const program = join(folder, 'measure');
  const source = fileURLToPath(new URL('measure.c', import.meta.url));
  execFileSync(gcc, ['-O1', '-o', program, source], { stdio: 'pipe' });
  const result = join(folder, 'usage.json');
  // Where it names certificates, Node reads them all at every start, for connections that nobody opens.
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  return (command, cwd, codes = [0]) => {
    const { status, stdout, stderr } = spawnSync(program, [result, ...command], {
      cwd,
      env,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`${command.join(' ')} was not measured: ${stderr}`);
    const { user, system, wall, memory, code } = JSON.parse(readFileSync(result, 'utf8'));
    if (!codes.includes(code)) {
      const said = `${stdout}\n${stderr}`.trim().slice(-2000);
      throw new Error(`${command.join(' ')} ended with ${code}:\n${said}`);
    }
    return { usage: { cpu: user + system, wall, memory }, stdout };
  };
}
