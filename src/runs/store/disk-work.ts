import { fileOperations } from './file-operations';

/** Work on files that waits at each yield until what was written to the yielded descriptor, or the names in a folder, are on the disk. */
export type DiskWork<Result = void> = Generator<number, Result, void>;

/** Does work at once, holding up the event loop. Throws what the work throws. */
export function doNow<Result>(work: DiskWork<Result>): Result {
  let step = work.next();
  while (step.done !== true) {
    try {
      fileOperations.sync(step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next();
  }
  return step.value;
}

/**
 * Does work while the event loop goes on: a file system makes what many writers wait for last by one operation of the disk, so that runs
 * which train side by side wait a tenth as long. Throws what the work throws.
 */
export async function doLater<Result>(work: DiskWork<Result>): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    try {
      await fileOperations.syncLater(step.value);
    } catch (error) {
      step = work.throw(error);
      continue;
    }
    step = work.next();
  }
  return step.value;
}
