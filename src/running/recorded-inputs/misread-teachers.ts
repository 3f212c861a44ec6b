import { readingIn, type MisreadTeacher, type ResolvedConfig } from '../../config';
import { describePreflight } from '../../runs';
import { findPreflights, type PreflightPlace } from './recorded-preflights';

/**
 * Teachers of a config that the newest run with the same teacher and data has found to be read wrongly, while files and data
 * are still those of that run.
 * @param dataStamp that of the data's facts; undefined where nobody has looked
 */
export async function findMisreadTeachers(
  config: ResolvedConfig,
  dataStamp: string | undefined,
  place: PreflightPlace,
): Promise<MisreadTeacher[]> {
  const trials = await findPreflights(config, dataStamp, place);
  return trials.flatMap(({ index, event }) => {
    const reading = event.better && readingIn(event.better.settings);
    if (reading === undefined) return [];
    const path = config.teachers === undefined ? ['teacher'] : ['teachers', String(index)];
    return [{ path, message: `In an earlier run the teacher made ${describePreflight(event)}.`, reading }];
  });
}
