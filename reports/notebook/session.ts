/**
 * Assay in a notebook or a program: load a spec, change it, check it, show what was found.
 *
 *     const spec = load('two-phase-commit');
 *     const result = await spec.set({ N: 4 }).check({ mutants: true });
 *     await result.show();
 *
 * Nothing here changes what it is called on, so that cells can run again in any order.
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inspect } from 'node:util';
import { checkSpec, type SpecToCheck, specToCheck } from '../../checkers/check.js';
import type { ReductionChoice } from '../../checkers/exploration/reductions/choice.js';
import { ReductionConflict } from '../../checkers/exploration/reductions/decide.js';
import type { Diagnostic } from '../../engine/language/diagnostics.js';
import { yamlFiles } from '../../engine/language/files/find.js';
import {
  formatDiagnostic,
  loadFile,
  loadSpecs,
  type ReadSpec,
  type SourceFile,
  sourceFile,
} from '../../engine/language/index.js';
import { nearest } from '../../engine/language/nearest.js';
import { type Declarations, NOT_LOADED } from '../../engine/language/system/declared.js';
import { libraryFolder, packageRoot, version } from '../../engine/package-root.js';
import type { Plain } from '../../engine/plain.js';
import { buildReport } from '../model.js';
import { Result, Run } from './result.js';
import type { RunSettings, SimulateSettings } from './simulation.js';

export interface CheckSettings {
  /** Names of properties; absent: all. */
  readonly only?: readonly string[];
  /** Also check that every mutant is caught. */
  readonly mutants?: boolean;
  /** Of the chance in studies; default 1. */
  readonly seed?: number;
  readonly maxStates?: number;
  /** Stop at the first property that is not as expected. */
  readonly failFast?: boolean;
  /** Reductions of the state space: `auto` (the default), or a list of `sleep`, `symmetry`,
   * `partial-order` and `slicing`; an empty list for none. */
  readonly reduce?: ReductionChoice;
  /** Processor time. */
  readonly maxSeconds?: number;
}

/** What is wrong with a spec; the message is what `assay check` would print. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(message: string, diagnostics: readonly Diagnostic[] = []) {
    super(message);
    this.diagnostics = diagnostics;
    // Where in Assay it was noticed helps nobody.
    this.stack = `SpecError: ${message}`;
  }
}

/**
 * A spec of the library by its name, of a file by its path, or of YAML text.
 *
 * @throws SpecError where there is none, or it has errors
 */
export function load(source: string): Spec {
  return new Spec({ ...sourceOf(source), settings: [], mutant: null });
}

/** The names of the library's specs, in alphabetical order. */
export function library(): string[] {
  return librarySpecs()
    .map(({ name }) => name)
    .sort();
}

/** Where a spec comes from, and what was changed since. */
interface Origin {
  /** A path, or text. */
  readonly source: string | SourceFile;
  /** Which spec of several; null: the only one. */
  readonly name: string | null;
  readonly settings: readonly string[];
  readonly mutant: string | null;
}

export class Spec {
  readonly #origin: Origin;
  readonly #read: ReadSpec;

  /** @internal */
  constructor(origin: Origin) {
    this.#origin = origin;
    this.#read = readOne(origin);
  }

  get name(): string {
    return meaning(this.#read).name;
  }

  get kind(): string {
    return meaning(this.#read).kind;
  }

  get about(): string {
    return meaning(this.#read).about;
  }

  get mutants(): readonly string[] {
    return this.#read.loaded.mutants;
  }

  get properties(): readonly string[] {
    const spec = meaning(this.#read);
    const all: readonly { readonly name: string; readonly base?: string }[] = [
      ...spec.properties,
      ...(spec.kind === 'model' ? spec.refinements : []),
    ];
    return [...new Set(all.map(({ name, base }) => base ?? name))];
  }

  /** The YAML, as it was written. */
  get text(): string {
    return this.#read.loaded.file.text;
  }

  /** The spec with constants, or anything else by its path, set: `{ N: 4, 'actions.TM commits.when': 'true' }`. */
  set(values: Readonly<Record<string, Plain>>): Spec {
    const settings = Object.entries(values).map(
      ([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return new Spec({ ...this.#origin, settings: [...this.#origin.settings, ...settings] });
  }

  /** The spec with one of its mutants' changes made. */
  mutant(name: string): Spec {
    if (!this.mutants.includes(name)) {
      throw new SpecError(`no mutant \`${name}\`${suggestion(name, this.mutants)}`);
    }
    return new Spec({ ...this.#origin, mutant: name });
  }

  /** Establishes the properties, by whatever method the kind of spec has. */
  async check(settings: CheckSettings = {}): Promise<Result> {
    const { only, mutants = false, failFast = false, seed, reduce = 'auto', ...limits } = settings;
    const began = performance.now();
    const asked = known(only, this);
    const target = await this.#target();
    const chance = seed === undefined ? {} : { seed };
    const options = { only: asked, mutants, failFast, reduce, limits, ...chance };
    const result = await checkSpec(target, options).catch((error: unknown) => {
      throw error instanceof ReductionConflict ? new SpecError(error.message) : error;
    });
    const seconds = (performance.now() - began) / 1000;
    const { file } = this.#read.loaded;
    return new Result(
      buildReport({
        results: [result],
        run: { version: version(), command: `check ${this.name}`, seconds },
        sources: new Map([[file.path, file.text]]),
      }),
    );
  }

  /** Runs a system many times in virtual time, under its faults, and judges every run. */
  async simulate(settings: SimulateSettings = {}): Promise<Result> {
    const asked = known(settings.only, this);
    const began = performance.now();
    const { spec, on, simulation } = await this.#system();
    const verdicts = await simulation.simulated(spec, on, { ...settings, only: asked });
    const { kind, name, about, covers } = spec;
    const { file } = this.#read.loaded;
    return new Result(
      buildReport({
        results: [
          {
            ...{ file: file.path, kind, name, about, covers, verdicts, mutants: null },
            ...{ constants: {}, unbroken: null, exploration: null, notes: [] },
          },
        ],
        run: {
          version: version(),
          command: `simulate ${name}`,
          seconds: (performance.now() - began) / 1000,
          seed: settings.seed ?? 1,
        },
        sources: new Map([[file.path, file.text]]),
      }),
    );
  }

  /** Runs a system once in virtual time: what happens from this seed, whatever becomes of its properties. */
  async run(settings: RunSettings = {}): Promise<Run> {
    const { spec, on, simulation } = await this.#system();
    const { trace, text } = await simulation.oneRun(spec, on, settings);
    return new Run({ kind: 'witness', ...trace }, spec.name, text);
  }

  async #system() {
    const { spec, on = [] } = await this.#target();
    if (spec.kind !== 'system')
      throw new SpecError(`${this.name} is of kind ${this.kind}: only systems have nodes that run`);
    if (spec.threads !== null)
      throw new SpecError(`${this.name} is a system of threads: \`assay simulate\` runs those`);
    return { spec, on, simulation: await import('./simulation.js') };
  }

  async #target(): Promise<SpecToCheck> {
    const target = specToCheck(
      this.kind === 'system' ? await withProtocol(this.#origin) : this.#read,
    );
    if (target === null) throw new Error('a spec without meaning');
    const { mutant } = this.#origin;
    if (mutant === null) return target;
    const { spec } = target;
    const declared =
      spec.kind === 'system' && spec.mutants.some((m) => m.name === mutant && m.declared);
    return { ...target, changed: true, ...(declared ? { on: [mutant] } : {}) };
  }

  /** @internal */
  [inspect.custom](): string {
    const { settings, mutant } = this.#origin;
    return [
      `${this.name} (${this.kind}): ${this.about}`,
      ...settings.map((setting) => `  with ${setting}`),
      ...(mutant === null ? [] : [`  with the mutant ${mutant}`]),
      `  properties: ${this.properties.join(', ')}`,
      ...(this.mutants.length === 0 ? [] : [`  mutants: ${this.mutants.join(', ')}`]),
    ].join('\n');
  }
}

/** A spec that has errors is never handed out. */
function meaning({ spec }: ReadSpec): NonNullable<ReadSpec['spec']> {
  if (spec === null) throw new Error('a spec without meaning');
  return spec;
}

/** To check a system is to run its protocol: only then it is loaded. */
async function withProtocol(origin: Origin): Promise<ReadSpec> {
  const { Protocols } = await import('../../engine/protocols/declarations.js');
  const protocols = new Protocols();
  const { declarations } = protocols;
  const loaded = loadFile(origin.source, { ...reading(origin), declarations });
  await protocols.load(loaded, { own: 'run' });
  return readOne(origin, declarations);
}

const reading = ({ settings }: Origin) => ({ set: settings, library: libraryFolder() });

function readOne(origin: Origin, declarations: Declarations = NOT_LOADED): ReadSpec {
  const { source, name, mutant } = origin;
  const { loaded, specs } = loadSpecs(source, { ...reading(origin), declarations });
  refuse(loaded.diagnostics.list);
  const named = specs.filter((spec) => name === null || spec.loaded.name === name);
  if (named.length !== 1) {
    const names = specs.map((spec) => spec.loaded.name).join(', ');
    throw new SpecError(`one spec is wanted, and here are ${specs.length}: ${names}`);
  }
  refuse(named[0].diagnostics);
  if (mutant === null) return named[0];
  const changed = named[0].mutant(mutant);
  refuse(changed.diagnostics);
  return changed;
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new SpecError(`\n${errors.map((error) => formatDiagnostic(error)).join('\n\n')}`, errors);
}

function sourceOf(source: string): Pick<Origin, 'source' | 'name'> {
  if (source.includes('\n'))
    return { source: sourceFile('the text', dedented(source)), name: null };
  if (/\.ya?ml$/.test(source) || existsSync(source)) return { source, name: null };
  const specs = librarySpecs();
  const found = specs.find(({ name }) => name === source);
  if (found !== undefined) return { source: found.file, name: source };
  const names = specs.map(({ name }) => name);
  throw new SpecError(`the library has no spec \`${source}\`${suggestion(source, names)}`);
}

/** Every spec of the library; a file may hold several. */
function librarySpecs(): { name: string; file: SourceFile }[] {
  return yamlFiles(libraryFolder(), { recursive: true }).flatMap((path) => {
    const file = sourceFile(relative(packageRoot(), path), readFileSync(path, 'utf8'));
    return [...file.text.matchAll(/^name: *([\w-]+)/gm)].map(([, name]) => ({ name, file }));
  });
}

/** YAML written between backticks stands as far in as the program around it. */
function dedented(text: string): string {
  const lines = text.replace(/^[ \t]*\n/, '').split('\n');
  const depths = lines.flatMap((line) => (line.trim() === '' ? [] : [line.search(/\S/)]));
  const depth = depths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return lines.map((line) => line.slice(Math.min(depth, line.length))).join('\n');
}

function known(only: readonly string[] | undefined, spec: Spec): readonly string[] {
  for (const name of only ?? []) {
    if (spec.properties.includes(name)) continue;
    throw new SpecError(`no property \`${name}\`${suggestion(name, spec.properties)}`);
  }
  return only ?? [];
}

export function suggestion(name: string, names: readonly string[]): string {
  const near = nearest(name, names);
  return near !== null ? `; did you mean \`${near}\`?` : `; there are ${names.join(', ')}`;
}
