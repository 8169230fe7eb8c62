/** The tools of a benchmark: Spin and gcc, which it must have, and TLC, which it uses when told where it is. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface BenchTools {
  readonly spin: string;
  readonly gcc: string;
  readonly tlc: { readonly java: string; readonly jar: string } | null;
}

export function locateTools(): BenchTools {
  const jar = process.env['ASSAY_TLA2TOOLS'];
  const tlc = jar === undefined ? null : { java: onPath('java'), jar: readable(jar) };
  return { spin: onPath('spin'), gcc: onPath('gcc'), tlc };
}

function onPath(command: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, command)).find(can(constants.X_OK));
  if (found !== undefined) return found;
  throw new Error(
    `${command} is not on the PATH; on Debian \`apt install spin gcc\` brings what is needed`,
  );
}

function readable(path: string): string {
  if (can(constants.R_OK)(path)) return path;
  throw new Error(`ASSAY_TLA2TOOLS: there is no ${path}`);
}

const can =
  (mode: number) =>
  (path: string): boolean => {
    try {
      accessSync(path, mode);
      return true;
    } catch {
      return false;
    }
  };
