import { mapSplits, readKeys, readTableSet } from '../../data-sources';
import type { OpenSource } from './reader';
import { splitOfRows } from './rows';

/** Opens a data set in tables. */
export const openTable: OpenSource<'table'> = async (files, options) => {
  const { splits, classes, plan } = await readTableSet(files, options);
  const indicators = Uint8Array.from({ length: plan.features }, (_, feature) =>
    feature < plan.numbers.length ? 0 : 1,
  );
  return {
    shape: [plan.features],
    classes,
    columnNames: [
      ...plan.numbers,
      ...plan.texts.flatMap(({ name, values }) => values.map((value) => `${name}: ${value}`)),
    ],
    indicators,
    keysOf: (column) => readKeys(files, options, column),
    fillsMissing: options.missing === 'mean',
    ...mapSplits(splits, ({ makeRows, labels }) => splitOfRows(makeRows(), labels)),
  };
};
