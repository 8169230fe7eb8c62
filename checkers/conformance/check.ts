/**
 * Does a recorded trace of a real system follow a model? Read line by line, never held as a whole:
 *
 *     lines ─► read by the types of the model ─► the states that fit so far ─► verdict
 *                                                   └─► invariants in them ─► verdicts
 */
import type { Diagnostic } from '../../engine/language/diagnostics.js';
import { BadLine, type Line, LineReader } from '../../engine/language/observed/line.js';
import type { Place } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import type { Plain } from '../../engine/plain.js';
import { compileModel, type ModelSystem } from '../../engine/transition/compile.js';
import { type Limits, type Meters, processMeters, Watch } from '../exploration/limits.js';
import { type OnProgress, RateMeter } from '../exploration/progress.js';
import type { Verdict } from '../verdict.js';
import { Follower, STATES_MAX, type Step } from './follow.js';
import { Invariants } from './invariants.js';
import { conformanceVerdict, type Ended, invariantVerdict } from './verdicts.js';

export interface ConformanceOptions {
  /** The trace as the user knows it. */
  readonly path: string;
  /** Where the spec begins. */
  readonly place: Place;
  readonly constants: Readonly<Record<string, Plain>>;
  /** Steps between two lines that left no line, at most. Default 0. */
  readonly hidden?: number;
  /** May a line without an action be no step? Default no. */
  readonly stutter?: boolean;
  /** `maxStates` limits the states that may fit one line. */
  readonly limits?: Limits;
  readonly onProgress?: OnProgress;
  readonly meters?: Meters;
}

/** Batches of lines, without their line breaks. */
export type Lines = AsyncIterable<readonly string[]>;

export type ConformanceResult =
  | {
      readonly verdicts: readonly Verdict[];
      /** The line that the evidence speaks of, where it stands in the file, to be quoted. */
      readonly quote: string | null;
    }
  /** A line that says nothing. */
  | { readonly problem: Diagnostic };

const LINES_PER_LOOK = 64;
const TURN_MS = 50;

export async function checkConformance(
  spec: ModelSpec,
  lines: Lines,
  options: ConformanceOptions,
): Promise<ConformanceResult> {
  const session = new Session(spec, compileModel(spec), options);
  try {
    await session.readAll(lines);
    return session.result();
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    return { problem: error.diagnostic };
  }
}

class Session {
  private readonly reader: LineReader;
  private readonly follower: Follower;
  private readonly invariants: Invariants;
  private readonly watch: Watch;
  private readonly rates = new RateMeter();
  private lastTurn: number;
  /** Lines of the file, and those among them that are not blank. */
  private lineCount = 0;
  private read = 0;
  private ended: Ended | null = null;
  private last: Line | null = null;

  constructor(
    private readonly spec: ModelSpec,
    private readonly system: ModelSystem,
    private readonly options: ConformanceOptions,
  ) {
    const { limits = {}, meters = processMeters, hidden = 0, stutter = false } = options;
    this.reader = new LineReader(spec, options.path);
    const statesMax = limits.maxStates ?? STATES_MAX;
    this.follower = new Follower(system, { hidden, stutter, statesMax });
    this.invariants = new Invariants(system);
    this.watch = new Watch(limits, meters);
    this.lastTurn = meters.clock();
  }

  async readAll(lines: Lines): Promise<void> {
    for await (const batch of lines) {
      for (const text of batch) {
        this.lineCount++;
        if (text.trim() === '') continue;
        this.take(this.reader.read(text, this.lineCount));
        if (this.ended === null && this.read % LINES_PER_LOOK === 0) await this.look();
        if (this.ended !== null) return;
      }
    }
  }

  result(): ConformanceResult {
    const { spec, system, options, follower, reader, last, read } = this;
    const { watch } = this;
    watch.peakMemoryBytes = Math.max(watch.peakMemoryBytes, watch.meters.memory().bytes);
    const effort = {
      states: follower.statesMet,
      transitions: follower.generated,
      generated: follower.generated,
      depth: read,
      cpuSeconds: watch.cpuSeconds,
      peakMemoryBytes: watch.peakMemoryBytes,
    };
    const setting = {
      spec,
      system,
      options,
      follower,
      reader,
      effort,
      last,
      read,
      ended: this.ended,
    };
    const verdicts = [
      conformanceVerdict(setting),
      ...this.invariants.all.map((invariant) => invariantVerdict(setting, invariant)),
    ];
    const quoted = [
      ...(this.ended?.why === 'does not fit' && last !== null ? [last] : []),
      ...this.invariants.all.flatMap(({ broken }) => (broken === null ? [] : [broken.line])),
    ];
    return { verdicts, quote: quoted.length === 0 ? null : sparse(quoted) };
  }

  private take(line: Line): void {
    const { follower } = this;
    this.last = line;
    this.read++;
    let step: Step = 'fits';
    if (this.read === 1) step = follower.begin(line.initial ? line : null);
    if (step === 'fits' && !line.initial) step = follower.take(line);
    if (step === 'fits') this.invariants.judge(follower, line);
    else this.ended = { why: step, line };
  }

  private async look(): Promise<void> {
    const { clock } = this.watch.meters;
    if (clock() - this.lastTurn < TURN_MS) return;
    this.report();
    await new Promise((resolve) => setImmediate(resolve));
    const stoppedBy = this.watch.stop();
    if (stoppedBy !== undefined) this.ended = { why: 'stopped', by: stoppedBy };
    this.lastTurn = clock();
  }

  private report(): void {
    const { seconds, meters } = this.watch;
    this.options.onProgress?.({
      states: this.follower.current.count,
      generated: this.follower.generated,
      rate: this.rates.rate(this.read, seconds),
      frontier: 0,
      depth: this.read,
      lines: this.read,
      memoryBytes: meters.memory().bytes,
      seconds,
    });
  }
}

/** A text in which these lines stand where they stood, and the others are blank. */
function sparse(lines: readonly Line[]): string {
  const sorted = [...new Map(lines.map((line) => [line.number, line])).values()].sort(
    (a, b) => a.number - b.number,
  );
  let text = '';
  let number = 1;
  for (const line of sorted) {
    text += '\n'.repeat(line.number - number) + line.text;
    number = line.number;
  }
  return text;
}
