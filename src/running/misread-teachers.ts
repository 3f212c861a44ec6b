import { isDeepStrictEqual } from 'node:util';
import {
  isDescribed,
  readingIn,
  teachersOf,
  usedTeachers,
  type MisreadTeacher,
  type NamedTeacher,
  type ResolvedConfig,
} from '../config';
import { describePreflight, type PreflightEvent, type RunSummary } from '../runs';
import { haveContents } from './present-content';
import type { WrittenPlace } from './resolve-written';

/**
 * Teachers of a config that the newest run with the same teacher and data has found to be read wrongly, while files and data
 * are still those of that run.
 * @param dataStamp that of the data's facts; undefined where nobody has looked
 */
export async function findMisreadTeachers(
  config: ResolvedConfig,
  dataStamp: string | undefined,
  place: WrittenPlace & { readonly runs: readonly RunSummary[] },
): Promise<MisreadTeacher[]> {
  if (dataStamp === undefined) return [];
  const found: MisreadTeacher[] = [];
  for (const [index, { source }] of teachersOf(config).entries()) {
    const event = isDescribed(source.model) ? undefined : await newestTrial(config, source, { ...place, dataStamp });
    const reading = event?.better && readingIn(event.better.settings);
    if (event === undefined || reading === undefined) continue;
    const path = config.teachers === undefined ? ['teacher'] : ['teachers', String(index)];
    found.push({ path, message: `In an earlier run the teacher made ${describePreflight(event)}.`, reading });
  }
  return found;
}

async function newestTrial(
  config: ResolvedConfig,
  source: NamedTeacher['source'],
  place: WrittenPlace & { readonly runs: readonly RunSummary[]; readonly dataStamp: string },
): Promise<PreflightEvent | undefined> {
  for (const { manifest, progress } of place.runs) {
    const { preflights = [], inputs } = progress;
    if (manifest === undefined || preflights.length === 0 || inputs?.dataStamp !== place.dataStamp) continue;
    if (!isDeepStrictEqual(manifest.config.data, config.data)) continue;
    const used = usedTeachers(manifest.config);
    const same = used.find((one) => isSameReading(one.source, source));
    if (same === undefined) continue;
    const name = used.length === 1 ? 'teacher' : same.name;
    const event = preflights.find(({ teacher }) => teacher === name);
    const files = inputs.teachers?.find((one) => one.name === name)?.files ?? [];
    if (event !== undefined && (await haveContents(source.model, files, place))) return event;
  }
  return undefined;
}

/** Whether two teachers are the same file and are read in the same way. */
function isSameReading(one: NamedTeacher['source'], other: NamedTeacher['source']): boolean {
  const partOf = ({ model, input, classOrder, output }: NamedTeacher['source']): unknown => ({
    ...{ model, input, classOrder, output },
  });
  return isDeepStrictEqual(partOf(one), partOf(other));
}
