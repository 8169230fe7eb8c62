/**
 * What may follow what. One pass over the words of an expression checks that values and operators
 * alternate and that brackets match, gives every word its part, and refuses with a place what mathjs
 * would misread or refuse without one. After this pass mathjs has nothing left to object to: it
 * decides only how operators nest.
 */
import * as messages from './messages.js';
import { INSTEAD_OF_SYMBOL, INSTEAD_OF_WORD, meantBy } from './spelling.js';
import type { Word } from './tokens.js';

export type Mode = 'value' | 'type' | 'binders';

export type Part =
  | 'name'
  | 'number'
  /** The name before `=` in a call. */
  | 'argument'
  | 'assign'
  /** The name after `is`. */
  | 'shape'
  /** `not` or `-` before its operand. */
  | 'prefix'
  | 'operator'
  | 'dot'
  | 'field'
  /** `(` around an expression, `(` of a call, `[` of a list, `[` of an index. */
  | 'group'
  | 'call'
  | 'list'
  | 'index'
  | 'comma'
  | 'close';

export interface Token {
  readonly part: Part;
  readonly text: string;
  readonly start: number;
  end: number;
  /** For numbers: the unit's name or `%`. */
  unit?: string;
  /** For opening brackets: the index of the closing token. */
  partner?: number;
}

/** Thrown inside the reader only; `readExpression` turns it into a diagnostic. */
export class Refusal extends Error {
  constructor(
    readonly complaint: messages.Complaint,
    readonly start: number,
    readonly end: number,
  ) {
    super(complaint.message);
  }
}

export const DEEPEST = 60;

const OPERATOR_WORDS = new Set(['and', 'or', 'implies', 'in', 'is', 'mod', 'not', 'to']);
const OPERATOR_SYMBOLS = new Set(['+', '-', '*', '/', '^', '..', '==', '!=', '<', '<=', '>', '>=']);
/** Operators that bind tighter than `is`: they cannot follow the name of a shape. */
const TIGHTER_THAN_IS = new Set(['+', '-', '*', '/', '^', '..', 'mod', 'to']);
/** Operators as tight as a range, or tighter: `a..b + 1` is one range still. */
const WITHIN_RANGE = new Set(['+', '-', '*', '/', '^', 'mod']);

interface Open {
  readonly part: 'group' | 'call' | 'list' | 'index' | 'binders' | 'whole';
  readonly token: number;
  /** Is an end of a range being read at this level? */
  range: boolean;
}

/** The tokens of an expression, checked. Throws `Refusal`. */
export function checkGrammar(words: readonly Word[], mode: Mode): Token[] {
  return new Checker(words, mode).run();
}

class Checker {
  private readonly tokens: Token[] = [];
  private readonly open: Open[];
  private at = 0;
  private prefixes = 0;

  constructor(
    private readonly words: readonly Word[],
    private readonly mode: Mode,
  ) {
    this.open = [{ part: mode === 'binders' ? 'binders' : 'whole', token: -1, range: false }];
  }

  run(): Token[] {
    let wantsValue = true;
    while (this.at < this.words.length) {
      wantsValue = wantsValue
        ? this.readValue(this.words[this.at])
        : this.readOperator(this.words[this.at]);
    }
    if (wantsValue) this.refuseAtEnd();
    const level = this.level;
    if (level.token >= 0) {
      const bracket = this.tokens[level.token];
      throw new Refusal(messages.neverClosed(bracket.text), bracket.start, bracket.end);
    }
    return this.tokens;
  }

  private get level(): Open {
    return this.open[this.open.length - 1];
  }

  private get previous(): Token | undefined {
    return this.tokens[this.tokens.length - 1];
  }

  private take(part: Part): Token {
    const { text, start, end } = this.words[this.at++];
    const token: Token = { part, text, start, end };
    this.tokens.push(token);
    return token;
  }

  private refuse(complaint: messages.Complaint, word: Word | Token = this.words[this.at]): never {
    throw new Refusal(complaint, word.start, word.end);
  }

  private refuseAtEnd(): never {
    const last = this.previous;
    if (last === undefined) throw new Refusal(messages.nothingWritten(), 0, 0);
    throw new Refusal(messages.valueExpected(last.text, undefined), last.start, last.end);
  }

  // ------------------------------------------------------------------------ where a value is wanted

  /** Reads one word where a value is wanted; answers whether one is still wanted. */
  private readValue(word: Word): boolean {
    if (word.kind === 'number') return this.readNumber(word);
    if (word.kind === 'name') return this.readName(word);
    switch (word.text) {
      case '(':
        return this.enter('group');
      case '[':
        return this.enter('list');
      case '-':
        return this.readPrefix();
      case ')':
      case ']':
        return this.readEmpty(word);
      case '+':
        return this.refuse(messages.plusSign());
      case '..':
        return this.refuse(messages.rangeHasTwoEnds());
      default:
        this.refuseForeign(word);
        return this.refuse(messages.valueExpected(this.previous?.text, word.text));
    }
  }

  private readNumber(word: Word): boolean {
    const next = this.words[this.at + 1];
    if (/^0[0-9]/.test(word.text)) this.refuse(messages.leadingZero(word.text));
    const adjacent = next !== undefined && next.start === word.end;
    if (adjacent && word.text === '0' && /^[xXoObB][0-9a-fA-F]/.test(next.text)) {
      this.refuse(messages.notDecimal(word.text + next.text));
    }
    if (Math.abs(Number(/[eE](.*)$/.exec(word.text)?.[1] ?? 0)) > 308) {
      this.refuse(messages.numberTooLarge(word.text));
    }
    const beforeSign = this.previous;
    const token = this.take('number');
    if (
      next?.kind === 'name' &&
      !OPERATOR_WORDS.has(next.text) &&
      !(next.text in INSTEAD_OF_WORD)
    ) {
      this.takeUnit(token);
    } else if (next?.text === '%') {
      const after = this.words[this.at + 1];
      if (after !== undefined && startsValue(after))
        this.refuse(messages.writeInstead('%', '`mod`'));
      if (beforeSign?.text === '+' || beforeSign?.text === '-')
        this.refuse(messages.percentOfWhat(), next);
      this.takeUnit(token);
    }
    return false;
  }

  private takeUnit(number: Token): void {
    const unit = this.words[this.at++];
    number.unit = unit.text;
    number.end = unit.end;
  }

  private readName(word: Word): boolean {
    const next = this.words[this.at + 1];
    const before = this.previous?.part;
    if (
      next?.text === '=' &&
      (before === 'call' || (before === 'comma' && this.level.part === 'call'))
    ) {
      this.checkSpelling(word);
      this.take('argument');
      this.take('assign');
      return true;
    }
    if (word.text === 'not') return this.readPrefix();
    if (OPERATOR_WORDS.has(word.text))
      this.refuse(messages.valueExpected(this.previous?.text, word.text));
    this.checkSpelling(word);
    this.take('name');
    if (next?.text === '(' && word.text !== 'true' && word.text !== 'false')
      return this.enter('call');
    return false;
  }

  private checkSpelling(word: Word): void {
    const instead = INSTEAD_OF_WORD[word.text];
    if (instead !== undefined) this.refuse(messages.writeInstead(word.text, instead));
    if (word.text.startsWith('_')) this.refuse(messages.notAName(word.text));
  }

  private readPrefix(): boolean {
    const before = this.previous;
    if (this.words[this.at].text === 'not') {
      const fits =
        before === undefined ||
        ['group', 'call', 'list', 'index', 'comma', 'assign'].includes(before.part) ||
        ['and', 'or', 'implies', 'not'].includes(before.text);
      if (!fits) this.refuse(messages.notNeedsBrackets());
      if (this.words[this.at + 1]?.text === 'in') {
        this.refuse(messages.valueExpected(before?.text, 'not in'));
      }
    }
    this.prefixes = before?.part === 'prefix' ? this.prefixes + 1 : 1;
    if (this.prefixes > DEEPEST) this.refuse(messages.tooDeep(DEEPEST));
    this.take('prefix');
    return true;
  }

  /** `f()` and `[]`; any other bracket that closes where a value is wanted is too early. */
  private readEmpty(word: Word): boolean {
    const before = this.previous;
    const opener = word.text === ')' ? 'call' : 'list';
    if (before !== undefined && before.part === opener) return this.leave(word);
    if (before?.part === 'group' || before?.part === 'index') {
      this.refuse(messages.emptyBrackets(before.text), before);
    }
    return this.refuse(messages.valueExpected(before?.text, word.text));
  }

  // -------------------------------------------------------------------- where an operator is wanted

  /** Reads what may follow a value; answers whether a value is wanted next. */
  private readOperator(word: Word): boolean {
    if (word.kind === 'number') return this.refuseNeighbour(word);
    if (word.kind === 'name') return this.readOperatorWord(word);
    if (OPERATOR_SYMBOLS.has(word.text)) return this.readBinary(word.text);
    switch (word.text) {
      case '.':
        return this.readField();
      case '[':
        if (['shape', 'number'].includes(this.previous?.part ?? ''))
          return this.refuseNeighbour(word);
        return this.enter('index');
      case '(':
        return this.refuseNeighbour(word);
      case ')':
      case ']':
        return this.leave(word);
      case ',':
        if (this.level.part === 'group' || this.level.part === 'whole')
          this.refuse(messages.strayComma());
        this.level.range = false;
        this.take('comma');
        return true;
      case '=':
        return this.refuse(
          this.level.part === 'binders' ? messages.noNamedArgument() : messages.compareWithTwo(),
        );
      default:
        return this.refuseForeign(word);
    }
  }

  private readOperatorWord(word: Word): boolean {
    switch (word.text) {
      case 'not':
        if (this.words[this.at + 1]?.text !== 'in') return this.refuseNeighbour(word);
        return this.takeTwo('not in');
      case 'is':
        return this.readIs();
      case 'to':
        if (this.mode === 'value') this.refuse(messages.toBelongsInTypes());
        return this.readBinary(word.text);
      default:
        if (OPERATOR_WORDS.has(word.text)) return this.readBinary(word.text);
        this.checkSpelling(word);
        return this.refuseNeighbour(word);
    }
  }

  private readBinary(operator: string): boolean {
    const before = this.previous;
    if (before?.part === 'shape' && TIGHTER_THAN_IS.has(operator)) {
      this.refuse(messages.shapeStandsAlone(before.text), before);
    }
    if (operator === '..') {
      if (this.level.range) this.refuse(messages.rangeHasTwoEnds());
      this.level.range = true;
    } else if (!WITHIN_RANGE.has(operator)) this.level.range = false;
    this.take('operator');
    return true;
  }

  /** One operator of two words; its text is the two with one space. */
  private takeTwo(text: string): boolean {
    const [first, second] = [this.words[this.at], this.words[this.at + 1]];
    this.at += 2;
    this.level.range = false;
    this.tokens.push({ part: 'operator', text, start: first.start, end: second.end });
    return true;
  }

  private readIs(): boolean {
    this.level.range = false;
    if (this.words[this.at + 1]?.text === 'not') this.takeTwo('is not');
    else this.take('operator');
    const shape = this.words[this.at];
    if (shape === undefined || shape.kind !== 'name' || OPERATOR_WORDS.has(shape.text)) {
      this.refuse(messages.shapeExpected(shape?.text), shape ?? this.previous);
    }
    this.checkSpelling(shape);
    this.take('shape');
    const next = this.words[this.at]?.text;
    if (next === '(' || next === '.')
      this.refuse(messages.shapeStandsAlone(shape.text), this.previous);
    return false;
  }

  private readField(): boolean {
    const before = this.previous;
    const field = this.words[this.at + 1];
    if (before?.part === 'number')
      this.refuse(messages.unfinishedNumber(`${before.text}.`), before);
    if (field?.kind !== 'name') {
      this.refuse(messages.fieldExpected(field?.text), field ?? this.words[this.at]);
    }
    this.take('dot');
    this.checkSpelling(field);
    this.take('field');
    return false;
  }

  private enter(part: 'group' | 'call' | 'list' | 'index'): boolean {
    if (this.open.length > DEEPEST) this.refuse(messages.tooDeep(DEEPEST));
    this.open.push({ part, token: this.tokens.length, range: false });
    this.take(part);
    return true;
  }

  private leave(word: Word): boolean {
    const level = this.level;
    if (level.token < 0) this.refuse(messages.neverOpened(word.text));
    const expected = level.part === 'list' || level.part === 'index' ? ']' : ')';
    if (word.text !== expected) this.refuse(messages.wrongBracket(word.text, expected));
    this.open.pop();
    this.tokens[level.token].partner = this.tokens.length;
    this.take('close');
    return false;
  }

  // -------------------------------------------------------------------------------------- refusals

  private refuseNeighbour(word: Word): never {
    const before = this.previous as Token;
    const callable = word.text === '(' && ['field', 'close'].includes(before.part);
    if (callable) this.refuse(messages.calleeIsNoName());
    const hint = meantBy(before.text, word.text);
    return this.refuse(messages.operatorMissing(shownText(before), word.text, hint));
  }

  private refuseForeign(word: Word): never {
    const instead = INSTEAD_OF_SYMBOL[word.text];
    if (instead !== undefined) this.refuse(messages.writeInstead(word.text, instead));
    if (/^[.,=*/^<>!]/.test(word.text)) {
      this.refuse(messages.valueExpected(this.previous?.text, word.text));
    }
    return this.refuse(messages.strangeCharacter(word.text));
  }
}

function startsValue(word: Word): boolean {
  if (word.kind === 'symbol') return word.text === '(' || word.text === '[';
  return word.kind === 'number' || !OPERATOR_WORDS.has(word.text);
}

function shownText(token: Token): string {
  return token.unit === undefined ? token.text : `${token.text} ${token.unit}`;
}
