/** Reading a solver's answer: `sat`, `unsat` or `unknown`, and the values that `get-value` prints. */

/** A word, or a list of them. */
export type Expression = string | readonly Expression[];

/** All S-expressions of a text. Throws where brackets do not match. */
export function readExpressions(text: string): Expression[] {
  const tokens = text.match(/\(|\)|\|[^|]*\||"(?:[^"]|"")*"|[^\s()]+/g) ?? [];
  const stack: Expression[][] = [[]];
  for (const token of tokens) {
    if (token === '(') {
      stack.push([]);
    } else if (token === ')') {
      const list = stack.pop() as Expression[];
      if (stack.length === 0) throw new Error(`the solver closes a bracket too many: ${text}`);
      stack[stack.length - 1].push(list);
    } else {
      stack[stack.length - 1].push(token);
    }
  }
  if (stack.length !== 1) throw new Error(`the solver leaves a bracket open: ${text}`);
  return stack[0];
}

/** The value of a boolean, an integer or a bit-vector (in two's complement). */
export function readValue(expression: Expression): boolean | number {
  if (expression === 'true' || expression === 'false') return expression === 'true';
  if (typeof expression !== 'string') {
    if (expression.length === 2 && expression[0] === '-') return -Number(readValue(expression[1]));
  } else if (/^\d+$/.test(expression)) {
    return Number(expression);
  } else if (/^#[bx]/.test(expression)) {
    const width = (expression.length - 2) * (expression[1] === 'x' ? 4 : 1);
    return Number(BigInt.asIntN(width, BigInt(`0${expression.slice(1)}`)));
  }
  throw new Error(`the solver gives no number: ${JSON.stringify(expression)}`);
}
