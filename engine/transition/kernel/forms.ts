/**
 * The form of an expression: what is left of it when its constants are forgotten. Expressions of one form have a
 * template (`lanes.ts`), others have none.
 */
import type { Ir } from '../ir.js';
import { HashConsing } from './hash-consing.js';
import { KIND } from './terms.js';

export class Forms {
  private readonly numbers = new HashConsing();
  private readonly known = new Map<Ir, number>();

  /** The same number for expressions of the same form. */
  of(ir: Ir): number {
    let form = this.known.get(ir);
    if (form === undefined) {
      form = this.look(ir);
      this.known.set(ir, form);
    }
    return form;
  }

  private look(ir: Ir): number {
    const { numbers } = this;
    switch (ir.ir) {
      case 'const':
        return numbers.number(KIND.const, 0, 0, 0);
      case 'local':
        return numbers.number(KIND.local, ir.local, 0, 0);
      case 'word':
        return numbers.number(KIND[`word ${ir.state}`], this.of(ir.index), 0, 0);
      case 'table':
        return numbers.number(KIND.table, ir.table, this.of(ir.index), 0);
      case 'unary':
        return numbers.number(KIND[ir.operator], this.of(ir.of), 0, 0);
      case 'binary':
        return numbers.number(KIND[ir.operator], this.of(ir.left), this.of(ir.right), 0);
      case 'select':
        return numbers.number(KIND.select, this.of(ir.test), this.of(ir.yes), this.of(ir.no));
      default:
        throw new Error(`${ir.ir} is no pure expression`);
    }
  }
}
