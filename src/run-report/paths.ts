import path from 'node:path';

/** An absolute path inside of a text, on any platform: its folders, and what it ends with. */
const anyPath = /(?<![\w/:.…])(?:[A-Za-z]:[\\/]|\\\\|\/)(?:[^\s/\\'"`<>|:,;]+[\\/])+([^\s/\\'"`<>|:,;]*)/g;

/** A text without the folders of the machine that it was written on: of each absolute path only the last name stays. */
export function withoutPaths(text: string, folders: readonly string[]): string {
  const known = folders.filter((folder) => path.isAbsolute(folder) && folder.length > 1);
  // The longest first, so that a folder inside of another does not leave its rest behind.
  known.sort((one, other) => other.length - one.length);
  const shortened = known.reduce((all, folder) => all.replaceAll(folder, '…'), text);
  return shortened.replaceAll(anyPath, (_whole, last: string) => `…/${last}`);
}
