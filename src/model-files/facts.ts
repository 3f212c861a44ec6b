import { open } from 'node:fs/promises';
import type { FileInfo } from '../config';
import { withoutWaiting } from '../paths';
import { factsOfLayersModel } from './layers-model/facts';
import { factsOfOnnx } from './onnx/facts';

/** A topology is a few kilobytes; more would make the editor wait. */
const quickBytes = 4e6;

export interface FactsOptions {
  /** Bytes of a `model.json` that are read at most; a larger one is a network of unknown shapes. */
  readonly maxBytes?: number;
  /** Output of an ONNX file that a config names. */
  readonly outputName?: string | undefined;
}

/**
 * Facts of a model file, in bounded memory: whether it is of the kind that its name says, its input and classes, and whether
 * its weights are there.
 * @param file its real path.
 * @param written its path in the config, whose ending says its kind.
 * @throws the file system's error.
 */
export async function factsOfModelFile(
  file: string,
  written: string,
  { maxBytes = quickBytes, outputName }: FactsOptions = {},
): Promise<FileInfo> {
  const handle = await open(file, withoutWaiting);
  try {
    const status = await handle.stat();
    if (status.isDirectory()) return { kind: 'folder' };
    if (!status.isFile()) return { kind: 'other', found: 'a pipe or a device' };
    if (status.size === 0) return { kind: 'empty' };
    return /\.onnx$/i.test(written)
      ? await factsOfOnnx(handle, file, status.size, outputName)
      : await factsOfLayersModel(handle, file, status.size, maxBytes);
  } finally {
    await handle.close();
  }
}
