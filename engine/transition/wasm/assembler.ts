/**
 * A small assembler for WebAssembly (core specification 1.0, with the threads and bulk memory
 * extensions): functions over 32-bit integers, and one shared memory that the caller brings. It writes
 * the binary format at run time, so nothing is compiled ahead and nothing is loaded.
 */

/** One-byte instructions without immediates, by their names in the text format (`i32.` left out). */
const plain = {
  eqz: 0x45,
  eq: 0x46,
  ne: 0x47,
  lt_s: 0x48,
  lt_u: 0x49,
  gt_s: 0x4a,
  gt_u: 0x4b,
  le_s: 0x4c,
  le_u: 0x4d,
  ge_s: 0x4e,
  ge_u: 0x4f,
  clz: 0x67,
  ctz: 0x68,
  popcnt: 0x69,
  add: 0x6a,
  sub: 0x6b,
  mul: 0x6c,
  div_s: 0x6d,
  div_u: 0x6e,
  rem_s: 0x6f,
  rem_u: 0x70,
  and: 0x71,
  or: 0x72,
  xor: 0x73,
  shl: 0x74,
  shr_s: 0x75,
  shr_u: 0x76,
  select: 0x1b,
  drop: 0x1a,
  return: 0x0f,
  // 64-bit, for products that may overflow.
  i64_ne: 0x52,
  i64_mul: 0x7e,
  extend_s: 0xac,
} as const;
export type Instruction = keyof typeof plain;

const I32 = 0x7f;
const EMPTY = 0x40;
const SHARED_WITH_MAXIMUM = 3;
/** Pages (of 64 KiB) of the largest memory: 4 GiB. */
export const ALL_PAGES = 1 << 16;

/** A function of more bytes takes longer to compile than a search that would do without; engines refuse 7 MiB. */
const MOST_BYTES = 1 << 20;

/** What is written out takes too much code. */
export class CodeTooLong extends Error {}

/** The body of one function, written from the first instruction to the last. */
export class FunctionBuilder {
  private readonly bytes: number[] = [];
  private locals: number;
  /** Blocks, loops and ifs that are open: what a branch counts. */
  depth = 0;

  constructor(
    readonly parameters: number,
    readonly results: 0 | 1,
  ) {
    this.locals = parameters;
  }

  /** A new local, which begins at 0. */
  local(): number {
    return this.locals++;
  }

  /** @throws CodeTooLong */
  do(...instructions: readonly Instruction[]): this {
    if (this.bytes.length > MOST_BYTES) throw new CodeTooLong();
    for (const name of instructions) this.bytes.push(plain[name]);
    return this;
  }

  const(value: number): this {
    this.bytes.push(0x41);
    signed(this.bytes, value | 0);
    return this;
  }

  get(local: number): this {
    return this.with(0x20, local);
  }

  set(local: number): this {
    return this.with(0x21, local);
  }

  tee(local: number): this {
    return this.with(0x22, local);
  }

  /** The word at the address on the stack, plus `offset` bytes. */
  load(offset = 0): this {
    this.bytes.push(0x28, 2);
    unsigned(this.bytes, offset);
    return this;
  }

  /** The same; what is loaded after it is no older. */
  atomicLoad(offset = 0): this {
    this.bytes.push(0xfe, 0x10, 2);
    unsigned(this.bytes, offset);
    return this;
  }

  /** Stores the word on the stack at the address below it, plus `offset` bytes. */
  store(offset = 0): this {
    this.bytes.push(0x36, 2);
    unsigned(this.bytes, offset);
    return this;
  }

  store8(offset = 0): this {
    this.bytes.push(0x3a, 0);
    unsigned(this.bytes, offset);
    return this;
  }

  /** Address, expected, replacement → what was there. */
  compareExchange(offset = 0): this {
    this.bytes.push(0xfe, 0x48, 2);
    unsigned(this.bytes, offset);
    return this;
  }

  /** Address, operand → what was there; the memory then has its bitwise or. */
  atomicOr(offset = 0): this {
    this.bytes.push(0xfe, 0x33, 2);
    unsigned(this.bytes, offset);
    return this;
  }

  call(index: number): this {
    return this.with(0x10, index);
  }

  /** `then` where the word on the stack is not 0. */
  if(then: () => void, otherwise?: () => void): this {
    this.bytes.push(0x04, EMPTY);
    this.depth++;
    then();
    if (otherwise !== undefined) {
      this.bytes.push(0x05);
      otherwise();
    }
    return this.end();
  }

  /** A value: `yes` or `no`, each of which leaves one word. Only the chosen one is evaluated. */
  choose(yes: () => void, no: () => void): this {
    this.bytes.push(0x04, I32);
    this.depth++;
    yes();
    this.bytes.push(0x05);
    no();
    return this.end();
  }

  /** A block; `branch(the depth it is given)` leaves it. */
  block(body: (label: number) => void): this {
    this.bytes.push(0x02, EMPTY);
    body(++this.depth);
    return this.end();
  }

  /** A loop; `branch(the depth it is given)` begins it again, its end leaves it. */
  loop(body: (label: number) => void): this {
    this.bytes.push(0x03, EMPTY);
    body(++this.depth);
    return this.end();
  }

  /** While what `test` leaves on the stack is not 0. */
  while(test: () => void, body: () => void): this {
    return this.block((out) =>
      this.loop((again) => {
        test();
        this.do('eqz').branchIf(out);
        body();
        this.branch(again);
      }),
    );
  }

  branch(label: number): this {
    return this.with(0x0c, this.depth - label);
  }

  branchIf(label: number): this {
    return this.with(0x0d, this.depth - label);
  }

  /** The code section's entry. */
  entry(): Uint8Array {
    const own = this.locals - this.parameters;
    const head: number[] = [];
    if (own === 0) head.push(0);
    else {
      head.push(1);
      unsigned(head, own);
      head.push(I32);
    }
    const size: number[] = [];
    unsigned(size, head.length + this.bytes.length + 1);
    return Uint8Array.from([...size, ...head, ...this.bytes, 0x0b]);
  }

  private with(opcode: number, immediate: number): this {
    this.bytes.push(opcode);
    unsigned(this.bytes, immediate);
    return this;
  }

  private end(): this {
    this.bytes.push(0x0b);
    this.depth--;
    return this;
  }
}

/** A function of the caller's, `env.name`; it answers with a word. */
export interface Imported {
  readonly name: string;
  readonly parameters: number;
}

/**
 * A module of functions, exported under their numbers (`f0`, `f1`, …), over `env.memory`. Where it imports functions, these come
 * first in what `call` counts.
 */
export function assemble(
  functions: readonly FunctionBuilder[],
  exported: readonly number[],
  maximumPages: number,
  imported: readonly Imported[] = [],
): Uint8Array<ArrayBuffer> {
  const called = imported.map(({ parameters }) => ({ parameters, results: 1 }));
  const types = [...called, ...functions].map(({ parameters, results }) => [
    0x60,
    ...leb(parameters),
    ...Array<number>(parameters).fill(I32),
    ...(results === 1 ? [1, I32] : [0]),
  ]);
  const before = imported.length;
  // Any memory that is large enough fits: the least is one page.
  const memory = [SHARED_WITH_MAXIMUM, ...leb(1), ...leb(maximumPages)];
  const parts: Uint8Array[] = [
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
    section(1, types),
    section(2, [
      [...text('env'), ...text('memory'), 2, ...memory],
      ...imported.map(({ name }, i) => [...text('env'), ...text(name), 0, ...leb(i)]),
    ]),
    section(
      3,
      functions.map((_, i) => leb(before + i)),
    ),
    section(
      7,
      exported.map((i) => [...text(`f${i}`), 0, ...leb(before + i)]),
    ),
    section(
      10,
      functions.map((f) => f.entry()),
    ),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function section(id: number, items: readonly ArrayLike<number>[]): Uint8Array {
  const count = leb(items.length);
  const length = items.reduce((sum, item) => sum + item.length, count.length);
  const head = [id, ...leb(length), ...count];
  const bytes = new Uint8Array(head.length + length - count.length);
  bytes.set(head);
  let at = head.length;
  for (const item of items) {
    bytes.set(item, at);
    at += item.length;
  }
  return bytes;
}

function text(name: string): number[] {
  const bytes = new TextEncoder().encode(name);
  return [...leb(bytes.length), ...bytes];
}

function leb(n: number): number[] {
  const out: number[] = [];
  unsigned(out, n);
  return out;
}

function unsigned(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

function signed(out: number[], value: number): void {
  let rest = value;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) {
      out.push(low);
      return;
    }
    out.push(low | 128);
  }
}
