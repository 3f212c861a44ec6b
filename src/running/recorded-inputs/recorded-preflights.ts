import { isDeepStrictEqual } from 'node:util';
import { isDescribed, teachersOf, usedTeachers, type NamedTeacher, type ResolvedConfig } from '../../config';
import { countedRuns, type PreflightEvent, type RunSummary } from '../../runs';
import { haveContents } from './present-content';
import type { WrittenPlace } from '../resolve-written';

/** Preflight of a config's teacher in an earlier run. */
export interface RecordedPreflight {
  /** Place of the teacher among the config's, from 0. */
  readonly index: number;
  /** The run's figures, under the name that the teacher has in the config. */
  readonly event: PreflightEvent;
}

/** Config's place, and the runs of the workspace, newest first. */
export type PreflightPlace = WrittenPlace & { readonly runs: readonly RunSummary[] };

/**
 * Preflights of a config's teachers in the newest run with the same teacher and data, while files and data are still those of
 * that run. Teachers that no such run has tried are left out.
 * @param dataStamp that of the data's facts; undefined where nobody has looked
 */
export async function findPreflights(
  config: ResolvedConfig,
  dataStamp: string | undefined,
  place: PreflightPlace,
): Promise<RecordedPreflight[]> {
  if (dataStamp === undefined) return [];
  const found: RecordedPreflight[] = [];
  for (const [index, { name, source }] of teachersOf(config).entries()) {
    if (isDescribed(source.model)) continue;
    const event = await newestPreflight(config, source, { ...place, dataStamp });
    if (event !== undefined) found.push({ index, event: { ...event, teacher: name } });
  }
  return found;
}

async function newestPreflight(
  config: ResolvedConfig,
  source: NamedTeacher['source'],
  place: PreflightPlace & { readonly dataStamp: string },
): Promise<PreflightEvent | undefined> {
  for (const { manifest, progress } of countedRuns(place.runs)) {
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
