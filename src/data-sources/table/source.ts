import * as z from 'zod';
import { commonSettings, dataPath } from '../fields';
import { withParts } from '../parts';
import type { DataSource } from '../source';
import { separators } from './csv/dialect';
import { findTable, findTables } from './find-tables';
import { describeTables } from './describe-tables';

const columnName = z.string().min(1).max(1000);
const columnNames = z.array(columnName).min(1).max(100_000).optional();

const schema = z.strictObject({
  format: z.literal('table').meta({ description: 'Format of the data.' }),
  path: dataPath(
    'A .csv, .tsv or .parquet file, several by a pattern such as `data/part-*.csv`, or a folder with train.csv, from the config’s folder; it must not leave the workspace.',
    'data/iris.csv',
  ),
  columns: z
    .strictObject({
      label: columnName.optional().meta({
        description: 'Column of the labels. When absent, the one called label, target, class or y.',
        examples: ['species'],
      }),
      numbers: columnNames.meta({
        description:
          'Columns whose numbers are learned from. When `numbers` and `texts` are absent, all columns with numbers alone.',
        examples: [['length', 'width']],
      }),
      texts: columnNames.meta({
        description:
          'Columns whose texts are learned from: one input for each text, 1 where it is there. When `numbers` and `texts` are absent, all columns that are not numbers.',
        examples: [['color']],
      }),
    })
    .optional()
    .meta({ description: 'Columns that are used.', examples: [{ label: 'species' }] }),
  missing: z.enum(['mean', 'row', 'error']).default('error').meta({
    description:
      'Missing values. `error`: refused, with their places; `mean`: a number becomes the mean of its column over the training split, and of a text no input is 1; `row`: such rows are left out.',
  }),
  header: z.boolean().default(true).meta({
    description: 'Whether the first row of a text file has the names of the columns. Without names they are 1, 2, 3 …',
  }),
  separator: z.enum(separators).optional().meta({
    description: 'Separator of the columns in a text file. When absent, the one that the first row has most of.',
  }),
  decimal: z.enum(['.', ',']).optional().meta({
    description: 'Decimal mark in a text file. When absent, it is told from the numbers.',
  }),
  ...commonSettings,
});

/** Tables of numbers and texts. */
export const table: DataSource<typeof schema> = {
  name: 'table',
  summary:
    'A table in a `.csv`, `.tsv` or `.parquet` file: numbers are standardised, texts become one input each, one column has the labels.',
  schema,
  async find(options, place) {
    const files = await findTables(options.path, place);
    return withParts(options, files, (split, written) => findTable(written, split, place));
  },
  describe: (options, files) => describeTables(files, options),
};
