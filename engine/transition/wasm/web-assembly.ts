/** What is used of WebAssembly: the types for Node leave its library to those for browsers. */

export interface WasmMemory {
  /** A longer one after each `grow`; those before stay what they were. */
  readonly buffer: SharedArrayBuffer;
  /** By so many pages of 64 KiB. @throws RangeError where there is no more */
  readonly grow: (pages: number) => number;
}

/** Compiled code; it can be sent to another thread. */
export interface WasmModule {
  readonly [Symbol.toStringTag]?: string;
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, (...args: number[]) => number>>;
}

export interface WasmLibrary {
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: boolean;
  }) => WasmMemory;
  readonly Module: new (code: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { readonly env: { readonly memory: WasmMemory } & Readonly<Record<string, unknown>> },
  ) => WasmInstance;
}

export const wasm = (globalThis as unknown as { readonly WebAssembly: WasmLibrary }).WebAssembly;
