import * as z from 'zod';
import { DataFault } from '../data-fault';
import { commonSettings, dataPath, pictureSettings } from '../fields';
import { isGlob } from '../files/glob';
import { withParts } from '../parts';
import { isFolder, statFile } from '../files/read-bytes';
import type { DataFile, DataPlace, DataSource } from '../source';
import type { SplitName } from '../splits';
import { findShards } from '../table/shards';
import { decodingSettings } from './decoding-settings';
import { describeParquetImages } from './parquet-set';

const columnName = z.string().min(1).max(1000);

const schema = z.strictObject({
  format: z.literal('parquet').meta({ description: 'Format of the data.' }),
  path: dataPath(
    'A .parquet file, several by a pattern such as `data/train-*.parquet`, or a folder of them, from the config’s folder; names that begin with train, val or test say the split. It must not leave the workspace.',
    'data',
  ),
  columns: z
    .strictObject({
      image: columnName.optional().meta({
        description:
          'Column of the pictures: bytes, or records of `bytes` and `path`. When absent, the first such one.',
        examples: ['image'],
      }),
      label: columnName.optional().meta({
        description:
          'Column of the classes. When absent, the one called label, or the only one whose classes have names.',
        examples: ['fine_label'],
      }),
    })
    .optional()
    .meta({ description: 'Columns that are used.', examples: [{ image: 'img', label: 'fine_label' }] }),
  ...decodingSettings,
  ...commonSettings,
  ...pictureSettings,
});

/** Pictures in parquet files. */
export const parquet: DataSource<typeof schema> = {
  name: 'parquet',
  summary:
    'Pictures in parquet files, as Hugging Face’s `datasets` writes them: a column of pictures, one of labels, and the names of the classes in the file.',
  schema,
  async find(options, place) {
    return withParts(options, await findParquet(options.path, undefined, place), (split, written) =>
      findParquet(written, split, place),
    );
  },
  describe: (options, files) => describeParquetImages(files, options.columns, options),
};

const ending = /\.parquet$/i;

async function findParquet(written: string, only: SplitName | undefined, place: DataPlace): Promise<DataFile[]> {
  const kind = { kind: 'shard', ending, ...(only !== undefined && { only }) };
  if (isGlob(written)) return findShards(written, kind, place);
  const target = await place.resolve(written);
  if (await isFolder(target, 'write the path of a parquet file, or of a folder of them')) {
    return findShards(`${written}/*.parquet`, kind, place);
  }
  if (ending.test(target)) return [await statFile(`${only ?? 'train'} shard`, target)];
  throw new DataFault(`${target} is no .parquet file`, 'name a parquet file of pictures');
}
