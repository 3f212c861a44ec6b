/** Memory of an instance; growing it makes earlier views of `buffer` empty. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  readonly RuntimeError: ErrorConstructor;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** The part of the WebAssembly API that is used here: Node has it and its types lack it, outside of those of the web. */
export const { Module, Memory, Instance, RuntimeError } = (globalThis as unknown as { readonly WebAssembly: WasmApi })
  .WebAssembly;

/** A function that a module exports. */
export type WasmFunction = (...words: readonly number[]) => unknown;
