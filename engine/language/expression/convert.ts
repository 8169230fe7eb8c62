/**
 * From mathjs' tree to ours. mathjs keeps no places, but its leaves, brackets and operators stand in
 * the order of the text, so walking the tree in that order beside the checked tokens gives every node
 * its span. Two things are mended on the way: `not` is lifted over the comparison that it leads
 * (mathjs reads `not r in S` as `(not r) in S`; brackets that the author wrote are nodes of their
 * own, so the two stay apart), and `implies`, handed over as `xor`, gets its place below `or`.
 */

import type { Span } from '../source.js';
import { type Part, Refusal, type Token } from './grammar.js';
import type { MathNode, MathNodeOf } from './mathjs.js';
import * as messages from './messages.js';
import { exactNumber } from './numbers.js';
import type { Argument, Syntax, SyntaxOf } from './syntax.js';

/** A node with the tokens that it covers, brackets around it included. */
interface Draft {
  readonly syntax: Syntax;
  readonly first: number;
  readonly last: number;
  readonly depth: number;
}

type Spanning = (start: number, end: number) => Span;
type Binary = SyntaxOf<'binary'>['operator'];
type Relation = SyntaxOf<'compare'>['relations'][number];
type Omitted<T> = T extends unknown ? Omit<T, 'span'> : never;

/** Deeper trees come of very long chains of operators; recursion over them must stay harmless. */
const DEEPEST_TREE = 500;

export class Converter {
  private cursor = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly spanOf: Spanning,
  ) {}

  expression(node: MathNode): Syntax {
    return this.convert(node).syntax;
  }

  /** The arguments of the call that stands for a list of binders. */
  binders(node: MathNode): Syntax {
    const args = (node as MathNodeOf<'FunctionNode'>).args.map(
      (arg) => this.argument(arg).argument,
    );
    const span = this.spanOf(this.tokens[0].start, this.tokens[this.tokens.length - 1].end);
    return { syntax: 'call', name: 'for', nameSpan: { ...span, end: span.start }, args, span };
  }

  // ---------------------------------------------------------------------------------------- tokens

  /** The part of the next token that is no comma or closing bracket. */
  private peek(): Part | undefined {
    while (['comma', 'close'].includes(this.tokens[this.cursor]?.part)) this.cursor++;
    return this.tokens[this.cursor]?.part;
  }

  /** The index of that token, which must have the part named. */
  private next(part: Part): number {
    const found = this.peek();
    if (found !== part) throw new Error(`the tree has a ${part} where the text has a ${found}`);
    return this.cursor++;
  }

  private closing(open: number): number {
    return this.tokens[open].partner as number;
  }

  private span(first: number, last: number): Span {
    return this.spanOf(this.tokens[first].start, this.tokens[last].end);
  }

  private draft(first: number, last: number, depth: number, syntax: Omitted<Syntax>): Draft {
    if (depth > DEEPEST_TREE) {
      throw new Refusal(
        messages.tooDeep(DEEPEST_TREE),
        this.tokens[first].start,
        this.tokens[last].end,
      );
    }
    return { syntax: { ...syntax, span: this.span(first, last) } as Syntax, first, last, depth };
  }

  private binary(operator: Binary, left: Draft, right: Draft): Draft {
    return this.draft(left.first, right.last, Math.max(left.depth, right.depth) + 1, {
      syntax: 'binary',
      operator,
      left: left.syntax,
      right: right.syntax,
    });
  }

  // ----------------------------------------------------------------------------------- connectives

  private convert(node: MathNode): Draft {
    if (isOperator(node, 'or') || isOperator(node, 'xor')) return this.disjunction(node);
    if (isOperator(node, 'and')) return this.conjunction(node);
    return this.spine(node);
  }

  /** An unbracketed run of `or` and `implies` (xor): split at `implies`, which is right associative. */
  private disjunction(node: MathNode): Draft {
    const implied: Draft[] = [];
    let disjuncts: Draft | undefined;
    for (const { joint, of } of flatten(node, ['or', 'xor'])) {
      if (joint !== undefined) this.next('operator');
      const draft = this.convert(of);
      if (joint === 'xor' && disjuncts !== undefined) {
        implied.push(disjuncts);
        disjuncts = undefined;
      }
      disjuncts = disjuncts === undefined ? draft : this.binary('or', disjuncts, draft);
    }
    return implied.reduceRight(
      (right, left) => this.binary('implies', left, right),
      disjuncts as Draft,
    );
  }

  private conjunction(node: MathNode): Draft {
    let result: Draft | undefined;
    for (const { of } of flatten(node, ['and'])) {
      if (result !== undefined) this.next('operator');
      const draft = this.convert(of);
      result = result === undefined ? draft : this.binary('and', result, draft);
    }
    return result as Draft;
  }

  // ----------------------------------------------------------------- comparisons and what is tighter

  /** Down the left operands to the first leaf, lifting the `not`s found there; then up again. */
  private spine(top: MathNode): Draft {
    const above: MathNode[] = [];
    const nots: number[] = [];
    let node = top;
    for (;;) {
      const left = leftOperand(node);
      if (left !== undefined) {
        above.push(node);
        node = left;
      } else if (isOperator(node, 'not')) {
        nots.push(this.next('prefix'));
        node = node.args[0];
      } else break;
    }
    let draft = this.operand(node);
    while (above.length > 0) {
      const parent = above.pop() as MathNode;
      draft = isOperator(parent, 'to')
        ? this.mapType(draft, parent, above)
        : this.combine(parent, draft);
    }
    while (nots.length > 0) {
      const of = draft;
      const first = nots.pop() as number;
      draft = this.draft(first, of.last, of.depth + 1, { syntax: 'not', of: of.syntax });
    }
    return draft;
  }

  private combine(node: MathNode, left: Draft): Draft {
    if (node.type === 'RelationalNode') return this.comparison(left, node.params.slice(1));
    const token = this.tokens[this.next('operator')];
    if (node.type === 'RangeNode') return this.binary('..', left, this.convert(node.end));
    const right = (node as MathNodeOf<'OperatorNode'>).args[1];
    switch (token.text) {
      case 'is':
      case 'is not':
        return this.is(left, token.text === 'is not');
      case '==':
      case '!=':
      case '<':
      case '<=':
      case '>':
      case '>=':
        this.cursor--;
        return this.comparison(left, [right]);
      default:
        return this.binary(token.text as Binary, left, this.convert(right));
    }
  }

  /** `a to b to c`, left associative at mathjs, right associative here. */
  private mapType(first: Draft, node: MathNodeOf<'OperatorNode'>, above: MathNode[]): Draft {
    const parts = [first];
    for (let to: MathNode | undefined = node; to !== undefined && isOperator(to, 'to'); ) {
      this.next('operator');
      parts.push(this.convert(to.args[1]));
      const parent: MathNode | undefined = above[above.length - 1];
      to = parent !== undefined && isOperator(parent, 'to') ? above.pop() : undefined;
    }
    return parts.reduceRight((right, left) => this.binary('to', left, right));
  }

  private comparison(left: Draft, rest: readonly MathNode[]): Draft {
    const operands = [left];
    const relations: Relation[] = [];
    for (const node of rest) {
      const token = this.tokens[this.next('operator')];
      const relation = token.text as Relation;
      if (
        relations.length > 0 &&
        (relation === '!=' || direction(relation) !== direction(relations[0]))
      ) {
        throw new Refusal(messages.mixedChain(relations[0], relation), token.start, token.end);
      }
      relations.push(relation);
      operands.push(this.convert(node));
    }
    const depth = 1 + Math.max(...operands.map((o) => o.depth));
    return this.draft(left.first, operands[operands.length - 1].last, depth, {
      syntax: 'compare',
      relations,
      operands: operands.map((o) => o.syntax),
    });
  }

  private is(left: Draft, negated: boolean): Draft {
    const shape = this.next('shape');
    return this.draft(left.first, shape, left.depth + 1, {
      syntax: 'is',
      of: left.syntax,
      shape: this.tokens[shape].text,
      shapeSpan: this.span(shape, shape),
      negated,
    });
  }

  // -------------------------------------------------------------------------------------- operands

  private operand(node: MathNode): Draft {
    switch (node.type) {
      case 'SymbolNode':
        return this.name();
      case 'ConstantNode':
        return this.constant();
      case 'ParenthesisNode': {
        const open = this.next('group');
        const inner = this.convert(node.content);
        return { ...inner, first: open, last: this.closing(open) };
      }
      case 'ArrayNode':
        return this.list(node);
      case 'AccessorNode':
        return this.accessor(node);
      case 'FunctionNode':
        return this.call(node);
      case 'OperatorNode':
        if (node.fn === 'unaryMinus') return this.negation(node);
        throw new Error(`an operator ${node.fn} that was never handed over`);
      default:
        throw new Error(`a ${node.type} that was never handed over`);
    }
  }

  private name(): Draft {
    const at = this.next('name');
    return this.draft(at, at, 1, { syntax: 'name', name: this.tokens[at].text });
  }

  /** A number, a quantity, or true and false, which are constants to mathjs. */
  private constant(): Draft {
    if (this.peek() === 'name') return this.name();
    const at = this.next('number');
    const { text, unit } = this.tokens[at];
    const number = exactNumber(text);
    if (unit === undefined) return this.draft(at, at, 1, { syntax: 'number', ...number });
    return this.draft(at, at, 1, { syntax: 'quantity', ...number, unit });
  }

  private list(node: MathNodeOf<'ArrayNode'>): Draft {
    const open = this.next('list');
    const items = node.items.map((item) => this.convert(item));
    return this.draft(open, this.closing(open), 1 + deepest(items), {
      syntax: 'list',
      items: items.map((item) => item.syntax),
    });
  }

  private negation(node: MathNodeOf<'OperatorNode'>): Draft {
    const minus = this.next('prefix');
    const of = this.spine(node.args[0]);
    return this.draft(minus, of.last, of.depth + 1, { syntax: 'negate', of: of.syntax });
  }

  private accessor(node: MathNodeOf<'AccessorNode'>): Draft {
    const of = this.operand(node.object);
    if (node.index.dotNotation) {
      this.next('dot');
      const field = this.next('field');
      return this.draft(of.first, field, of.depth + 1, {
        syntax: 'field',
        of: of.syntax,
        field: this.tokens[field].text,
        fieldSpan: this.span(field, field),
      });
    }
    const open = this.next('index');
    const keys = node.index.dimensions.map((key) => this.convert(key));
    return this.draft(of.first, this.closing(open), 1 + deepest([of, ...keys]), {
      syntax: 'index',
      of: of.syntax,
      keys: keys.map((key) => key.syntax),
    });
  }

  private call(node: MathNodeOf<'FunctionNode'>): Draft {
    const name = this.next('name');
    const open = this.next('call');
    const args = node.args.map((arg) => this.argument(arg));
    return this.draft(name, this.closing(open), 1 + Math.max(0, ...args.map((a) => a.depth)), {
      syntax: 'call',
      name: this.tokens[name].text,
      nameSpan: this.span(name, name),
      args: args.map((a) => a.argument),
    });
  }

  private argument(node: MathNode): { argument: Argument; depth: number } {
    if (node.type !== 'AssignmentNode') {
      const { syntax, depth } = this.convert(node);
      return { argument: { value: syntax }, depth };
    }
    const at = this.next('argument');
    this.next('assign');
    const { syntax, depth } = this.convert(node.value);
    const name = this.tokens[at].text;
    return { argument: { name, nameSpan: this.span(at, at), value: syntax }, depth };
  }
}

function isOperator(node: MathNode, fn: string): node is MathNodeOf<'OperatorNode'> {
  return node.type === 'OperatorNode' && node.fn === fn;
}

function leftOperand(node: MathNode): MathNode | undefined {
  switch (node.type) {
    case 'RelationalNode':
      return node.params[0];
    case 'RangeNode':
      return node.start;
    case 'OperatorNode':
      if (node.args.length === 2 && !['and', 'or', 'xor'].includes(node.fn)) return node.args[0];
      return undefined;
    default:
      return undefined;
  }
}

/** The operands of an unbracketed run of the operators, left to right, each with the one before it. */
function flatten(
  node: MathNode,
  operators: readonly string[],
  joint?: string,
): { joint: string | undefined; of: MathNode }[] {
  if (node.type !== 'OperatorNode' || !operators.includes(node.fn)) return [{ joint, of: node }];
  return [...flatten(node.args[0], operators, joint), ...flatten(node.args[1], operators, node.fn)];
}

function direction(relation: Relation): string {
  return relation[0];
}

function deepest(drafts: readonly Draft[]): number {
  return drafts.reduce((depth, draft) => Math.max(depth, draft.depth), 0);
}
