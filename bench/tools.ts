/** The tools of a benchmark: Spin and gcc, which it must have, and TLC and Stateright, used when it is told where they are. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

export interface BenchTools {
  readonly spin: string;
  readonly gcc: string;
  readonly tlc: { readonly java: string; readonly jar: string } | null;
  /** The built program of bench/stateright. */
  readonly stateright: string | null;
}

export function locateTools(): BenchTools {
  const jar = process.env['ASSAY_TLA2TOOLS'];
  const tlc =
    jar === undefined ? null : { java: onPath('java'), jar: there(jar, 'ASSAY_TLA2TOOLS') };
  const program = process.env['ASSAY_STATERIGHT'];
  const stateright = program === undefined ? null : there(program, 'ASSAY_STATERIGHT');
  return { spin: onPath('spin'), gcc: onPath('gcc'), tlc, stateright };
}

function onPath(command: string): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, command)).find(can(constants.X_OK));
  if (found !== undefined) return found;
  throw new Error(
    `${command} is not on the PATH; on Debian \`apt install spin gcc\` brings what is needed`,
  );
}

/** The whole path, since what is measured runs in a folder of its own. */
function there(path: string, variable: string): string {
  if (can(constants.R_OK)(path)) return resolve(path);
  throw new Error(`${variable}: there is no ${path}`);
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
