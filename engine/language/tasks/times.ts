/** Times of a task set in ticks. What is no time at all has been said by the linter. */
import { Diagnostics } from '../diagnostics.js';
import { divide, type Rational, rational } from '../expression/numbers.js';
import { readExpression } from '../expression/reader.js';
import type { Constants } from '../lint/constants.js';
import { type Measured, measure } from '../lint/measure.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import { formatTime } from './format-time.js';
import * as say from './messages.js';

/** One nanosecond. */
const PRESET = rational(1n, 1_000_000_000n);

export class Times {
  readonly tick: Rational;
  /** Texts of times that are ranges or distributions. */
  readonly random: Tree[] = [];

  constructor(
    root: Mapping,
    private readonly constants: Constants,
    private readonly diagnostics: Diagnostics,
  ) {
    const unit = this.seconds(child(root, 'time unit'));
    this.tick = unit !== null && unit.numerator > 0n ? unit : PRESET;
  }

  /** Null where there is none, or none that can be counted. */
  ticks(tree: Tree | undefined): number | null {
    const seconds = this.seconds(tree);
    if (tree === undefined || seconds === null) return null;
    const { numerator, denominator } = divide(seconds, this.tick);
    const [time, tick] = [formatTime(seconds), formatTime(this.tick)];
    if (denominator !== 1n) this.diagnostics.add(say.betweenTicks(tree.span, time, tick));
    else if (numerator > LONGEST) this.diagnostics.add(say.tooLong(tree.span, time, tick));
    else return Number(numerator);
    return null;
  }

  format(ticks: number): string {
    return formatTime({
      ...rational(BigInt(ticks) * this.tick.numerator, this.tick.denominator),
    });
  }

  private seconds(tree: Tree | undefined): Rational | null {
    const found = this.measured(tree);
    if (found === null || found.is === 'unknown') return null;
    if (found.is !== 'quantity') {
      if (tree) this.random.push(tree);
      return null;
    }
    // What is no time, or a negative one, has been refused.
    const fine = found.dimension === 'time' && found.value !== null && found.value.numerator >= 0n;
    return fine ? found.value : null;
  }

  private measured(tree: Tree | undefined): Measured | null {
    if (tree?.node !== 'scalar' || tree.text === null) return null;
    const syntax = readExpression(tree, 'value', new Diagnostics());
    return syntax && measure(syntax, (name) => this.constants.measured(name));
  }
}

/** Sums and products of times stay below 2⁵³ for a good while. */
const LONGEST = 2n ** 50n;
