/**
 * An error where a value's `formatVersion` is above the one that is read; undefined where it is not. Nobody must delete or
 * write anew what only an older program cannot read.
 */
export function newerFormat(name: string, value: unknown, read: number): Error | undefined {
  const version =
    typeof value === 'object' && value !== null && 'formatVersion' in value ? value.formatVersion : undefined;
  if (typeof version !== 'number' || version <= read) return undefined;
  const versions = `its format is version ${version}, and version ${read} is read`;
  return new Error(`${name} was made by a newer version of Distillery; open it with that version (${versions})`);
}
