import path from 'node:path';
import { starterForData, type Language } from '../../config';
import { recognizeData, type DataFacts } from '../../data-sources';
import { formatCount, formatCountOf } from '../../wording';
import { dataPlaceOf } from './data-findings';
import type { WrittenPlace } from '../resolve-written';
import { withSlashes } from '../../paths';

/** A config that was written for data. */
export interface NewConfig {
  readonly text: string;
  readonly facts: DataFacts;
  /** Its format, such as `table`. */
  readonly format: string;
  /** Its examples and classes in words, with the column of a table that was taken for its label. */
  readonly found: string;
}

/**
 * Writes a config for the data at a path.
 * @param target the data, as an absolute path
 * @param place the config's own file, which is not written here, and the folders that it may read
 * @throws DataFault that says why the data cannot be used
 */
export async function configForData(target: string, place: WrittenPlace, language: Language): Promise<NewConfig> {
  const relative = withSlashes(path.relative(path.dirname(place.file), target));
  const { settings, facts } = await recognizeData(relative === '' ? '.' : relative, dataPlaceOf(place));
  const name = configNameFor(target);
  const text = starterForData(name, settings, facts, language);
  return { text, facts, format: String(settings['format']), found: describeFound(settings, facts) };
}

function describeFound(settings: Readonly<Record<string, unknown>>, { splits, classes, columns }: DataFacts): string {
  const counts = `${formatCountOf(splits.train.count, 'example')} in ${formatCount(classes.length)} classes`;
  const label = columns?.find(({ use }) => use === 'label');
  return 'columns' in settings && label !== undefined ? `${counts} by the column '${label.name}'` : counts;
}

/** The name of a config for data: that of its file or folder, without the ending. */
export function configNameFor(target: string): string {
  const name = path.basename(target).replace(/(?<=.)\.[A-Za-z]\w*$/, '');
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+|[.-]+$/g, '')
      .slice(0, 60) || 'distillation'
  );
}
