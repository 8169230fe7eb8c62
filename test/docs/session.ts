/**
 * A little shell for console blocks, in a folder of its own with the library beside it as in a clone:
 * `assay …` runs inside this process, `echo $?` shows its exit code, and nothing else is known.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
// It keeps the folder in which it was loaded, which must outlive the session's.
import 'esbuild';
import { vi } from 'vitest';
import { main } from '../../cli/main.js';
import { words } from './transcript.js';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Session {
  readonly write: (name: string, text: string) => void;
  /** What the command prints, on both streams, by lines. */
  readonly run: (command: string) => Promise<string[]>;
  readonly end: () => void;
}

export function session(): Session {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'assay-docs-'));
  for (const beside of ['specs', 'docs'])
    symlinkSync(join(root, beside), join(folder, beside), 'junction');
  process.chdir(folder);
  let code = 0;

  async function run(command: string): Promise<string[]> {
    const [program, ...args] = words(command);
    if (command === 'echo $?') return [String(code)];
    if (program !== 'assay') throw new Error(`a console block cannot run: ${command}`);
    const printed = await capture(async () => {
      code = await main(args);
    });
    // As it reads in a clone, where the library is beside.
    return printed
      .replaceAll(`${relative(process.cwd(), root)}/`, '')
      .trimEnd()
      .split('\n');
  }

  return {
    write: (name, text) => writeFileSync(join(folder, name), text),
    run,
    end: () => {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    },
  };
}

/** All that is printed while `work` runs; as where nobody watches: without colour. */
async function capture(work: () => Promise<void>): Promise<string> {
  let printed = '';
  const take = (text: string | Uint8Array): boolean => {
    printed += text;
    return true;
  };
  const log = (...texts: unknown[]): void => {
    printed += `${texts.join(' ')}\n`;
  };
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('GITHUB_ACTIONS', undefined);
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take),
    vi.spyOn(process.stderr, 'write').mockImplementation(take),
    vi.spyOn(console, 'log').mockImplementation(log),
    vi.spyOn(console, 'error').mockImplementation(log),
  ];
  try {
    await work();
    return printed;
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
