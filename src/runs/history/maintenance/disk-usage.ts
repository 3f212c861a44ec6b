import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileOperations } from '../../store/file-operations';
import { store } from '../../store/store';

/** Bytes of all files of a run folder; links count nothing. Throws the file system's error. */
export async function diskBytes(runFolder: string): Promise<number> {
  let bytes = 0;
  for (const entry of store.list(runFolder)) {
    const file = path.join(runFolder, entry.name);
    if (entry.isDirectory()) bytes += await diskBytes(file);
    else if (entry.isFile()) bytes += fileOperations.status(file)?.size ?? 0;
  }
  await setImmediate();
  return bytes;
}
