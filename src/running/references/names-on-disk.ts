import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { runFiles, store, studentFiles } from '../../runs';

/** Names that are offered; nobody reads a longer list. */
const maxNames = 200;
/** Folders that are searched: a home folder as workspace must not hold a check up. */
const maxFolders = 2_000;

const ignored = new Set(['node_modules', '.distillery', '.git', '.venv', 'venv', '__pycache__', 'site-packages']);

/** Model files below a folder, as paths from there, sorted; at most 200, from the first 2,000 folders. */
export function listModelFiles(folder: string): Promise<string[]> {
  return listFiles(folder, (name) => name === 'model.json' || /\.onnx$/i.test(name));
}

/** Python files below a folder, in the same way; what lies in an environment of Python's is none of the user's. */
export function listScripts(folder: string): Promise<string[]> {
  return listFiles(folder, (name) => name.endsWith('.py'));
}

async function listFiles(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  const found: string[] = [];
  const open = [''];
  // `open` grows while it is walked.
  for (const prefix of open) {
    const entries = await readdir(path.join(folder, prefix), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.isDirectory() && !ignored.has(entry.name) && open.length < maxFolders) open.push(name);
      else if (entry.isFile() && isWanted(entry.name)) found.push(name);
    }
    if (found.length >= maxNames) break;
  }
  return found.sort().slice(0, maxNames);
}

/** Ids of runs that have a student, newest first; at most 200. */
export function listStudents(folderOfRuns: string): string[] {
  const ids = store.list(folderOfRuns).map(({ name }) => name);
  const newest = ids.sort().reverse().slice(0, maxNames);
  return newest.filter((id) => hasStudent(path.join(folderOfRuns, id)));
}

/** Whether a run has a student that other runs can open; what lies in its place, such as a link, is none. */
export function hasStudent(runFolder: string): boolean {
  return hasFileOfStudent(runFolder, studentFiles.layersModel);
}

/** Whether a run has a student that is the user's own Python code. */
export function hasForeignStudent(runFolder: string): boolean {
  return hasFileOfStudent(runFolder, studentFiles.safetensors);
}

function hasFileOfStudent(runFolder: string, name: string): boolean {
  try {
    return store.hasFile(path.join(runFolder, runFiles.student, name));
  } catch {
    return false;
  }
}
