import path from 'node:path';
import { configSchema } from '../../../src/config';
import { FactsStore, type DataFinding, type DataOptions } from '../../../src/data-sources';
import { around, standardFiles, temporaryFolder } from './small-idx';

/** The data of a config. */
export const optionsOf = (data: object): DataOptions =>
  configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } }).data;

/** Data of idx files in the folder of their config. */
export const idx = (more: object = {}): DataOptions => optionsOf({ format: 'idx', path: '.', ...more });

/** 12 training and 6 test examples of the labels 1, 2 and 3. */
export const letters = standardFiles(around([1, 2, 3], 12), around([1, 2, 3], 6));

/** A folder of its own for each test of the file that calls this, and a look at data in it. */
export function lookedFolder() {
  const folder = temporaryFolder();
  const look = (
    options: DataOptions,
    environment: NodeJS.ProcessEnv = {},
    store = new FactsStore(),
  ): Promise<DataFinding> =>
    store.look(options, folder.path(), { resolve: (written) => path.resolve(folder.path(), written), environment });
  return { folder, look };
}
