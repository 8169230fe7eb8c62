/**
 * `npm run reductions`: what each reduction does to each model of the library, as a Markdown table. The
 * safety properties of a model are checked without reductions and with each alone, in one process; a
 * verdict that differs is an error of ours. CPU seconds of one run each: look at ratios, on an idle
 * machine. `npm run reductions -- two-phase` takes the specs whose path has that in it.
 */
import { specToCheck } from '../checkers/check.js';
import { type CheckResult, checkModel } from '../checkers/exploration/check.js';
import { isSafety } from '../checkers/exploration/judge.js';
import { REDUCTIONS, type Reduction } from '../checkers/exploration/reductions/choice.js';
import { ReductionConflict } from '../checkers/exploration/reductions/decide.js';
import { specFiles } from '../cli/targets.js';
import { loadSpecs } from '../engine/language/index.js';
import { placeOf } from '../engine/language/source.js';
import type { ModelSpec } from '../engine/language/typed.js';
import { libraryFolder } from '../engine/package-root.js';
import { compileModel } from '../engine/transition/compile.js';

const library = libraryFolder();
const wanted = process.argv[2] ?? '';

console.log(`| spec | full | ${REDUCTIONS.join(' | ')} |`);
console.log(`|---|---|${REDUCTIONS.map(() => '---').join('|')}|`);
for (const path of specFiles([library]).filter((file) => file.includes(wanted))) {
  for (const read of loadSpecs(path, { library }).specs) {
    const target = specToCheck(read);
    if (target?.spec.kind === 'model') console.log(await row(target.spec));
  }
}

async function row(spec: ModelSpec): Promise<string> {
  const full = await run(spec, []);
  if (typeof full === 'string') throw new Error(full);
  const cells = [figures(full)];
  for (const reduction of REDUCTIONS) {
    const reduced = await run(spec, [reduction]);
    if (typeof reduced !== 'string' && answers(reduced) !== answers(full)) {
      throw new Error(`${spec.name}: ${reduction} changes a verdict`);
    }
    cells.push(typeof reduced === 'string' ? reduced : cell(reduced, reduction));
  }
  return `| ${spec.name} | ${cells.join(' | ')} |`;
}

/** Or why not. */
async function run(spec: ModelSpec, reduce: readonly Reduction[]): Promise<CheckResult | string> {
  const system = compileModel(spec);
  try {
    // `expect: {}` goes to the end, and compares nothing.
    return await checkModel(system, {
      place: placeOf(spec.span),
      only: isSafety,
      expect: {},
      reduce,
    });
  } catch (error) {
    if (error instanceof ReductionConflict) return `– (${error.message})`;
    throw error;
  }
}

function answers({ verdicts }: CheckResult): string {
  return JSON.stringify(verdicts.map(({ property, status }) => [property, status]));
}

function cell(result: CheckResult, reduction: Reduction): string {
  const reductions = result.exploration?.reductions;
  if (reductions?.ran.includes(reduction)) return figures(result);
  const why = reductions?.refused.find((refusal) => refusal.reduction === reduction);
  return `– (${why?.because})`;
}

function figures({ exploration }: CheckResult): string {
  if (exploration === null) return '–';
  const { states, cpuSeconds } = exploration.effort;
  return `${states.toLocaleString('en-US')} states, ${cpuSeconds.toFixed(2)} s`;
}
