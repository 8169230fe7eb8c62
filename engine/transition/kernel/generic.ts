/**
 * Functions of the intermediate form that could not be unrolled, as they stand: loops stay loops, the
 * state is read and the successor built in memory. What needs the runtime (interned values) has no such form.
 */

import type { Ir, IrFunction, Statement } from '../ir.js';
import { FunctionBuilder } from '../wasm/assembler.js';
import { Emitter, partsOf } from './emit.js';
import { markSeen } from './expand.js';

/** A runtime function that the code calls, if any: then it cannot run as WebAssembly. */
export function runtimeCall(f: IrFunction): string | undefined {
  const inIr = (ir: Ir): string | undefined =>
    ir.ir === 'call' ? ir.function : firstOf(partsOf(ir), inIr);
  const inStatement = (s: Statement): string | undefined => {
    switch (s.do) {
      case 'call':
        return s.function;
      case 'set':
      case 'store':
        return inIr(s.value) ?? (s.do === 'store' ? inIr(s.index) : undefined);
      case 'if':
        return inIr(s.test) ?? firstOf([...s.yes, ...s.no], inStatement);
      case 'while':
        return inIr(s.test) ?? firstOf(s.body, inStatement);
      case 'block':
        return firstOf(s.body, inStatement);
      case 'finish':
      case 'fail':
        return firstOf(s.label, inIr);
      default:
        return undefined;
    }
  };
  return firstOf(f.body, inStatement) ?? inIr(f.result);
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export interface GenericSettings {
  readonly words: number;
  /** The address of each constant table. */
  readonly tables: readonly number[];
  /** Bytes of an entry of the batch: the words, the edge, room for the table's hash. */
  readonly stride: number;
  /** The edge that successors are said to come by. */
  readonly edge: number;
  /** Offset from the control address: a word that becomes 1 where a step fails. */
  readonly failed: number;
  /** Offset from the control address: a word that becomes 1 where there is a step. */
  readonly stepped: number;
  /** Offset from the control address: a word to add the number of steps to. */
  readonly counter: number;
  /** Where coverage is noted, a byte a site. */
  readonly seen: number;
}

const STATE = 0;
const OUT = 1;
const CONTROL = 2;

/** (state, out, control) → out after the successors; those equal to the state are only counted. */
export function stepFunction(f: IrFunction, settings: GenericSettings): FunctionBuilder {
  const g = new GenericFunction(f, settings, 3);
  return g.finish(() => g.builder.get(OUT));
}

/** (state) → the word: a truth value, or negative where it is not defined. */
export function wordFunction(f: IrFunction, settings: GenericSettings): FunctionBuilder {
  const g = new GenericFunction(f, settings, 1);
  return g.finish(() => g.value(f.result));
}

class GenericFunction {
  readonly builder: FunctionBuilder;
  private readonly emitter: Emitter;
  private readonly locals: number[];
  private readonly blocks = new Map<number, number>();

  constructor(
    private readonly f: IrFunction,
    private readonly settings: GenericSettings,
    parameters: number,
  ) {
    const builder = new FunctionBuilder(parameters, 1);
    this.builder = builder;
    this.locals = Array.from({ length: f.locals }, () => builder.local());
    this.emitter = new Emitter(builder, {
      word: (index) => {
        if (index < 0 || index >= settings.words) builder.const(0);
        else builder.get(STATE).load(4 * index);
      },
      stateAddress: () => builder.get(STATE),
      newWord: (index) => {
        this.newAddress(index);
        builder.load();
      },
      tables: settings.tables,
    });
  }

  finish(result: () => void): FunctionBuilder {
    this.statements(this.f.body);
    result();
    return this.builder;
  }

  private newAddress(index: Ir): void {
    this.builder.get(OUT);
    this.value(index);
    this.builder.const(2).do('shl', 'add');
  }

  value(ir: Ir): void {
    this.emitter.value(rename(ir, this.locals));
  }

  private statements(list: readonly Statement[]): void {
    for (const s of list) this.statement(s);
  }

  private statement(s: Statement): void {
    const { builder: b, settings } = this;
    switch (s.do) {
      case 'set':
        this.value(s.value);
        b.set(this.locals[s.local]);
        return;
      case 'if':
        this.value(s.test);
        b.if(
          () => this.statements(s.yes),
          s.no.length > 0 ? () => this.statements(s.no) : undefined,
        );
        return;
      case 'while':
        b.while(
          () => this.value(s.test),
          () => this.statements(s.body),
        );
        return;
      case 'block':
        b.block((label) => {
          this.blocks.set(s.block, label);
          this.statements(s.body);
        });
        return;
      case 'break': {
        const label = this.blocks.get(s.block);
        if (label === undefined) throw new Error('a break out of no block');
        b.branch(label);
        return;
      }
      case 'begin':
        for (let i = 0; i < settings.words; i++)
          b.get(OUT)
            .get(STATE)
            .load(4 * i)
            .store(4 * i);
        return;
      case 'store':
        this.newAddress(s.index);
        this.value(s.value);
        b.store();
        return;
      case 'finish':
        this.finishSuccessor();
        return;
      case 'fail':
        b.get(CONTROL).const(1).store(settings.failed);
        return;
      case 'mark':
        markSeen(b, settings.seen + s.site);
        return;
      case 'call':
        throw new Error('runtime calls have no form here');
    }
  }

  private finishSuccessor(): void {
    const { builder: b, settings } = this;
    const { words, stride, counter } = settings;
    b.get(CONTROL).const(1).store(settings.stepped);
    b.get(CONTROL).get(CONTROL).load(counter).const(1).do('add').store(counter);
    for (let i = 0; i < words; i++) {
      b.get(OUT)
        .load(4 * i)
        .get(STATE)
        .load(4 * i)
        .do('xor');
      if (i > 0) b.do('or');
    }
    b.if(() => {
      b.get(OUT)
        .const(settings.edge)
        .store(4 * words);
      b.get(OUT).const(stride).do('add').set(OUT);
    });
  }
}

/** Locals of the intermediate form as locals of the function. */
function rename(ir: Ir, locals: readonly number[]): Ir {
  const of = (part: Ir): Ir => rename(part, locals);
  switch (ir.ir) {
    case 'local':
      return { ir: 'local', local: locals[ir.local] };
    // Asked of states that have a step; the others are looked at one by one.
    case 'stuck':
      return { ir: 'const', value: 0 };
    case 'word':
      return { ...ir, index: of(ir.index) };
    case 'new':
      return { ...ir, index: of(ir.index) };
    case 'table':
      return { ...ir, index: of(ir.index) };
    case 'unary':
      return { ...ir, of: of(ir.of) };
    case 'binary':
      return { ...ir, left: of(ir.left), right: of(ir.right) };
    case 'select':
      return { ...ir, test: of(ir.test), yes: of(ir.yes), no: of(ir.no) };
    default:
      return ir;
  }
}
