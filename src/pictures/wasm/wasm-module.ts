import { readFileSync } from 'node:fs';
import { findBuilt } from '../../paths';
import { Instance, Memory, Module, type WasmFunction, type WasmMemory } from './wasm-api';

/** Name of a WebAssembly file that the build puts into `dist/wasm`. */
export type WasmName = 'jpeg-turbo' | 'jpeg-scan' | 'jpeg-colours' | 'webp' | 'nsgif' | 'nsbmp' | 'resize';

/** Functions that a module exports, beside its memory. */
export interface WasmExports {
  readonly memory: WasmMemory;
  readonly call: (name: string, ...words: readonly number[]) => number;
}

const compiled = new Map<WasmName, object>();

/**
 * Makes an instance with a memory of its own, or on that of another where one is given. Throws an error that names the file
 * when the product lacks it.
 */
export function instantiate(name: WasmName, shared?: WasmMemory): WasmExports {
  const module = compiled.get(name) ?? new Module(readFileSync(findBuilt(`wasm/${name}.wasm`)));
  compiled.set(name, module);
  const { exports } = new Instance(module, { ...imports, env: { ...imports.env, memory: shared } });
  const memory = shared ?? exports.memory;
  if (!(memory instanceof Memory)) throw new Error(`${name}.wasm exports no memory`);
  const call = (word: string, ...words: readonly number[]): number => {
    const exported = exports[word];
    if (typeof exported !== 'function') throw new Error(`${name}.wasm exports no ${word}`);
    return Number((exported as WasmFunction)(...words));
  };
  if ('_initialize' in exports) call('_initialize');
  return { memory, call };
}

const pageBytes = 65536;

/** Grows a memory to at least this many bytes. */
export function growTo(memory: WasmMemory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes);
  if (missing > 0) memory.grow(missing);
}

/** An error inside of C code that would jump out of it: the instance is in no known state any more. */
export class WasmFault extends Error {}

const refuse = (): never => {
  throw new WasmFault('the decoder gave up');
};

/** No system call is needed for decoding from memory; C's long jump is an exception here. */
const imports = {
  env: { setjmp: () => 0, longjmp: refuse },
  wasi_snapshot_preview1: {
    environ_sizes_get: () => 0,
    environ_get: refuse,
    proc_exit: refuse,
    fd_close: refuse,
    fd_seek: refuse,
    fd_write: refuse,
  },
};
