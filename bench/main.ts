/**
 * `npm run bench [-- --only NAME]… [-- --runs N] [-- --quick] [-- --write]`: the same problems through Spin and
 * Assay, and through TLC and Stateright where the environment says where they are; with --startup, what it costs to start; with
 * --histories, linearizability, and Porcupine where the environment says where it is; with --implementations, handlers explored,
 * and Stateright; with --simulation, how fast a system is simulated. Prints Markdown, and draws the ratios in
 * report/bench.svg; --write puts both into bench/. Exit code 1 where a count is wrong or a run fails, 2 where it
 * cannot begin. See README.md beside this file.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chartSvg } from '../reports/charts/static-svg.js';
import { stateBits } from './bits.js';
import { ratioChart } from './chart.js';
import { absent, explorers } from './explorers.js';
import { implementations } from './implementations.js';
import { linearizability } from './linearizability.js';
import { measurer } from './measure.js';
import { chosen, type Problem } from './problems.js';
import { type Row, runProblem } from './run.js';
import { simulation } from './simulation.js';
import { startup } from './startup.js';
import { markdown } from './table.js';
import { locateTools } from './tools.js';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Request {
  readonly problems: readonly Problem[];
  readonly runs: number;
  readonly write: boolean;
  readonly startup: boolean;
  readonly histories: boolean;
  readonly implementations: boolean;
  readonly simulation: boolean;
}

process.exitCode = await main();

async function main(): Promise<number> {
  const request = attempt(2, readRequest);
  const tools = attempt(2, locateTools);
  if (typeof request === 'number') return request;
  if (typeof tools === 'number') return tools;
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  try {
    const contestants = explorers(tools, folder);
    const measure = measurer(tools.gcc, folder);
    const { problems, runs } = request;
    if (request.startup) {
      console.log(`${conditions(runs)}\n\n${startup(measure, runs, folder)}`);
      return 0;
    }
    if (request.histories) {
      const porcupine = process.env['ASSAY_PORCUPINE'];
      console.log(`${conditions(runs)}\n\n${linearizability(measure, runs, folder, porcupine)}`);
      return 0;
    }
    if (request.implementations) {
      const table = implementations(measure, runs, folder, tools.stateright);
      console.log(`${conditions(runs)}\n\n${table}`);
      return 0;
    }
    if (request.simulation) {
      console.log(`${conditions(runs)}\n\n${simulation(measure, runs, folder)}`);
      return 0;
    }
    const rows: Row[] = [];
    for (const lack of absent(tools)) console.error(lack);
    for (const problem of problems) {
      console.error(`${problem.id}, ${problem.states} states …`);
      rows.push(runProblem(problem, stateBits(problem), contestants, runs, measure, folder));
    }
    const names = contestants.map(({ name }) => name);
    await publish(report(rows, names, runs), rows, names, request.write);
    return 0;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readRequest(): Request {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      startup: { type: 'boolean', default: false },
      histories: { type: 'boolean', default: false },
      implementations: { type: 'boolean', default: false },
      simulation: { type: 'boolean', default: false },
    },
  });
  const runs = Number(values.runs ?? (values.startup ? 15 : values.quick ? 1 : 3));
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number, 1 or more');
  const { write, startup, histories, implementations: explored, simulation: simulated } = values;
  const problems = chosen(values.only, values.quick);
  return {
    ...{ problems, runs, write, startup, histories },
    ...{ implementations: explored, simulation: simulated },
  };
}

/** On what, and how often. */
function conditions(runs: number): string {
  const processor = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const how = runs === 1 ? 'one run each' : `medians of ${runs} runs each, in turns`;
  const where = `${cpus().length} × ${processor}, ${platform()} ${arch()}, Node ${process.version}`;
  return `${where}; ${how}.`;
}

function report(rows: readonly Row[], names: readonly string[], runs: number): string {
  return `# Benchmarks\n\n${conditions(runs)}\n\n${markdown(rows, names)}\n`;
}

async function publish(
  text: string,
  rows: readonly Row[],
  names: readonly string[],
  write: boolean,
): Promise<void> {
  console.log(text);
  const chart = join(root, write ? 'bench/RESULTS.svg' : 'report/bench.svg');
  mkdirSync(join(root, 'report'), { recursive: true });
  writeFileSync(chart, await chartSvg(ratioChart(rows, names)));
  const picture = '![How many times less CPU time than Spin](RESULTS.svg)\n';
  if (write) writeFileSync(join(root, 'bench/RESULTS.md'), `${text}\n${picture}`);
  console.error(`The chart: ${chart}`);
}

/** What `action` gives, or, after saying why it failed, the exit code `code`. */
function attempt<T>(code: number, action: () => T): T | number {
  try {
    return action();
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : String(error)}`);
    return code;
  }
}
