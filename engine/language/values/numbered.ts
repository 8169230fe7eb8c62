/** Values of variables by name, each at a number that its name has in the whole process: what is asked often finds it by its place in a list. */
import type { Value } from '../value.js';

const numbers = new Map<string, number>();

/** Of the variable; given when it is first asked for. */
export function numberOf(variable: string): number {
  let number = numbers.get(variable);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(variable, number);
  }
  return number;
}

export class Numbered {
  /** By number. */
  readonly list: (Value | undefined)[] = [];

  readonly get = (variable: string): Value => this.list[numberOf(variable)] as Value;

  set(variable: string, value: Value): void {
    const number = numberOf(variable);
    // No holes, which would make every reading slower.
    while (this.list.length <= number) this.list.push(undefined);
    this.list[number] = value;
  }
}
