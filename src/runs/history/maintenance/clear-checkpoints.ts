import path from 'node:path';
import { runFiles } from '../../folder/folders';
import { store } from '../../store/store';
import type { RunSummary } from '../summary/summary';

/** Checkpoints of runs that nothing goes on from any more. */
export interface SpareCheckpoints {
  /** Runs that have any. */
  readonly runs: number;
  readonly bytes: number;
}

/**
 * Measures the checkpoints that finished runs do not need: those to resume from, with the optimizer's moments, and those of
 * teachers. The weights of the best epoch, the student and its answers are no part of them.
 */
export function measureSpareCheckpoints(runs: readonly RunSummary[]): SpareCheckpoints {
  return sumOf(runs, (file) => store.fileStatus(file)?.size ?? 0);
}

/**
 * Removes the checkpoints that finished runs do not need; runs that can go on keep theirs. Gives what was removed. Throws the file
 * system's error.
 */
export function clearSpareCheckpoints(runs: readonly RunSummary[]): SpareCheckpoints {
  return sumOf(runs, (file) => {
    const size = store.fileStatus(file)?.size ?? 0;
    store.remove(file);
    return size;
  });
}

function sumOf(runs: readonly RunSummary[], bytesOf: (file: string) => number): SpareCheckpoints {
  const files = runs.filter(({ status }) => status === 'finished').map(({ folder }) => spareFiles(folder));
  const bytes = files.flat().reduce((sum, file) => sum + bytesOf(file), 0);
  return { runs: files.filter((own) => own.length > 0).length, bytes };
}

function spareFiles(runFolder: string): string[] {
  const own = [runFiles.lastCheckpoint, runFiles.previousCheckpoint].map((name) => path.join(runFolder, name));
  const teachers = path.join(runFolder, runFiles.teachers);
  const ofTeachers = store
    .list(teachers)
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => checkpointNames.map((file) => path.join(teachers, name, file)));
  return [...own, ...ofTeachers].filter((file) => store.hasFile(file));
}

const checkpointNames = ['last.weights', 'previous.weights', 'best.weights'];
