/** The constants that a spec's settings may use, and what they measure. */
import { Diagnostics } from '../diagnostics.js';
import { readExpression } from '../expression/reader.js';
import { didYouMean } from '../nearest.js';
import * as say from '../schema/messages.js';
import type { Span } from '../source.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import { type Measured, measure, UNKNOWN } from './measure.js';

export class Constants {
  private readonly values = new Map<string, Tree | null>();
  private readonly known = new Map<string, Measured>();

  /** `roots` are a spec and, for one inside a study, the study: what it varies counts as constant. */
  constructor(roots: readonly Mapping[]) {
    for (const root of roots) {
      this.take(child(root, 'constants'), false);
      this.take(child(root, 'vary'), true);
    }
  }

  private take(section: Tree | undefined, varied: boolean): void {
    if (section?.node !== 'mapping') return;
    for (const { key, value } of section.entries) this.values.set(key.text, varied ? null : value);
  }

  /** Null where there is no constant of that name. */
  measured(name: string): Measured | null {
    const value = this.values.get(name);
    if (value === undefined) return null;
    const before = this.known.get(name);
    if (before) return before;
    // Until it is known, a constant that leads back to itself is nothing.
    this.known.set(name, UNKNOWN);
    const syntax =
      value?.node === 'scalar' ? readExpression(value, 'value', new Diagnostics()) : null;
    const found = syntax ? measure(syntax, (other) => this.measured(other)) : UNKNOWN;
    this.known.set(name, found);
    return found;
  }

  reportUnknown(name: string, span: Span, diagnostics: Diagnostics): boolean {
    if (this.values.has(name)) return false;
    diagnostics.add(say.unknownConstant(span, name, didYouMean(name, this.values.keys())));
    return true;
  }
}
