let userFolders: (() => readonly string[]) | undefined;

/** Sets the folders that `.distillery` itself may be a link into, beside the workspace; by default the environment's. */
export function allowStoreFolders(folders: () => readonly string[]): void {
  userFolders = folders;
}

/** Folders that were set; undefined where none were. A file of its own, so that activation sets them and loads no file operations. */
export const folderSettings = (): readonly string[] | undefined => userFolders?.();
