import { writeTemporary } from './durable-file';
import { hasCode } from './error-code';
import { store } from './store';

/** Creates a file with its content in one step, so that of two writers one does; false where it is there already. */
export function createWhole(file: string, content: string): boolean {
  const temporary = writeTemporary(file, content);
  try {
    store.link(temporary.path, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    return copyNew(temporary.path, file);
  } finally {
    temporary.discard();
  }
}

/** Copies a file that must not be there yet, on a disk that knows no second names, such as exFAT. */
function copyNew(from: string, to: string): boolean {
  try {
    store.copy(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}
