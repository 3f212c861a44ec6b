// Short names of the extension's parts, which name each other two thousand times: 12 kB less than by hashes.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Renames the files of a folder to numbers of base 36, in the code of all outputs and in esbuild's list of them, which is changed. */
export function shortenNames(outputs, folder) {
  const parts = Object.keys(outputs).filter((file) => path.posix.dirname(file) === folder);
  const names = new Map(parts.sort().map((file, place) => [path.posix.basename(file), `${place.toString(36)}.js`]));
  const shorten = (file) =>
    path.posix.dirname(file) === folder
      ? `${folder}/${names.get(path.posix.basename(file)) ?? path.posix.basename(file)}`
      : file;
  for (const file of Object.keys(outputs)) {
    const code = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      code.replaceAll(/(?<=\/)[A-Z0-9]{8}\.js(?=")/g, (name) => names.get(name) ?? name),
    );
  }
  for (const file of parts) {
    // Names of both kinds are distinct, so none is overwritten.
    renameSync(file, shorten(file));
  }
  for (const [file, output] of Object.entries(outputs)) {
    delete outputs[file];
    outputs[shorten(file)] = {
      ...output,
      imports: output.imports.map((one) => ({ ...one, path: shorten(one.path) })),
    };
  }
}
