import path from 'node:path';
import { DataFault, FactsStore, type DataFinding, type DataOptions } from '../data-sources';
import { resolveWritten, type WrittenPlace } from './resolve-written';

/** Findings of all data that configs of this process name. */
const store = new FactsStore();

/** The last finding of data that a config file names; undefined before the first look. Touches no file. */
export function knownFinding(options: DataOptions, file: string): DataFinding | undefined {
  return store.known(options, path.dirname(file));
}

/** Looks at data that a config names; its files are read only where they have changed. */
export function findData(options: DataOptions, place: WrittenPlace): Promise<DataFinding> {
  const resolve = async (written: string): Promise<string> => {
    const found = await resolveWritten(written, place);
    switch (found.kind) {
      case 'there':
        return found.path;
      case 'missing':
        throw new DataFault(`there is no '${written}'`, 'write a path from the config’s folder');
      case 'outside':
        throw new DataFault(
          `'${written}' leads out of the workspace`,
          'copy the data into the workspace, or allow its folder in the setting distillery.allowedFolders (in a terminal: --allow)',
        );
    }
  };
  return store.look(options, path.dirname(place.file), { resolve, environment: process.env });
}
