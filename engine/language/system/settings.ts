/**
 * Settings of a system as plain numbers: µs, bytes, fractions, per second. What does not fit its field has been said by the
 * linter; what is added here is what only a number shows (not whole, not known).
 */
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import { multiply, type Rational, rational } from '../expression/numbers.js';
import { readExpression } from '../expression/reader.js';
import type { Syntax } from '../expression/syntax.js';
import type { Constants } from '../lint/constants.js';
import { type Measured, measure } from '../lint/measure.js';
import type { Dimension } from '../schema/vocabulary.js';
import { child, type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import type { Distribution, Often } from './spec.js';

const LARGEST = 2n ** 53n;
const MICRO = rational(1_000_000n);

export class Settings {
  constructor(
    readonly constants: Constants,
    readonly diagnostics: Diagnostics,
  ) {}

  /** A whole number; `preset` where nothing is written, or nothing right. */
  whole<P>(tree: Tree | undefined, preset: P): number | P {
    const value = this.amount(tree, 'number', 'a whole number');
    return tree === undefined || value === null
      ? preset
      : (this.integer(tree, value, '') ?? preset);
  }

  /** µs */
  time<P>(tree: Tree | undefined, preset: P): number | P {
    if (textOf(tree) === 'never') return preset;
    const value = this.amount(tree, 'time', 'a time');
    return tree === undefined || value === null
      ? preset
      : (this.integer(tree, multiply(value, MICRO), 'microseconds') ?? preset);
  }

  /** A plain number: per second, bytes, a fraction. */
  number<P>(tree: Tree | undefined, dimension: Dimension, preset: P): number | P {
    const value = this.amount(tree, dimension, `a ${dimension}`);
    if (tree && dimension === 'share' && value !== null && value.numerator > value.denominator)
      this.complain(say.moreThanAll(tree.span));
    return value === null ? preset : approximate(value);
  }

  often(tree: Tree | undefined): Often {
    const text = textOf(tree);
    if (tree === undefined || text === 'never') return { is: 'never' };
    if (text === 'always possible') return { is: 'always possible' };
    const times = /^([0-9]+) times$/.exec(text);
    if (times) return { is: 'times', times: Number(times[1]) };
    const share = this.number(tree, 'share', 0);
    return share === 0 ? { is: 'never' } : { is: 'share', share };
  }

  /** A time, a range (uniform) or a distribution of times, in µs. */
  times<P>(tree: Tree | undefined, preset: P): Distribution | P {
    const syntax = this.syntax(tree);
    if (tree === undefined || syntax === null) return preset;
    return this.distribution(tree, this.measured(syntax), 'time') ?? preset;
  }

  distribution(tree: Tree, found: Measured, dimension: 'time' | 'number'): Distribution | null {
    const scale = (value: Rational): number =>
      approximate(dimension === 'time' ? multiply(value, MICRO) : value);
    switch (found.is) {
      case 'quantity':
        return found.value && { name: 'constant', parameters: [scale(found.value)] };
      case 'range': {
        const ends = [found.low, found.high].map((end) => exactly(end));
        const [low, high] = ends;
        if (low === null || high === null) break;
        return { name: 'uniform', parameters: [scale(low), scale(high)] };
      }
      case 'distribution': {
        const values = found.call.args.map(({ value }) => this.measured(value));
        const parameters = values.flatMap((m) => {
          const value = exactly(m);
          if (value === null || m.is !== 'quantity') return [];
          return [m.dimension === 'time' ? scale(value) : approximate(value)];
        });
        if (parameters.length !== values.length) break;
        return { name: found.call.name as Distribution['name'], parameters };
      }
      default:
    }
    this.complain(say.notComputed(tree.span, 'a time, a range or a distribution', textOf(tree)));
    return null;
  }

  /** Of each place only the first complaint, which is the linter's where it has one. */
  private complain(diagnostic: Diagnostic): void {
    const { file, start } = diagnostic.span;
    const said = this.diagnostics.list.some(
      ({ severity, span }) => severity === 'error' && span.file === file && span.start === start,
    );
    if (!said) this.diagnostics.add(diagnostic);
  }

  syntax(tree: Tree | undefined): Syntax | null {
    if (tree?.node !== 'scalar' || tree.text === null) return null;
    return readExpression(tree, 'value', new Diagnostics());
  }

  measured(syntax: Syntax): Measured {
    return measure(syntax, (name) => this.constants.measured(name));
  }

  private amount(tree: Tree | undefined, dimension: Dimension, expected: string): Rational | null {
    const syntax = this.syntax(tree);
    if (tree === undefined || syntax === null) return null;
    const found = this.measured(syntax);
    const value = exactly(found);
    if (value === null) {
      this.complain(say.notComputed(tree.span, expected, textOf(tree)));
      return null;
    }
    // Of another dimension, or negative: the linter has said so. A bare number is a share, too.
    const fits =
      found.is === 'quantity' &&
      (found.dimension === dimension ||
        value.numerator === 0n ||
        (dimension === 'share' && found.dimension === 'number') ||
        (dimension === 'drift' && found.dimension === 'share'));
    return fits && value.numerator >= 0n ? value : null;
  }

  private integer(tree: Tree, value: Rational, what: string): number | null {
    if (value.denominator !== 1n) this.complain(say.notWhole(tree.span, what));
    else if (value.numerator >= LARGEST) this.complain(say.tooLarge(tree.span, what));
    else return Number(value.numerator);
    return null;
  }
}

const exactly = (found: Measured): Rational | null =>
  found.is === 'quantity' ? found.value : null;

const approximate = ({ numerator, denominator }: Rational): number =>
  Number(numerator) / Number(denominator);

/** A part of a mapping; undefined where there is none. */
export const part = (tree: Tree | undefined, key: string): Tree | undefined =>
  tree?.node === 'mapping' ? child(tree, key) : undefined;
