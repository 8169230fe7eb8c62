/**
 * `npm run reductions`: what each reduction does to each model of the library, as a Markdown table. The
 * safety properties of a model are checked without reductions, with each alone and as `auto` chooses, in one process; a
 * verdict that differs is an error of ours. *Form* is that of a search which has outgrown its beginnings. CPU seconds of
 * one run each: look at ratios, on an idle machine; `--states` leaves them and `auto` out, and what is left is the same on
 * every machine.
 * `npm run reductions -- two-phase` takes the specs whose path has that in it.
 */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { specToCheck } from '../checkers/check.js';
import { type CheckResult, checkModel } from '../checkers/exploration/check.js';
import { isSafety } from '../checkers/exploration/judge.js';
import type { ReductionChoice } from '../checkers/exploration/reductions/choice.js';
import { ReductionConflict } from '../checkers/exploration/reductions/decide.js';
import { specFiles } from '../cli/targets.js';
import { loadSpecs } from '../engine/language/index.js';
import { placeOf } from '../engine/language/source.js';
import type { ModelSpec } from '../engine/language/typed.js';
import { libraryFolder } from '../engine/package-root.js';
import { compileModel } from '../engine/transition/compile.js';

const COLUMNS = ['sleep', 'symmetry', 'partial-order', 'slicing'] as const;

/** The table and its footnotes. `paths`: those that have this in them; `times`: also how long it took. */
export async function* reductionTable(paths: string, times: boolean): AsyncGenerator<string> {
  const library = libraryFolder();
  const notes = new Notes();
  const columns = [...COLUMNS, ...(times ? ['auto'] : [])];
  yield `| spec | form | states | ${columns.join(' | ')} |`;
  yield `|---|---|--:|${'--:|'.repeat(columns.length)}`;
  for (const path of specFiles([library]).filter((file) => file.includes(paths))) {
    for (const read of loadSpecs(path, { library }).specs) {
      const target = specToCheck(read);
      if (target?.spec.kind === 'model') yield await row(target.spec, notes, times);
    }
  }
  yield '';
  yield* notes.lines();
}

/** Reasons, told once each below the table. */
class Notes {
  private readonly reasons: string[] = [];

  /** What stands in the table. */
  mark(because: string): string {
    // Which property or action it is does not matter here.
    const reason = because
      .replace(/^(a property|“[^”]*”) works/, 'a step or a property works')
      .replace(/^“[^”]*” (judges|is a loop)/, 'a property $1')
      .replace(/(: full search|, and (sleep|partial order|a step) .*)$/, '');
    if (!this.reasons.includes(reason)) this.reasons.push(reason);
    return `(${this.reasons.indexOf(reason) + 1})`;
  }

  *lines(): Generator<string> {
    for (const [i, reason] of this.reasons.entries()) yield `${i + 1}. ${reason}`;
  }
}

async function row(spec: ModelSpec, notes: Notes, times: boolean): Promise<string> {
  const full = await run(spec, [], false);
  if (typeof full === 'string') throw new Error(full);
  const cells: string[] = [];
  for (const reduction of COLUMNS) {
    const reduced = await run(spec, [reduction], reduction === 'sleep');
    sameAnswers(spec, reduction, reduced, full);
    cells.push(cell(reduced, reduction, full, notes, times));
  }
  const large = await run(spec, [], true);
  if (times) {
    const auto = await run(spec, 'auto', false);
    sameAnswers(spec, 'auto', auto, full);
    cells.push(chosen(auto));
  }
  const { form } = (large as CheckResult).exploration ?? {};
  const name = form?.name === 'kernel' ? 'kernel' : `general ${notes.mark(form?.because ?? '')}`;
  return `| ${spec.name} | ${name} | ${figures(full, full, times)} | ${cells.join(' | ')} |`;
}

/** Or why not. */
async function run(
  spec: ModelSpec,
  reduce: ReductionChoice,
  eager: boolean,
): Promise<CheckResult | string> {
  const system = compileModel(spec);
  try {
    // `expect: {}` goes to the end, and compares nothing.
    const to = { place: placeOf(spec.span), only: isSafety, expect: {} };
    return await checkModel(system, { ...to, reduce, eager });
  } catch (error) {
    if (error instanceof ReductionConflict) return error.message.replace(/^[a-z-]+: /, '');
    throw error;
  }
}

function sameAnswers(
  spec: ModelSpec,
  what: string,
  reduced: CheckResult | string,
  full: CheckResult,
): void {
  const answers = ({ verdicts }: CheckResult): string =>
    JSON.stringify(verdicts.map(({ property, status }) => [property, status]));
  if (typeof reduced !== 'string' && answers(reduced) !== answers(full))
    throw new Error(`${spec.name}: ${what} changes a verdict`);
}

function cell(
  result: CheckResult | string,
  reduction: (typeof COLUMNS)[number],
  full: CheckResult,
  notes: Notes,
  times: boolean,
): string {
  if (typeof result === 'string') return notes.mark(result);
  const reductions = result.exploration?.reductions;
  if (reductions?.ran.includes(reduction)) return figures(result, full, times);
  const why = reductions?.refused.find((refusal) => refusal.reduction === reduction);
  return notes.mark(why?.because ?? '');
}

/** As many states as in full: `=`. */
function figures(result: CheckResult, full: CheckResult, times: boolean): string {
  const { states, cpuSeconds } = result.exploration?.effort ?? { states: 0, cpuSeconds: 0 };
  const same = result !== full && states === full.exploration?.effort.states;
  const count = same ? '=' : states.toLocaleString('en-US');
  return times ? `${count}, ${cpuSeconds.toFixed(2)} s` : count;
}

/** The form and the reductions that ran. */
function chosen(auto: CheckResult | string): string {
  if (typeof auto === 'string' || auto.exploration === null) return '';
  const { reductions, form, effort } = auto.exploration;
  const what = [form.name === 'kernel' ? 'kernel' : 'general', ...reductions.ran].join(', ');
  return `${what}, ${effort.cpuSeconds.toFixed(2)} s`;
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const args = process.argv.slice(2);
  const paths = args.find((arg) => !arg.startsWith('-')) ?? '';
  for await (const line of reductionTable(paths, !args.includes('--states'))) console.log(line);
}
