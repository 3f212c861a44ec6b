import path from 'node:path';
import {
  DataFault,
  dataSchema,
  FactsStore,
  listDataNames,
  type DataName,
  type DataFinding,
  type DataOptions,
  type DataPlace,
} from '../data-sources';
import { resolveWritten, type WrittenPlace } from './resolve-written';

/** Findings of all data that configs of this process name. */
const store = new FactsStore();

/** The last finding of data that a config file names; undefined before the first look. Touches no file. */
export function knownFinding(options: DataOptions, file: string): DataFinding | undefined {
  return store.known(options, path.dirname(file));
}

/** Looks at data that a config names; its files are read only where they have changed. */
export function findData(options: DataOptions, place: WrittenPlace): Promise<DataFinding> {
  return store.look(options, path.dirname(place.file), dataPlaceOf(place));
}

/** Names that settings of a config's data may use: columns, or keys of arrays. None where the data cannot be read. */
export async function dataNames(written: unknown, place: WrittenPlace): Promise<readonly DataName[]> {
  const options = dataSchema.safeParse(written).data;
  if (options === undefined) return [];
  return listDataNames(options, dataPlaceOf(place)).catch(() => []);
}

/** Surroundings of a config's data: its paths must stay in the workspace or an allowed folder. */
export function dataPlaceOf(place: WrittenPlace): DataPlace {
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
  return { resolve, environment: process.env };
}
