/**
 * `assay doctor`: what this machine has, what is missing, and what for. Nothing it lists is needed to
 * check specs, except Node itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { libraryFolder, packageRoot, version } from '../../engine/package-root.js';
import type { Paint } from '../../reports/index.js';
import { EXIT } from '../exit.js';
import { specFiles } from '../targets.js';

interface Finding {
  readonly name: string;
  readonly state: 'found' | 'missing' | 'wrong';
  readonly detail: string;
}

interface Tool {
  readonly name: string;
  readonly commands: readonly string[];
  readonly flag: string;
  readonly use: string;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'Chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    flag: '--version',
    use: 'the browser tests of the reports',
  },
  {
    name: 'Spin',
    commands: ['spin'],
    flag: '-V',
    use: 'comparing with Spin in benchmarks and tests',
  },
  { name: 'Python', commands: ['python3'], flag: '--version', use: 'JupyterLab notebooks' },
]; // prettier-ignore

export function doctor(options: { readonly json?: boolean }, paint: Paint): number {
  const findings = [node(), memory(), installation(), library(), ...TOOLS.map(tool)];
  if (options.json) console.log(JSON.stringify({ schema: 'assay/doctor/v1', findings }, null, 2));
  else for (const finding of findings) console.log(line(finding, paint));
  return findings.some((f) => f.state === 'wrong') ? EXIT.violated : EXIT.ok;
}

function line({ name, state, detail }: Finding, paint: Paint): string {
  const mark =
    state === 'found'
      ? paint('holds', '✓')
      : state === 'missing'
        ? paint('unknown', '?')
        : paint('violated', '✗');
  return `${mark} ${name.padEnd(12)} ${detail}`;
}

function node(): Finding {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const detail = `${process.version}${enough ? '' : ', but 20.19 or newer is needed'}`;
  return { name: 'Node', state: enough ? 'found' : 'wrong', detail };
}

function memory(): Finding {
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return {
    name: 'Machine',
    state: 'found',
    detail: `${availableParallelism()} cores, ${gib(freemem())} free of ${gib(totalmem())}`,
  };
}

function installation(): Finding {
  const built = existsSync(join(packageRoot(), 'dist', 'cli.cjs'));
  return {
    name: 'Assay',
    state: built ? 'found' : 'wrong',
    detail: built ? version() : `${version()}, not built yet: npm run build`,
  };
}

function library(): Finding {
  try {
    return {
      name: 'Library',
      state: 'found',
      detail: `${specFiles([libraryFolder()]).length} files of specs`,
    };
  } catch (error) {
    return { name: 'Library', state: 'wrong', detail: String((error as Error).message) };
  }
}

function tool({ name, commands, flag, use }: Tool): Finding {
  for (const command of commands) {
    const result = spawnSync(command, [flag], { encoding: 'utf8', timeout: 5000 });
    if (result.error === undefined && result.status === 0) {
      return { name, state: 'found', detail: result.stdout.trim().split('\n')[0] };
    }
  }
  return { name, state: 'missing', detail: `not found; only for ${use}` };
}
