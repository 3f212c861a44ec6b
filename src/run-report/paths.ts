import path from 'node:path';

/** An absolute path in a text, on any platform; the group is its last name. */
const anyPath = /(?<![\w/:.…])(?:[A-Za-z]:[\\/]|\\\\|\/)(?:[^\s/\\'"`<>|:,;]+[\\/])+([^\s/\\'"`<>|:,;]*)/g;

/** Removes the folders of absolute paths from a text: only the last name of each path stays. */
export function withoutPaths(text: string, folders: readonly string[]): string {
  const known = folders.filter((folder) => path.isAbsolute(folder) && folder.length > 1);
  // The longest first: a shorter folder would cut a longer one in two.
  known.sort((one, other) => other.length - one.length);
  const shortened = known.reduce((all, folder) => all.replaceAll(folder, '…'), text);
  return shortened.replaceAll(anyPath, (_whole, last: string) => `…/${last}`);
}
