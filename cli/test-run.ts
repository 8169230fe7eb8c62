/** For tests: one command line run inside this process, with what it printed. */
import { vi } from 'vitest';
import { main } from './main.js';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCli(...args: string[]): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += text;
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += text;
      return true;
    }),
    vi.spyOn(console, 'log').mockImplementation((...texts) => {
      stdout += `${texts.join(' ')}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((...texts) => {
      stderr += `${texts.join(' ')}\n`;
    }),
  ];
  try {
    return { code: await main(args), stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
