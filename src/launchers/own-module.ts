import { existsSync } from 'node:fs';
import path from 'node:path';

/** A package comes before a module, and a folder without `__init__.py` after all other places. */
const names = [path.join('distillery', '__init__.py'), 'distillery.py'];

/** A module of the user's own in a folder that Python imports as `distillery`, as our package is called; undefined where there is none. */
export function ownModuleIn(folder: string): string | undefined {
  return names.map((name) => path.join(folder, name)).find((file) => existsSync(file));
}
