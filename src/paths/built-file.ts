import { existsSync } from 'node:fs';
import path from 'node:path';

/** Path of a file that the build makes: beside the bundle, or in the checkout's `dist`. Throws an error that names it where it is missing. */
export function findBuilt(name: string): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const found = [path.join(folder, name), path.join(folder, 'dist', name)].find((one) => existsSync(one));
    if (found !== undefined) return found;
    if (folder === path.dirname(folder)) throw new Error(`${name} was not found; build or install the product again`);
  }
}
