/**
 * From the intermediate form to JavaScript. Every name in the text is made here from a number or
 * comes from the closed list of runtime functions; nothing of the spec's own text is ever part of it.
 *
 * Each function stays a function of its own: V8 does not optimise those beyond about 60 kB of bytecode.
 */
import {
  type Ir,
  type IrFunction,
  type RuntimeFunction,
  runtimeFunctions,
  type Statement,
} from './ir.js';
import { isTruth } from './simplify.js';

/** Copied word by word up to this many words, in a loop beyond. */
const UNROLLED_COPY_WORDS = 16;

export interface Module {
  readonly functions: readonly IrFunction[];
  readonly tables: readonly Int32Array[];
  /** Words of a state and of a label. */
  readonly words: number;
  readonly labelWords: number;
}

/** What the emitted code is given to work with. */
export interface Imports {
  readonly runtime: Readonly<Record<RuntimeFunction, (...args: number[]) => number>> & {
    reset(): void;
  };
  readonly tables: readonly Int32Array[];
  readonly seen: Uint8Array;
}

/** The text of a function body that, given `runtime, tables, seen, scratch`, returns the array of functions. */
export function emitModule(module: Module): string {
  const used = new Set<RuntimeFunction>();
  const functions = module.functions.map((f) => emitFunction(f, module, used));
  const imports = runtimeFunctions
    .filter((name) => used.has(name))
    .map((name) => `const ${name} = runtime.${name};`);
  const tables = module.tables.map((_, i) => `const T${i} = tables[${i}];`);
  return [
    '"use strict";',
    ...imports,
    ...tables,
    'function ones(a) { a = a - (a >>> 1 & 0x55555555); a = (a & 0x33333333) + (a >>> 2 & 0x33333333); return Math.imul(a + (a >>> 4) & 0x0f0f0f0f, 0x01010101) >>> 24; }',
    `return [\n${functions.join(',\n')}\n];`,
  ].join('\n');
}

function emitFunction(f: IrFunction, module: Module, used: Set<RuntimeFunction>): string {
  const e = new Emitter(module, used);
  const body = e.statements(f.body, 1);
  const result = f.gives === 'word' ? `  return ${e.value(f.result)};\n` : '';
  const locals =
    f.locals > 0
      ? `  let ${Array.from({ length: f.locals }, (_, i) => `v${i} = 0`).join(', ')};\n`
      : '';
  const parameters = f.gives === 'word' ? 'S, o, B, b, stuck, L, x' : 'S, o, out';
  const state =
    f.gives === 'successors'
      ? '  let N = out.states, n = 0, A = out.labels, q = 0;\n'
      : '  const N = S, n = o;\n';
  const reset = e.buffers ? '  runtime.reset();\n' : '';
  return `function (${parameters}) {\n${reset}${e.loads()}${locals}${state}${body}${result}}`;
}

class Emitter {
  buffers = false;
  private readonly loaded = new Map<string, string>();

  constructor(
    private readonly module: Module,
    private readonly used: Set<RuntimeFunction>,
  ) {}

  /** Words at constant places are read once, at the beginning. */
  loads(): string {
    return [...this.loaded].map(([name, text]) => `  const ${name} = ${text};\n`).join('');
  }

  statements(list: readonly Statement[], depth: number): string {
    return list.map((s) => this.statement(s, depth)).join('');
  }

  private statement(s: Statement, depth: number): string {
    const pad = '  '.repeat(depth);
    const nested = (body: readonly Statement[]): string =>
      `{\n${this.statements(body, depth + 1)}${pad}}`;
    switch (s.do) {
      case 'set':
        return `${pad}v${s.local} = ${this.value(s.value)};\n`;
      case 'if': {
        if (s.yes.length === 0) return `${pad}if (!${this.condition(s.test)}) ${nested(s.no)}\n`;
        const otherwise = s.no.length > 0 ? ` else ${nested(s.no)}` : '';
        return `${pad}if (${this.condition(s.test)}) ${nested(s.yes)}${otherwise}\n`;
      }
      case 'while':
        return `${pad}while (${this.condition(s.test)}) ${nested(s.body)}\n`;
      case 'block':
        return `${pad}L${s.block}: ${nested(s.body)}\n`;
      case 'break':
        return `${pad}break L${s.block};\n`;
      case 'begin':
        return `${pad}out.reserve(); N = out.states; n = out.count * ${this.module.words};\n${this.copy(pad)}`;
      case 'store':
        return `${pad}N[${this.at('n', s.index)}] = ${this.value(s.value)};\n`;
      case 'finish':
        return this.finish(s.label, pad);
      case 'fail':
        return `${pad}${s.label.map((w, i) => `scratch[${i}] = ${this.value(w)};`).join(' ')} out.fail(scratch, ${this.value(s.site)});\n`;
      case 'mark':
        return `${pad}seen[${s.site}] = 1;\n`;
      case 'call':
        return `${pad}${this.call(s.function, s.args)};\n`;
    }
  }

  private copy(pad: string): string {
    const { words } = this.module;
    if (words > UNROLLED_COPY_WORDS)
      return `${pad}for (let i = 0; i < ${words}; i++) N[n + i] = S[o + i];\n`;
    const word = (index: number): Ir => ({
      ir: 'word',
      state: 'now',
      index: { ir: 'const', value: index },
    });
    return `${pad}${Array.from({ length: words }, (_, i) => `N[n + ${i}] = ${this.value(word(i))};`).join(' ')}\n`;
  }

  private finish(label: readonly Ir[], pad: string): string {
    const words = label.map((w, i) => `A[q + ${i}] = ${this.value(w)};`).join(' ');
    return `${pad}A = out.labels; q = out.count * ${this.module.labelWords}; ${words} out.count++;\n`;
  }

  value(ir: Ir): string {
    switch (ir.ir) {
      case 'const':
        return ir.value < 0 ? `(${ir.value})` : String(ir.value);
      case 'local':
        return `v${ir.local}`;
      case 'word':
        return this.word(ir.state, ir.index);
      case 'new':
        return `N[${this.at('n', ir.index)}]`;
      case 'label':
        return `L[x + ${ir.index}]`;
      case 'stuck':
        return 'stuck';
      case 'binary':
        return this.binary(ir);
      case 'unary':
        return this.unary(ir);
      case 'select':
        if (isTruth(ir)) return `(${this.condition(ir)} ? 1 : 0)`;
        return `(${this.condition(ir.test)} ? ${this.value(ir.yes)} : ${this.value(ir.no)})`;
      case 'table':
        return `T${ir.table}[${this.value(ir.index)}]`;
      case 'call':
        return this.call(ir.function, ir.args);
    }
  }

  private word(state: 'now' | 'before', index: Ir): string {
    const [array, offset, prefix] = state === 'now' ? ['S', 'o', 'w'] : ['B', 'b', 'p'];
    if (index.ir !== 'const') return `${array}[${this.at(offset, index)}]`;
    // A key that is always outside its type leads nowhere; the code that reads there is never reached.
    if (index.value < 0 || index.value >= this.module.words) return '0';
    const name = `${prefix}${index.value}`;
    this.loaded.set(name, `${array}[${offset} + ${index.value}]`);
    return name;
  }

  private at(offset: string, index: Ir): string {
    return `${offset} + ${this.value(index)}`;
  }

  private call(name: RuntimeFunction, args: readonly Ir[]): string {
    this.used.add(name);
    if (name === 'openBuffer') this.buffers = true;
    return `${name}(${args.map((a) => this.value(a)).join(', ')})`;
  }

  private binary(ir: Extract<Ir, { ir: 'binary' }>): string {
    if (isTruth(ir)) return `(${this.condition(ir)} ? 1 : 0)`;
    const a = this.value(ir.left);
    const b = this.value(ir.right);
    switch (ir.operator) {
      case 'add':
        return `(${a} + ${b} | 0)`;
      case 'sub':
        return `(${a} - ${b} | 0)`;
      case 'mul':
        return `Math.imul(${a}, ${b})`;
      case 'div':
        return `(${a} / ${b} | 0)`;
      case 'mod':
        return `(${a} % ${b})`;
      case 'floorDiv':
        return `(Math.floor(${a} / ${b}) | 0)`;
      case 'floorMod':
        return `(${a} - ${b} * Math.floor(${a} / ${b}) | 0)`;
      case 'and':
        return `(${a} & ${b})`;
      case 'or':
        return `(${a} | ${b})`;
      case 'xor':
        return `(${a} ^ ${b})`;
      case 'shl':
        return `(${a} << ${b})`;
      case 'shr':
        return `(${a} >>> ${b} | 0)`;
      default:
        throw new Error(`${ir.operator} gives a truth value`);
    }
  }

  private unary(ir: Extract<Ir, { ir: 'unary' }>): string {
    const a = this.value(ir.of);
    switch (ir.operator) {
      case 'not':
        return `(${this.condition(ir.of)} ? 0 : 1)`;
      case 'trailing':
        return `(31 - Math.clz32(${a} & -${a}))`;
      case 'ones':
        return `ones(${a})`;
    }
  }

  /** Parenthesised text that is true where the word is not 0. */
  condition(ir: Ir): string {
    if (ir.ir === 'unary' && ir.operator === 'not') return `(!${this.condition(ir.of)})`;
    if (ir.ir === 'select') {
      const { test, yes, no } = ir;
      if (no.ir === 'const' && no.value === 0)
        return `(${this.condition(test)} && ${this.condition(yes)})`;
      if (yes.ir === 'const' && yes.value === 1)
        return `(${this.condition(test)} || ${this.condition(no)})`;
      return `(${this.condition(test)} ? ${this.condition(yes)} : ${this.condition(no)})`;
    }
    if (ir.ir === 'const') return `(${ir.value !== 0})`;
    if (ir.ir === 'binary') return this.relation(ir) ?? `(${this.value(ir)} !== 0)`;
    return `(${this.value(ir)} !== 0)`;
  }

  private relation({ operator, left, right }: Extract<Ir, { ir: 'binary' }>): string | undefined {
    const a = this.value(left);
    const b = this.value(right);
    switch (operator) {
      case 'eq':
        return `(${a} === ${b})`;
      case 'ne':
        return `(${a} !== ${b})`;
      case 'lt':
        return `(${a} < ${b})`;
      case 'le':
        return `(${a} <= ${b})`;
      case 'gt':
        return `(${a} > ${b})`;
      case 'ge':
        return `(${a} >= ${b})`;
      case 'below':
        return `(${a} >>> 0 < ${b} >>> 0)`;
      case 'addOverflows':
        return `(${a} + ${b} !== (${a} + ${b} | 0))`;
      case 'subOverflows':
        return `(${a} - ${b} !== (${a} - ${b} | 0))`;
      case 'mulOverflows':
        return `(!(${a} * ${b} >= -2147483648 && ${a} * ${b} <= 2147483647))`;
      default:
        return undefined;
    }
  }
}

export type WordFunction = (
  states: Int32Array,
  offset: number,
  before: Int32Array,
  b: number,
  stuck: number,
  labels: Int32Array,
  x: number,
) => number;

/** Makes the functions of a module. */
export function link(module: Module, imports: Imports): readonly ((...args: never[]) => number)[] {
  const make = new Function('runtime', 'tables', 'seen', 'scratch', emitModule(module));
  return make(imports.runtime, imports.tables, imports.seen, new Int32Array(module.labelWords));
}
