import path from 'node:path';
import { fileOperations } from '../../store/file-operations';
import { refuseIntruders } from '../../store/intruders';
import { store } from '../../store/store';

/** The last whole lines of a file, bytes that are not UTF-8 and control characters replaced. */
export function endOfFile(runFolder: string, name: string, limitBytes: number): string {
  try {
    refuseIntruders(runFolder);
    const descriptor = store.open(path.join(runFolder, name), 'read');
    try {
      const size = fileOperations.size(descriptor);
      const bytes = Buffer.alloc(Math.min(size, limitBytes));
      fileOperations.read(descriptor, bytes, size - bytes.byteLength);
      const text = plainText(bytes);
      return size > limitBytes ? `…\n${text.slice(text.indexOf('\n') + 1)}` : text;
    } finally {
      fileOperations.close(descriptor);
    }
  } catch (error) {
    return `(${error instanceof Error ? error.message : String(error)})`;
  }
}

/** Bytes as text that shows: what is no UTF-8, and control characters but tab and newline, become the replacement character. */
export function plainText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll(/[^\P{Cc}\t\n\r]/gu, '\uFFFD');
}
