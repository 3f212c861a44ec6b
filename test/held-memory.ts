import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of this process's memory that something still refers to, once all else is collected. */
export function heldMemory(): { readonly arrayBuffers: number; readonly all: number } {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  // Array buffers are a part of what is external.
  return { arrayBuffers, all: heapUsed + external };
}
