/**
 * Tools that a test needs and a machine may lack. A user's machine skips such a test and says so; in
 * CI (CI=true), where .ci/run installs every tool, a missing one fails the test.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TestRunner } from 'vitest';

/** Each tool: the commands it goes by, and the package that brings it on Debian. */
const TOOLS = {
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debian: 'chromium',
  },
  coqc: { commands: ['coqc'], debian: 'coq' },
  gcc: { commands: ['gcc'], debian: 'gcc' },
  java: { commands: ['java'], debian: 'default-jre-headless' },
  python: { commands: ['python3', 'python'], debian: 'python3' },
  spin: { commands: ['spin'], debian: 'spin' },
  z3: { commands: ['z3'], debian: 'z3' },
} as const;

export type Tool = keyof typeof TOOLS;

/** The path of `tool`, to be asked for inside a test, which is skipped aloud where there is none. */
export function needs(tool: Tool): string {
  const lack = `needs ${tool}, which is not on this machine (Debian package ${TOOLS[tool].debian})`;
  return locate(tool) ?? lacks(lack);
}

/** Skips the test that runs, saying why; fails it in CI. */
export function lacks(lack: string): never {
  const test = TestRunner.getCurrentTest();
  if (process.env['CI'] === 'true' || test === undefined) throw new Error(lack);
  return test.context.skip(lack);
}

function locate(tool: Tool): string | null {
  for (const command of TOOLS[tool].commands) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, command);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
