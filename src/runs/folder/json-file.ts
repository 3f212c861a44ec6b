import { store } from './store';

/** Reads a JSON file below `.distillery`; undefined when it is missing, torn or no plain file. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(store.readText(file));
  } catch {
    return undefined;
  }
}
