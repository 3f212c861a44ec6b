import path from 'node:path';
import { isGlob, writtenPaths, type DataOptions } from '../../data-sources';
import { isInside } from '../../paths';

/** Absolute paths at or below which the data of a config lies; those of a pattern begin before its first wildcard. */
export function dataPlacesOf(options: DataOptions, file: string): string[] {
  return writtenPaths(options).map((written) => {
    const segments = written.split('/');
    const wildcard = segments.findIndex(isGlob);
    return path.resolve(path.dirname(file), ...(wildcard < 0 ? segments : segments.slice(0, wildcard)));
  });
}

/** Whether a change of a file or folder may be one of the data: it lies below it, or the data lies in what has come or gone. */
export function concernsData(places: readonly string[], changed: string): boolean {
  // Files of runs are none, also where a whole workspace is the data.
  if (changed.split(path.sep).includes('.distillery')) return false;
  return places.some((place) => isInside(place, changed) || isInside(changed, place));
}
