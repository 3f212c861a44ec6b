import { store } from './store';

/** Reads a JSON file below `.distillery`; undefined when it is missing, torn, no plain file or larger than any run writes it. */
export function readJsonFile(file: string): unknown {
  try {
    return JSON.parse(store.readSmallText(file));
  } catch {
    return undefined;
  }
}
