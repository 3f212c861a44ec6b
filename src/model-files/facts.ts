import { open } from 'node:fs/promises';
import type { FileInfo } from '../config';
import { factsOfLayersModel } from './layers-model/facts';
import { factsOfOnnx } from './onnx/facts';

/**
 * What a model file says of itself, read in bounded time and memory however large it is: whether it is what its name says,
 * what it takes and gives, and whether its weights are there.
 * @param file where it really is.
 * @param written what it is called in the config; its ending says what it should be.
 * @throws the file system's error.
 */
export async function factsOfModelFile(file: string, written: string): Promise<FileInfo> {
  const handle = await open(file);
  try {
    const status = await handle.stat();
    if (status.isDirectory()) return { kind: 'folder' };
    if (status.size === 0) return { kind: 'empty' };
    return await (/\.onnx$/i.test(written) ? factsOfOnnx : factsOfLayersModel)(handle, file, status.size);
  } finally {
    await handle.close();
  }
}
